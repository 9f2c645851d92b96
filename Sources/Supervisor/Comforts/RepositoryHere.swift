import Shared

/// The repository that a command is typed in.
struct RepositoryHere: Equatable, Sendable {
  /// Top folder of the clone.
  let checkout: String
  /// Where origin is on GitHub; nil elsewhere.
  let identity: RepositoryIdentity?

  /// nil outside of a repository. Throws what is wrong with one that kb can't work in.
  static func find(_ directory: String, effects: any Effects) throws -> RepositoryHere? {
    do {
      let repository = try HostRepository.find(from: directory, effects: effects)
      return RepositoryHere(
        checkout: repository.checkout, identity: GitHubOrigin.repository(of: repository.originAddress))
    } catch let failure as ExpectedFailure where failure.code == .notARepository {
      return nil
    }
  }

  /// Whether something that was done for a repository in a clone belongs here: the same clone, or the same repository.
  func matches(_ repository: RepositoryIdentity, checkout: String?) -> Bool {
    checkout == self.checkout || repository.key == identity?.key
  }
}
