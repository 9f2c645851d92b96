/// The address of origin, as a sandbox may see it.
package enum OriginURL {
  /// Without what logs somebody in: user and password of HTTP addresses, the password of others. SSH's user name is part
  /// of the address and stays.
  package static func withoutCredentials(_ url: String) -> String {
    guard let scheme = url.firstRange(of: "://") else { return url }
    let rest = url[scheme.upperBound...]
    let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    guard let at = authority.lastIndex(of: "@") else { return url }
    let host = rest[rest.index(after: at)...]
    guard !url.lowercased().hasPrefix("http") else { return String(url[..<scheme.upperBound] + host) }
    let user = authority[..<at].prefix { $0 != ":" }
    return String(url[..<scheme.upperBound] + user + "@" + host)
  }
}
