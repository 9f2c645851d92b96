/// The operator's clone that `kb` was started in, checked to be one that sandboxes can be made from.
package struct HostRepository: Equatable, Sendable {
  /// Top folder, absolute, without symbolic links.
  package let checkout: String
  /// origin's address as configured, before `insteadOf`.
  package let originAddress: String

  /// Looks from `directory` upwards. Throws KB-R001, KB-R002, KB-R004 or KB-R011; nothing is changed.
  package static func find(from directory: String, effects: any Effects) throws -> HostRepository {
    let git = Git(directory, effects: effects)
    let facts = try git.result([
      "rev-parse", "--path-format=absolute", "--show-toplevel", "--git-dir", "--git-common-dir",
      "--is-shallow-repository",
    ])
    let lines = facts.output.split(separator: "\n").map(String.init)
    guard facts.succeeded, lines.count == 4 else { throw ExpectedFailure.notARepository(directory) }
    guard lines[1] == lines[2] else { throw ExpectedFailure.linkedWorktree(lines[0]) }
    guard lines[3] == "false" else { throw ExpectedFailure.shallowClone(lines[0]) }
    let origin = try git.result(["config", "--get", "remote.origin.url"])
    let address = origin.output.split(separator: "\n").first.map(String.init) ?? ""
    guard origin.succeeded, !address.isEmpty else { throw ExpectedFailure.noOrigin(lines[0]) }
    return HostRepository(checkout: lines[0], originAddress: address)
  }

  /// Whether origin has the branch. Throws KB-R006 where origin does not answer, KB-R003 where it has no such branch.
  package func requireBranch(_ branch: String, effects: any Effects) throws {
    let git = Git(checkout, effects: effects)
    let answer = try git.remote("list its branches", ["ls-remote", "origin", "refs/heads/\(branch)"])
    guard !answer.isEmpty else { throw ExpectedFailure.baseBranchMissing(branch) }
  }
}
