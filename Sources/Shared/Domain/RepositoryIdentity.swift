/// Which repository on which forge. Two clones of one repository have the same identity.
package struct RepositoryIdentity: Hashable, Codable, Sendable, CustomStringConvertible {
  /// `github.com`, another GitHub host, or `local`.
  package let host: String
  package let owner: String
  package let name: String

  package init(host: String, owner: String, name: String) {
    self.host = host
    self.owner = owner
    self.name = name
  }

  /// `owner/name`, as people write it.
  package var description: String { "\(owner)/\(name)" }

  /// Host, owner and name in lower case: GitHub does not tell case apart.
  package var key: [String] { [host, owner, name].map { $0.lowercased() } }
}
