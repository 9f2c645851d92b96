/// Every forge: the one place to add another.
package enum Forges {
  /// The forge of one clone. `repository` is what origin's address says, for a forge that needs it.
  package static func make(
    _ name: ForgeName, repository: RepositoryIdentity, checkout: String, effects: any Effects
  ) -> any Forge {
    switch name {
    case .github: GitHubForge(repository, effects: effects)
    case .local: LocalForge(checkout: checkout, effects: effects)
    }
  }
}
