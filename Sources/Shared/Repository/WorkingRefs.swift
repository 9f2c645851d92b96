import KBFailures
import KBSystem

/// The refs that are needed to work on a PRD: base, branch, commit, snapshot, and what a sandbox has left. They go when it is
/// delivered.
package struct WorkingRefs {
  private let branch: PRDBranch
  private let sandbox: String

  package init(of branch: PRDBranch, sandbox: String) {
    self.branch = branch
    self.sandbox = sandbox
  }

  /// Drops them. Work of issues that was paid for and never published becomes saved work first. Throws KB-R005.
  package func drop(unpublished: [Int: String]) throws {
    let git = branch.git
    for (issue, commit) in unpublished.sorted(by: { $0.key < $1.key }) where try !isKept(commit) {
      let saved = try branch.freeSavedRef("issue-\(issue)")
      // A commit that is gone can't be kept.
      _ = try git.result(["update-ref", saved, commit])
    }
    let listing = try git.output(["for-each-ref", "--format=delete %(refname)"] + patterns)
    if listing.isEmpty { return }
    let result = try git.result(["update-ref", "--stdin"], input: .text(listing + "\n"))
    guard result.succeeded else { throw ExpectedFailure.gitFailed("update-ref", why: Git.reason(result)) }
  }

  private var patterns: [String] {
    ["base", "branch", "commit", "snapshot"].map(branch.ref)
      + [
        "refs/remotes/origin/\(branch.name)", "refs/sandboxes/\(sandbox)",
        "refs/remotes/\(SandboxTraces.remote(of: sandbox))",
      ]
  }

  /// Whether the branch or saved work has the commit.
  private func isKept(_ commit: String) throws -> Bool {
    let answer = try branch.git.result([
      "for-each-ref", "--count=1", "--contains", commit, branch.ref("branch"), branch.ref("base"), branch.ref("saved"),
      "refs/remotes/origin/\(branch.name)",
    ])
    return answer.succeeded && !answer.output.isEmpty
  }
}
