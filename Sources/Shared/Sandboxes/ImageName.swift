/// The name of a container image, completed the way every container tool does: `krutrimbox-codex:pnpm` is
/// `docker.io/library/krutrimbox-codex` with the tag `pnpm`.
package struct ImageName: Equatable, Sendable, CustomStringConvertible {
  /// With registry and namespace.
  package let repository: String
  /// `latest` where the name gives none; nil where it is pinned by digest.
  package let tag: String?

  package init(_ name: String) {
    let afterSlash = name.lastIndex(of: "/") ?? name.startIndex
    var path = name
    if name.contains("@") {
      tag = nil
    } else if let colon = name[afterSlash...].lastIndex(of: ":") {
      tag = String(name[name.index(after: colon)...])
      path = String(name[..<colon])
    } else {
      tag = "latest"
    }
    var parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let isRegistry = parts.count > 1 && (parts[0].contains(".") || parts[0].contains(":") || parts[0] == "localhost")
    if !isRegistry { parts.insert("docker.io", at: 0) }
    if parts[0] == "index.docker.io" { parts[0] = "docker.io" }
    if parts[0] == "docker.io", parts.count == 2 { parts.insert("library", at: 1) }
    repository = parts.joined(separator: "/")
  }

  package init(repository: String, tag: String) {
    let completed = ImageName("\(repository):\(tag)")
    self.repository = completed.repository
    self.tag = completed.tag
  }

  package var description: String { tag.map { "\(repository):\($0)" } ?? repository }

  /// Whether no registry can have it: it has to be loaded into the sandbox template store.
  package var isLocal: Bool { repository.hasPrefix("docker.io/library/krutrimbox-") }
}
