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
    return Self.maskTokens(Self.maskPasswords(Self.maskKeys(masked)))
  }

  private static let prefixes = [
    "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "sk-", "sk_live_", "sk_test_", "rk_live_", "xoxa-", "xoxb-",
    "xoxp-", "xoxs-", "xapp-", "glpat-", "npm_", "hf_", "pypi-", "dckr_pat_", "AKIA", "ASIA", "AIza", "eyJhbGci",
  ]
  /// Names of variables begin like these too; what follows in a token has no underscore.
  private static let plainPrefixes = ["npm_", "hf_"]

  /// Whether a word of the text looks like a token of a known vendor.
  static func holdsToken(_ text: String) -> Bool { maskTokens(text) != text }

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
      let isSecret = word.count >= 20 && prefixes.contains { isToken(word, of: $0) }
      result += isSecret ? "***" : word
      word = ""
      if character != "\0" { result.append(character) }
    }
    return result
  }

  private static func isToken(_ word: String, of prefix: String) -> Bool {
    word.hasPrefix(prefix) && !(plainPrefixes.contains(prefix) && word.dropFirst(prefix.count).contains("_"))
  }

  /// The password in `scheme://user:password@host`.
  private static func maskPasswords(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let start = rest.firstRange(of: "://") {
      result += rest[..<start.upperBound]
      rest = rest[start.upperBound...]
      let authority = rest.prefix { !$0.isWhitespace && !"/?#'\"<>".contains($0) }
      guard let at = authority.lastIndex(of: "@"), let colon = authority[..<at].firstIndex(of: ":") else { continue }
      result += authority[...colon] + "***"
      rest = rest[at...]
    }
    return result + rest
  }

  /// What stands between the first and the last line of a private key.
  private static func maskKeys(_ text: String) -> String {
    guard text.contains("PRIVATE KEY-----") else { return text }
    var isKey = false
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      if line.contains("-----END ") { isKey = false }
      defer { if line.contains("-----BEGIN ") && line.contains("PRIVATE KEY-----") { isKey = true } }
      return isKey ? "***" : line
    }
    return lines.joined(separator: "\n")
  }
}
