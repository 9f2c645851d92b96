#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBConfiguration
import KBDomain
import KBFailures
import KBState

extension TrustStore {
  /// Trusts a configuration that krutrimbox itself has just written at the operator's word.
  static func trustOwn(
    _ repository: RepositoryIdentity, at root: String, _ surroundings: Surroundings
  ) throws(ExpectedFailure) {
    let outside = try Configuration(repositoryRoot: root, environment: surroundings.environment).outside()
    guard !outside.values.isEmpty else { return }
    let stateRoot = try StateDirectory.path(environment: surroundings.environment)
    try TrustStore(stateRoot: stateRoot).trust(outside, of: repository, at: Date())
  }
}
