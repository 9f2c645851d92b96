import Foundation

/// A PRD of three issues whose draft a person has merged after the first: the second, theirs, is closed, and the last is
/// left to do.
package struct EarlyMerge {
  package let prd: Int
  /// The issue that is left.
  package let left: Int
  /// The number of the pull request that was merged.
  package let pullRequest: Int
}

extension FactoryStage {
  /// Works the PRD to its pause and merges its draft.
  ///
  /// - Throws: `StageError` where the run does not pause at the person's issue, what the world throws.
  package func mergeEarly() async throws -> EarlyMerge {
    let prd = try repository.addPRD("Import")
    try repository.addSubIssue(of: prd, "Parse", body: "double: write a.txt a")
    let human = try repository.addSubIssue(of: prd, "Think", kind: .hitl)
    let left = try repository.addSubIssue(of: prd, "Check", body: "double: write b.txt b")
    let run = await kbRun()
    guard run.ending(of: prd) == "paused", let draft = try repository.pullRequest(ofBranch: branch(of: prd)) else {
      throw StageError(description: "no pause with a draft: \(run)")
    }
    try repository.merge(draft.number)
    try repository.reopen(prd)
    try repository.close(human)
    return EarlyMerge(prd: prd, left: left, pullRequest: draft.number)
  }
}
