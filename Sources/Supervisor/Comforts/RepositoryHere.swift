import Shared

/// The repository that a command is typed in.
struct RepositoryHere: Equatable, Sendable {
  /// Top folder of the clone.
  let checkout: String
  /// Where origin is on GitHub; nil elsewhere.
  let identity: RepositoryIdentity?

  /// nil outside of a repository that kb can work in.
  static func find(_ directory: String, effects: any Effects) -> RepositoryHere? {
    guard let repository = try? HostRepository.find(from: directory, effects: effects) else { return nil }
    return RepositoryHere(
      checkout: repository.checkout, identity: GitHubOrigin.repository(of: repository.originAddress))
  }

  /// Whether something that was done for a repository in a clone belongs here: the same clone, or the same repository.
  func matches(_ repository: RepositoryIdentity, checkout: String) -> Bool {
    checkout == self.checkout || repository.key == identity?.key
  }
}
