/// The secrets that Docker Sandboxes keep for the services that agents use.
package struct SbxSecrets: Equatable, Sendable {
  /// Services with a secret that sandboxes get, such as `openai`.
  package let services: Set<String>

  /// From `secret ls`. Its JSON has `secrets` and, where somebody made some, `custom_secrets` under the variable that they
  /// fill; its table has the columns SCOPE, TYPE, NAME and SECRET. Both list the secrets of single sandboxes too, which
  /// others don't get, and logins of registries. `sandbox` is one whose own secrets count as well.
  init(printed text: String, for sandbox: String? = nil) {
    let rows = SbxOutput.first(in: text, Listing.self)?.rows ?? Self.table(text)
    let scopes = Set(["global", "(global)", sandbox].compactMap { $0 })
    services = Set(rows.filter { scopes.contains($0.scope) && $0.type == "service" }.map { $0.name.lowercased() })
  }

  private struct Row {
    let scope: String
    let type: String
    let name: String
  }

  /// `(global)   service   github    gho_GC****`: the scope of all sandboxes stands in brackets.
  private static func table(_ text: String) -> [Row] {
    let lines = text.split(whereSeparator: \.isNewline).map {
      $0.split { $0.isWhitespace || $0 == "|" }.map(String.init)
    }
    return lines.filter { $0.count >= 3 }.map { Row(scope: $0[0], type: $0[1], name: $0[2]) }
  }

  /// Which service a variable of an agent is for.
  private static let variables = [
    "OPENAI_API_KEY": "openai", "CODEX_API_KEY": "openai", "ANTHROPIC_API_KEY": "anthropic",
    "ANTHROPIC_AUTH_TOKEN": "anthropic", "CLAUDE_CODE_OAUTH_TOKEN": "anthropic", "GH_TOKEN": "github",
    "GITHUB_TOKEN": "github",
  ]

  private struct Listing: Decodable {
    struct Secret: Decodable {
      let scope: String
      let type: String
      let name: String
    }
    struct Custom: Decodable {
      let scope: String
      let env: String?
    }
    let secrets: [Secret]
    let customSecrets: [Custom]?

    private enum CodingKeys: String, CodingKey {
      case secrets
      case customSecrets = "custom_secrets"
    }

    var rows: [Row] {
      secrets.map { Row(scope: $0.scope, type: $0.type, name: $0.name) }
        + (customSecrets ?? []).compactMap { custom in
          SbxSecrets.variables[custom.env ?? ""].map { Row(scope: custom.scope, type: "service", name: $0) }
        }
    }
  }
}
