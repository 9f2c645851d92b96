import Shared

/// The forge and the sandbox backend of a run, by name.
enum RunParts {
  /// Throws KB-R010 where origin is not on a GitHub host.
  static func forge(
    _ name: ForgeName, of repository: HostRepository, effects: any Effects
  ) throws -> any Forge {
    switch name {
    case .github:
      guard let identity = GitHubOrigin.repository(of: repository.originAddress) else {
        throw ExpectedFailure.notAGitHubRepository(repository.originAddress)
      }
      return GitHubForge(identity, effects: effects)
    case .local:
      throw ExpectedFailure.unforeseen("the local forge")
    }
  }

  static func sandbox(_ name: SandboxName, effects: any Effects, stateRoot: String) throws -> any SandboxBackend {
    throw ExpectedFailure.unforeseen("sandbox")
  }
}
