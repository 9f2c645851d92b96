import Shared

/// The forge and the sandbox backend of a run, by name.
enum RunParts {
  /// Throws KB-R010 where the forge is GitHub and origin is not on a GitHub host.
  static func forge(_ name: ForgeName, of repository: HostRepository, effects: any Effects) throws -> any Forge {
    let identity = GitHubOrigin.repository(of: repository.originAddress)
    if name == .github && identity == nil { throw ExpectedFailure.notAGitHubRepository(repository.originAddress) }
    return Forges.make(
      name, repository: identity ?? RepositoryIdentity(host: "local", owner: "local", name: "local"),
      checkout: repository.checkout, effects: effects)
  }

  static func sandbox(_ name: SandboxName, effects: any Effects, stateRoot: String) -> any SandboxBackend {
    SandboxBackends.make(name, effects: effects, stateRoot: stateRoot)
  }
}
