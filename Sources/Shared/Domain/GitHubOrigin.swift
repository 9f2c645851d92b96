import KBText

/// The address of a git remote, read as a repository on a GitHub host.
package enum GitHubOrigin {
  /// Which repository an address names; nil for local paths and for hosts that are known not to be GitHub.
  ///
  /// Understands `https://`, `http://`, `ssh://` and `git://` addresses and `user@host:path`; user, password and port
  /// are dropped, and so is the suffix `.git`. Pure.
  package static func repository(of address: String) -> RepositoryIdentity? {
    let address = Substring(address).trimming(\.isWhitespace)
    guard let (authority, path) = parts(of: address), let host = host(of: authority) else { return nil }
    let names = path.trimming { $0 == "/" }.split(separator: "/", omittingEmptySubsequences: false)
    guard names.count == 2 else { return nil }
    let name = names[1].hasSuffix(".git") ? names[1].dropLast(4) : names[1]
    guard isName(names[0]), isName(name) else { return nil }
    return RepositoryIdentity(host: host, owner: String(names[0]), name: String(name))
  }

  private static let schemes: Set = ["https", "http", "ssh", "git", "git+ssh", "ssh+git", "git+https"]
  private static let otherForges: Set = ["gitlab.com", "bitbucket.org", "codeberg.org", "git.sr.ht"]

  /// Splits into what names the host and what names the repository on it.
  private static func parts(of address: Substring) -> (authority: Substring, path: Substring)? {
    if let mark = address.firstRange(of: "://") {
      guard schemes.contains(address[..<mark.lowerBound].lowercased()) else { return nil }
      let rest = address[mark.upperBound...]
      guard let slash = rest.firstIndex(of: "/") else { return nil }
      return (rest[..<slash], rest[slash...])
    }
    // git takes `host:path` for another machine only where no slash stands before the colon; C:\path is a disk.
    guard let colon = address.firstIndex(of: ":"), !address[..<colon].contains("/"), colon > address.startIndex,
      address.index(after: address.startIndex) != colon
    else { return nil }
    return (address[..<colon], address[address.index(after: colon)...])
  }

  private static func host(of authority: Substring) -> String? {
    var host = authority
    if let at = host.lastIndex(of: "@") { host = host[host.index(after: at)...] }
    if let colon = host.firstIndex(of: ":") { host = host[..<colon] }
    let text = host.lowercased()
    guard !text.isEmpty, text.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-.".contains($0)) }),
      !text.hasPrefix("-"), !text.hasPrefix("."), !otherForges.contains(text)
    else { return nil }
    // GitHub's second door for SSH, on port 443, and the name that browsers show.
    return ["ssh.github.com", "www.github.com"].contains(text) ? "github.com" : text
  }

  private static func isName(_ text: Substring) -> Bool {
    !["", ".", ".."].contains(text) && !text.hasPrefix("-")
      && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-._".contains($0)) }
  }
}
