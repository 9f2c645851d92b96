/// Masks secrets in text that leaves krutrimbox: logs, comments, reports.
package struct Redaction: Sendable {
  private let secrets: [String]

  /// `secrets` are values to mask besides what looks like a token of a known vendor.
  package init(secrets: [String] = []) {
    self.secrets = secrets.filter { $0.count >= 8 }.sorted { $0.count > $1.count }
  }

  /// Values of environment variables whose names say that they are secret.
  package init(environment: [String: String]) {
    let words = ["TOKEN", "SECRET", "PASSWORD", "PASSWD", "API_KEY", "APIKEY", "PRIVATE_KEY", "CREDENTIAL"]
    self.init(
      secrets: environment.filter { name, _ in words.contains { name.uppercased().contains($0) } }.map(\.value))
  }

  package func mask(_ text: String) -> String {
    var masked = text
    for secret in secrets where masked.contains(secret) {
      masked = masked.split(separator: secret, omittingEmptySubsequences: false).joined(separator: "***")
    }
    return Self.maskTokens(masked)
  }

  private static let prefixes = [
    "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "sk-ant-", "sk-proj-", "sk-", "xoxb-", "xoxp-", "glpat-",
    "AKIA",
  ]

  /// Words that begin like a vendor's token and are long enough to be one.
  private static func maskTokens(_ text: String) -> String {
    guard prefixes.contains(where: text.contains) else { return text }
    var result = ""
    var word = ""
    for character in text + "\0" {
      if character.isASCII && (character.isLetter || character.isNumber || character == "_" || character == "-") {
        word.append(character)
        continue
      }
      let isToken = word.count >= 20 && prefixes.contains { word.hasPrefix($0) }
      result += isToken ? "***" : word
      word = ""
      if character != "\0" { result.append(character) }
    }
    return result
  }
}
