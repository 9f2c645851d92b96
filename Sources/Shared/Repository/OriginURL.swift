import KBText

/// The address of origin, as a sandbox may see it.
package enum OriginURL {
  /// Without what logs somebody in: user and password of HTTP addresses, the password of others. SSH's user name is part
  /// of the address and stays.
  package static func withoutCredentials(_ url: String) -> String {
    guard let scheme = url.firstRange(of: "://") else { return url }
    guard let login = login(in: url[scheme.upperBound...].prefix { !"/?#".contains($0) }) else { return url }
    let host = url[url.index(after: login.endIndex)...]
    guard !url.lowercased().hasPrefix("http") else { return String(url[..<scheme.upperBound] + host) }
    let user = login.prefix { $0 != ":" }
    return String(url[..<scheme.upperBound] + user + "@" + host)
  }

  /// A path that is meant from a clone's top folder as one that is meant from anywhere; other addresses stay.
  package static func absolute(_ url: String, in checkout: String) -> String {
    isPath(url) && !url.hasPrefix("/") && !url.hasPrefix("~") ? "\(checkout)/\(url)" : url
  }

  /// git takes `host:path` for another machine only where no slash stands before the colon (git-clone(1)).
  private static func isPath(_ url: String) -> Bool {
    guard !url.contains("://") else { return false }
    return url.firstIndex(of: ":").map { url[..<$0].contains("/") } ?? true
  }

  /// Whether an address in the text has a password, or a token as its user name. A user name alone is no secret.
  package static func holdsSecret(_ text: String) -> Bool { masked(text) != text }

  /// The text with `***` for the passwords and tokens of its addresses.
  package static func masked(_ text: String) -> String {
    var masked = ""
    var rest = text[...]
    while let scheme = rest.firstRange(of: "://") {
      masked += rest[..<scheme.upperBound]
      rest = rest[scheme.upperBound...]
      let authority = rest.prefix { !$0.isWhitespace && !"/?#'\"<>".contains($0) }
      guard let login = login(in: authority) else { continue }
      let user = login.prefix { $0 != ":" }
      masked += Redaction.holdsToken(String(user)) ? "***" : user
      masked += login.count > user.count + 1 ? ":***" : login.dropFirst(user.count)
      rest = rest[login.endIndex...]
    }
    return masked + rest
  }

  /// What stands before the host's `@`; nil where there is none.
  private static func login(in authority: Substring) -> Substring? {
    authority.lastIndex(of: "@").map { authority[..<$0] }
  }
}
