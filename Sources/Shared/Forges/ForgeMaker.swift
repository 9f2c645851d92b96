package import KBDomain
import KBFailures
package import KBRepository
package import KBSystem

/// Every forge: the one place to add another.
package enum ForgeMaker {
  /// The forge of the operator's clone `checkout`. `repository` is what origin's address says, for a forge that needs it;
  /// `clone` gives its Factory Clone; `lacks` is what its server is known not to have.
  package static func make(
    _ name: ForgeName, repository: RepositoryIdentity, checkout: String,
    clone: @escaping (RepositoryIdentity) -> String? = { _ in nil }, lacks: [String] = [], effects: any Effects
  ) -> any Forge {
    switch name {
    case .github: GitHubForge(repository, lacks: lacks, effects: effects)
    case .local: LocalForge(checkout: checkout, clone: clone, effects: effects)
    }
  }

  /// Which repository the operator's clone is of. Throws KB-R010 where the forge is GitHub and origin is not on a GitHub
  /// host.
  package static func identity(
    _ name: ForgeName, of host: HostRepository, effects: any Effects
  ) throws -> RepositoryIdentity {
    switch name {
    case .github:
      guard let identity = GitHubOrigin.repository(of: host.originAddress) else {
        throw ExpectedFailure.notAGitHubRepository(host.originAddress)
      }
      return identity
    case .local: return try LocalOrigin(Git(host.checkout, effects: effects)).repository()
    }
  }
}
