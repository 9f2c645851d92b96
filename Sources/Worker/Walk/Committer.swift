import KBDomain
import KBRepository

/// Whose name commits get. git is asked once, when the walk begins.
final class Committer {
  private let branch: PRDBranch
  /// nil before git was asked.
  private(set) var known: GitIdentity?

  /// git is not asked where `known` says it.
  init(_ branch: PRDBranch, known: GitIdentity? = nil) {
    self.branch = branch
    self.known = known
  }

  /// Throws KB-R012 where git knows no name.
  @discardableResult
  func identity() throws -> GitIdentity {
    if let known { return known }
    let identity = try branch.identity()
    known = identity
    return identity
  }
}
