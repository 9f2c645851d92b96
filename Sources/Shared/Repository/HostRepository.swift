/// The operator's clone that `kb` was started in, checked to be one that sandboxes can be made from.
package struct HostRepository: Equatable, Sendable {
  /// Top folder, absolute, without symbolic links.
  package let checkout: String
  /// origin's address as configured, before `insteadOf`.
  package let originAddress: String

  /// Looks from `directory` upwards. Throws KB-R001, KB-R002, KB-R004, KB-R011 or KB-R015; nothing is changed.
  package static func find(from directory: String, effects: any Effects) throws -> HostRepository {
    let git = Git(directory, effects: effects)
    let facts = try git.result([
      "rev-parse", "--path-format=absolute", "--show-toplevel", "--git-dir", "--git-common-dir",
      "--is-shallow-repository",
    ])
    let lines = facts.output.split(separator: "\n").map(String.init)
    guard facts.succeeded, lines.count == 4 else {
      let words = facts.succeeded ? "git answered: \(SafeText.line(facts.output))" : Git.reason(facts)
      throw CloneTrouble.failure(in: directory, words: words) { gitFolder(above: directory) }
    }
    guard lines[1] == lines[2] else { throw ExpectedFailure.linkedWorktree(lines[0]) }
    guard lines[3] == "false" else { throw ExpectedFailure.shallowClone(lines[0]) }
    let origin = try git.result(["config", "--get", "remote.origin.url"])
    let address = origin.output.split(separator: "\n").first.map(String.init) ?? ""
    if !origin.succeeded, origin.end != .exited(.code(value: 1)) {
      throw CloneTrouble.failure(in: lines[0], words: Git.reason(origin)) { nil }
    }
    guard origin.succeeded, !address.isEmpty else { throw ExpectedFailure.noOrigin(lines[0]) }
    return HostRepository(checkout: lines[0], originAddress: address)
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

  /// Whether origin has the branch, and none that takes the room of PRD Branches. Throws KB-R006 or KB-R021 where origin
  /// does not answer, KB-R003 where it has no such branch, KB-R016 where another is in the way.
  package func requireBranch(_ branch: String, effects: any Effects) throws {
    let git = Git(checkout, effects: effects)
    let answer = try git.remote(
      "list its branches", ["ls-remote", "origin", "refs/heads/\(branch)", BranchInTheWay.ofAll])
    let heads = PRDBranch.heads(in: answer)
    guard heads[branch] != nil else { throw ExpectedFailure.baseBranchMissing(branch) }
    try BranchInTheWay.refuse(heads)
    try requireRoomInClones()
  }
}
