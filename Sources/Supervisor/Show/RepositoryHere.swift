import KBDomain
import KBFailures
import KBForges
import KBRepository
import KBSystem

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

  /// Keys of the repositories that Factory Clones may be of where this is typed: on GitHub, or with the local forge.
  /// Empty outside of a repository.
  static func identities(_ directory: String, effects: any Effects) throws -> [[String]] {
    do {
      let repository = try HostRepository.find(from: directory, effects: effects)
      let local = repository.foreign == nil ? try? ForgeMaker.identity(.local, of: repository, effects: effects) : nil
      return [GitHubOrigin.repository(of: repository.originAddress), local].compactMap { $0?.key }
    } catch let failure as ExpectedFailure where failure.code == .notARepository {
      return []
    }
  }

  /// Whether something that was done for a repository in a clone belongs here: the same clone, or the same repository.
  func matches(_ repository: RepositoryIdentity, checkout: String?) -> Bool {
    checkout == self.checkout || repository.key == identity?.key
  }
}
