package import KBDomain
import KBFailures
import KBSystem

/// The code of the base with the new and changed tests of a branch: a test that is green there proves nothing of the branch.
package struct TestsOnBase {
  /// A commit on the base, which the clone has.
  package let commit: String
  /// How many files of tests were put on the base.
  package let files: Int

  /// The most that is put there.
  private static let most = 1000

  /// nil where the branch has added and changed no test. A ref of the branch holds the commit. Throws KB-R005 where git can't make it, and
  /// what `TestIntegritySearch.search` throws.
  package init?(_ search: TestIntegritySearch, of view: BranchView, _ branch: PRDBranch, through gate: Gate) throws {
    let base = try branch.forkPoint(view)
    let made = try gate.plainly { git -> (tree: String, files: Int)? in
      let tests = try search.newTests(since: base, of: view.tip, in: git).prefix(Self.most)
      return tests.isEmpty ? nil : (try git.tree(of: base, with: Array(tests)), tests.count)
    }
    guard let made else { return nil }
    let words = "krutrimbox: tests of \(branch.name) on the code of \(branch.base), for the checks"
    commit = try branch.git.output(["commit-tree", made.tree, "-p", base, "-m", words])
    files = made.files
    try branch.git.output(["update-ref", branch.ref("tests"), commit])
  }
}

extension PlainGit {
  /// The tree of a commit with these files as they are after their change; the clone has it then.
  fileprivate func tree(of commit: String, with changes: [ChangedPath]) throws -> String {
    _ = try indexed(["read-tree", commit])
    let entries = changes.map { change in
      "\(change.newMode?.rawValue ?? FileMode.file.rawValue) \(change.newObject)\t\(String(decoding: change.path, as: UTF8.self))\0"
    }
    _ = try indexed(["update-index", "-z", "--index-info"], input: .text(entries.joined()))
    return try indexed(["write-tree"]).split(separator: "\n").first.map(String.init) ?? ""
  }

  private func indexed(_ arguments: [String], input: Command.Input = .nothing) throws -> String {
    var command = command(arguments, input: input, writingToClone: true)
    command.environment["GIT_INDEX_FILE"] = "\(folder)/index"
    let result = try result(command)
    guard result.succeeded else { throw ExpectedFailure.gitFailed(arguments[0], why: Git.reason(result)) }
    return result.output
  }
}
