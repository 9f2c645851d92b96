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

  /// Reads `[host/]owner/name`, as `gh --repo` takes it (cli.github.com/manual/gh_pr_list); nil for anything else.
  package init?(fullName text: String) {
    var parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    if parts.count == 2 { parts.insert("github.com", at: 0) }
    guard parts.count == 3, let known = GitHubOrigin.repository(of: "https://" + parts.joined(separator: "/")),
      known.host == parts[0].lowercased(), known.owner == parts[1], known.name == parts[2]
    else { return nil }
    self = known
  }

  /// `owner/name`, as people write it.
  package var description: String { "\(owner)/\(name)" }

  /// What `--repo` takes: `owner/name`, with the host before it where that is not github.com.
  package var fullName: String { host == "github.com" ? description : "\(host)/\(description)" }

  /// Host, owner and name in lower case: GitHub does not tell case apart.
  package var key: [String] { [host, owner, name].map { $0.lowercased() } }
}
