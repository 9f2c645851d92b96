package import KBDomain
import KBSystem
import KBText

extension RepositoryIdentity {
  /// What origin's address names: a repository on a GitHub host, else one that only the local forge can serve. Pure but
  /// for symbolic links in a path.
  package static func ofOrigin(_ address: String, checkout: String) -> RepositoryIdentity {
    GitHubOrigin.repository(of: address) ?? LocalOrigin.identity(of: address, checkout: checkout)
  }
}

extension LocalOrigin {
  /// Pure but for symbolic links in the path: which repository an origin's address names.
  ///
  /// The last two parts of the path are its name for people; a hash of the whole address tells apart what happens to
  /// have the same. All clones of one origin have the same identity, however they write its address.
  static func identity(of address: String, checkout: String) -> RepositoryIdentity {
    let whole = canonical(address, checkout: checkout)
    let parts = whole.split(separator: "/").map(String.init)
    let last = parts.last.map { $0.hasSuffix(".git") ? String($0.dropLast(4)) : $0 } ?? ""
    let owner = String(FactoryNames.slug(of: parts.dropLast().last ?? "").prefix(39))
    let name = String(FactoryNames.slug(of: last).prefix(60))
    return RepositoryIdentity(
      host: ForgeName.local.rawValue, owner: owner.isEmpty ? "local" : owner,
      name: (name.isEmpty ? "repository" : name) + "-" + SHA256.hex(of: whole).prefix(8))
  }

  /// One text for all ways to write an address.
  private static func canonical(_ address: String, checkout: String) -> String {
    if address.hasPrefix("file://") { return local(String(address.dropFirst("file://".count)), checkout: checkout) }
    if let mark = address.firstRange(of: "://") { return remote(address[mark.upperBound...]) }
    // `user@host:path`, as scp writes it; a colon behind a slash belongs to a path.
    if let colon = address.firstIndex(of: ":"), !address[..<colon].contains("/") {
      return remote(address[..<colon] + "/" + address[address.index(after: colon)...])
    }
    return local(address, checkout: checkout)
  }

  private static func local(_ path: String, checkout: String) -> String {
    let absolute = path.hasPrefix("/") ? path : "\(checkout)/\(path)"
    let plain = String(absolute.trimmingEnd("/"))
    let resolved = Files.resolved(plain) ?? Files.resolved(plain + ".git") ?? plain
    return resolved.hasSuffix("/.git") ? String(resolved.dropLast("/.git".count)) : resolved
  }

  private static func remote(_ address: Substring) -> String {
    let slash = address.firstIndex(of: "/") ?? address.endIndex
    let host = address[..<slash].split(separator: "@").last?.prefix { $0 != ":" } ?? ""
    let path = address[slash...].split(separator: "/").joined(separator: "/")
    return "\(host)/\(path.hasSuffix(".git") ? String(path.dropLast(4)) : path)".lowercased()
  }
}

extension String {
  fileprivate func trimmingEnd(_ character: Character) -> Substring {
    var text = self[...]
    while text.count > 1, text.last == character { text.removeLast() }
    return text
  }
}
