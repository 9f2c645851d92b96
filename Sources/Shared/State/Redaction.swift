/// Masks secrets in text that leaves krutrimbox: logs, comments, reports.
package struct Redaction: Sendable {
  private let secrets: [String]

  /// `secrets` are values to mask besides what looks like a token of a known vendor.
  package init(secrets: [String] = []) {
    self.secrets = secrets.map(VisibleText.of).filter { $0.count >= 8 }.sorted { $0.count > $1.count }
  }

  /// Values of environment variables whose names say that they are secret.
  package init(environment: [String: String]) {
    let words = ["TOKEN", "SECRET", "PASSWORD", "PASSWD", "API_KEY", "APIKEY", "PRIVATE_KEY", "CREDENTIAL"]
    self.init(
      secrets: environment.filter { name, _ in words.contains { name.uppercased().contains($0) } }.map(\.value))
  }

  /// The whole text without its secrets.
  package func mask(_ text: String) -> String {
    var keys = KeyMask()
    return mask(text, keys: &keys)
  }

  /// What is invisible is left out first: it would hide a secret from who masks it. Where control characters are to be
  /// shown, `SafeText` comes before. The next part of a text, which may begin or end within a private key.
  package func mask(_ text: String, keys: inout KeyMask) -> String {
    var masked = VisibleText.of(text)
    for secret in secrets where masked.contains(secret) {
      masked = masked.split(separator: secret, omittingEmptySubsequences: false).joined(separator: "***")
    }
    return Self.maskTokens(Self.maskPasswords(keys.mask(masked)))
  }

  private static let prefixes = [
    "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "sk-", "sk_live_", "sk_test_", "rk_live_", "xoxa-", "xoxb-",
    "xoxp-", "xoxs-", "xapp-", "glpat-", "npm_", "hf_", "pypi-", "dckr_pat_", "AKIA", "ASIA", "AIza", "eyJhbGci",
  ]
  /// What a JSON web token begins with; its parts are joined by dots.
  private static let webToken = "eyJ"
  /// Names of variables begin like these too; what follows in a token has no underscore.
  private static let plainPrefixes = ["npm_", "hf_"]

  /// Whether a word of the text looks like a token of a known vendor.
  package static func holdsToken(_ text: String) -> Bool { maskTokens(text) != text }

  /// Words that begin like a vendor's token and are long enough to be one.
  private static func maskTokens(_ text: String) -> String {
    guard prefixes.contains(where: text.contains) || text.contains(webToken) else { return text }
    var result = ""
    var word = ""
    for character in text + "\0" {
      if character.isASCII && (character.isLetter || character.isNumber || character == "_" || character == "-")
        || character == "." && word.hasPrefix(webToken)
      {
        word.append(character)
        continue
      }
      let end = word.suffix(word.reversed().prefix { $0 == "." }.count)
      let token = word.dropLast(end.count)
      let isSecret = token.count >= 20 && (token.contains(".") || prefixes.contains { isToken(token, of: $0) })
      result += (isSecret ? "***" : token) + end
      word = ""
      if character != "\0" { result.append(character) }
    }
    return result
  }

  private static func isToken(_ word: Substring, of prefix: String) -> Bool {
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
}
