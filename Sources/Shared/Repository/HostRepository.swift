package import KBFailures
package import KBSystem
import KBText

/// The operator's clone that `kb` was started in: a worktree, a shallow or partial clone, or somebody else's as well. It
/// is read and never written.
package struct HostRepository: Equatable, Sendable {
  /// Top folder, absolute, without symbolic links.
  package let checkout: String
  /// origin's address as configured, before `insteadOf`.
  package let originAddress: String
  /// The folder of its objects and refs, absolute; that of the main clone where this is a linked worktree.
  package let gitFolder: String
  /// Whether it lacks history, so that nothing can be made of its objects.
  package let isShallow: Bool
  /// Why git does not open it, though `kb` does: it belongs to another user. nil where it does not.
  package let foreign: ExpectedFailure?
  /// The host that `gh` is logged in to, where there is no clone whose configuration says how origin is reached; nil where
  /// there is one.
  package var credentialHost: String? = nil

  /// The folder whose git configuration counts; nil where it is somebody else's, whose programs must not run, and where
  /// there is none.
  package var configured: String? { foreign == nil && credentialHost == nil ? checkout : nil }

  /// A repository of which the operator has no clone here, by the address that it would be cloned from. `host` is the one
  /// that `gh` is logged in to.
  package static func withoutClone(_ address: String, credentialHost host: String) -> HostRepository {
    HostRepository(
      checkout: "/", originAddress: address, gitFolder: "/", isShallow: true, foreign: nil, credentialHost: host)
  }

  /// Looks from `directory` upwards. Throws KB-R001, KB-R002 or KB-R015; nothing is changed.
  package static func find(from directory: String, effects: any Effects) throws -> HostRepository {
    let git = Git(directory, effects: effects)
    let facts = try git.result([
      "rev-parse", "--path-format=absolute", "--show-toplevel", "--git-common-dir", "--is-shallow-repository",
    ])
    let lines = facts.output.split(separator: "\n").map(String.init)
    guard facts.succeeded, lines.count == 3 else {
      let words = facts.succeeded ? "git answered: \(SafeText.line(facts.output))" : Git.reason(facts)
      let failure = CloneTrouble.failure(in: directory, words: words) { gitFolder(above: directory) }
      if CloneTrouble.isOwnership(words), let other = try ofAnother(directory, failure, git) { return other }
      throw failure
    }
    let origin = try git.result(["config", "--get", "remote.origin.url"])
    if !origin.succeeded, origin.end != .exited(.code(value: 1)) {
      throw CloneTrouble.failure(in: lines[0], words: Git.reason(origin)) { nil }
    }
    return HostRepository(
      checkout: lines[0], originAddress: try address(origin, of: lines[0]), gitFolder: lines[1],
      isShallow: lines[2] != "false", foreign: nil)
  }

  /// Another user's clone, of which no more is read than origin's address, as text: its configuration could name programs
  /// (git-config(1), safe.directory). nil where it is not plain.
  private static func ofAnother(
    _ directory: String, _ failure: ExpectedFailure, _ git: Git
  ) throws -> HostRepository? {
    guard let folder = gitFolder(above: directory).flatMap(Files.resolved), Files.isDirectory(folder) else {
      return nil
    }
    let origin = try git.result([
      "config", "--file", "\(folder)/config", "--no-includes", "--get", "remote.origin.url",
    ])
    let checkout = String(folder.dropLast("/.git".count))
    return HostRepository(
      checkout: checkout, originAddress: try address(origin, of: checkout), gitFolder: folder, isShallow: false,
      foreign: failure)
  }

  private static func address(_ answer: CommandResult, of checkout: String) throws(ExpectedFailure) -> String {
    let address = answer.output.split(separator: "\n").first.map(String.init) ?? ""
    guard answer.succeeded, !address.isEmpty else { throw .noOrigin(checkout) }
    return OriginURL.absolute(address, in: checkout)
  }

  /// The nearest `.git` in the folder or above it; nil where there is none.
  private static func gitFolder(above directory: String) -> String? {
    var folder = directory
    while !folder.isEmpty {
      let found = folder == "/" ? "/.git" : folder + "/.git"
      if Files.exists(found) { return found }
      if folder == "/" { return nil }
      let parent = folder.split(separator: "/").dropLast().joined(separator: "/")
      folder = "/" + parent
    }
    return nil
  }

  /// git in the clone, or in no repository where it is somebody else's. It is asked and changes nothing.
  package func git(_ effects: any Effects) -> Git { Git(configured ?? "/", effects: effects) }
}

extension Git {
  /// The tip of a branch that origin must have, with none beside it that takes the room of PRD Branches. Throws KB-R006 or
  /// KB-R021 where origin does not answer, KB-R003 where it has no such branch, KB-R016 where another is in the way.
  @discardableResult
  package func requireBranch(_ branch: String) throws -> String {
    let answer = try remote(
      "list its branches", ["ls-remote", "origin", "refs/heads/\(branch)", BranchInTheWay.ofAll])
    let heads = PRDBranch.heads(in: answer)
    guard let tip = heads[branch] else { throw ExpectedFailure.baseBranchMissing(branch) }
    try BranchInTheWay.refuse(heads)
    return tip
  }
}
