/// Masks secrets in text that leaves krutrimbox: logs, comments, reports.
package struct Redaction: Sendable {
  private let secrets: [String]

  /// `secrets` are values to mask besides what looks like a token of a known vendor.
  package init(secrets: [String] = []) {
    self.secrets = secrets.map(VisibleText.of).filter { $0.count >= 8 }.sorted { $0.count > $1.count }
  }

  /// Values of environment variables whose names say that they are secret.
  package init(environment: [String: String]) {
    self.init(secrets: environment.filter { name, _ in Self.isSecret(name: name) }.map(\.value))
  }

  /// The same that masks more values.
  package func hiding(_ more: [String]) -> Redaction { Redaction(secrets: secrets + more) }

  /// Whether a variable of this name holds a secret.
  package static func isSecret(name: String) -> Bool {
    let words = ["TOKEN", "SECRET", "PASSWORD", "PASSWD", "API_KEY", "APIKEY", "PRIVATE_KEY", "CREDENTIAL"]
    let name = name.uppercased()
    return words.contains(where: name.contains)
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

  /// What a JSON web token begins with; its parts are joined by dots.
  private static let webToken = "eyJ"

  /// Whether a word of the text looks like a token of a known vendor.
  package static func holdsToken(_ text: String) -> Bool { maskTokens(text) != text }

  /// Words that begin like a vendor's token and are long enough to be one.
  private static func maskTokens(_ text: String) -> String {
    guard text.contains(webToken) || KeyTable.isPossible(in: text) else { return text }
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
      let isSecret = token.count >= 20 && (token.contains(".") || KeyTable.isMasked(Array(token.utf8)[...]))
      result += (isSecret ? "***" : token) + end
      word = ""
      if character != "\0" { result.append(character) }
    }
    return result
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
