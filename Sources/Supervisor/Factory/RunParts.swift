import Shared

/// The forge of a run, from the name in the settings and origin's address.
enum RunParts {
  /// Throws KB-R010 where the forge is GitHub and origin is not on a GitHub host.
  static func forge(
    _ name: ForgeName, of repository: HostRepository, effects: any Effects
  ) throws -> any Forge {
    let identity = GitHubOrigin.repository(of: repository.originAddress)
    switch name {
    case .github:
      guard let identity else { throw ExpectedFailure.notAGitHubRepository(repository.originAddress) }
      return Forges.make(name, repository: identity, checkout: repository.checkout, effects: effects)
    case .local:
      let local = RepositoryIdentity(host: "local", owner: "local", name: "local")
      return Forges.make(name, repository: identity ?? local, checkout: repository.checkout, effects: effects)
    }
  }
}
