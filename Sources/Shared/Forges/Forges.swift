/// Every forge: the one place to add another.
package enum Forges {
  /// The forge of one clone. `repository` is what origin's address says, for a forge that needs it; `lacks` is what its
  /// server is known not to have.
  package static func make(
    _ name: ForgeName, repository: RepositoryIdentity, checkout: String, lacks: [String] = [],
    effects: any Effects
  ) -> any Forge {
    switch name {
    case .github: GitHubForge(repository, lacks: lacks, effects: effects)
    case .local: LocalForge(checkout: checkout, effects: effects)
    }
  }
}
