import KBText

/// The names krutrimbox gives to things, derived from the PRD.
package enum FactoryNames {
  package static func branch(prd: Int) -> String { "krutrimbox/prd-\(prd)" }

  /// Host refs of one PRD: `base`, `branch`, `snapshot`, `saved/…`.
  package static func hostRef(prd: Int, _ name: String) -> String { "refs/krutrimbox/prd-\(prd)/\(name)" }

  /// The sandbox's ref that holds what the session left.
  package static let snapshotRef = "refs/krutrimbox/snapshot"

  /// `krutrimbox-prd-<n>-<owner-repo slug>-<8 hex of sha256(owner/repo)>-<agent>`, 63 characters at most: the slug is
  /// cut where needed (`sbx create`, facts on names).
  package static func sandbox(prd: Int, repository: RepositoryIdentity, agent: AgentName) -> String {
    sandbox(prd, repository, agent, hashing: "")
  }

  /// The same for the clean sandbox of `verify.fresh`: another hash, that of `owner/repo` and ` checks`.
  package static func checkSandbox(prd: Int, repository: RepositoryIdentity, agent: AgentName) -> String {
    sandbox(prd, repository, agent, hashing: " checks")
  }

  private static func sandbox(
    _ prd: Int, _ repository: RepositoryIdentity, _ agent: AgentName, hashing suffix: String
  ) -> String {
    let identity = "\(repository.owner)/\(repository.name)".lowercased()
    let head = "krutrimbox-prd-\(prd)-"
    let tail = "-\(SHA256.hex(of: identity + suffix).prefix(8))-\(agent.rawValue)"
    let slug = slug(of: identity).prefix(max(0, 63 - head.count - tail.count))
    return head + slug.trimming { $0 == "-" } + tail
  }

  /// Lower-case letters, digits and single hyphens.
  package static func slug(of text: String) -> String {
    let mapped = text.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
    return String(mapped).split(separator: "-").joined(separator: "-")
  }

  /// `refs/krutrimbox/prd-12/saved/…` → 12; nil for any other ref. Pure.
  package static func prd(ofSavedRef ref: String) -> Int? {
    let parts = ref.split(separator: "/")
    guard ref.hasPrefix("refs/krutrimbox/"), parts.count >= 5, parts[2].hasPrefix("prd-"), parts[3] == "saved" else {
      return nil
    }
    return Int(parts[2].dropFirst(4))
  }
}
