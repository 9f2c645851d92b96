import KBDomain
import KBFailures
import KBProtocol
import KBRepository
import KBSandboxes
import KBState
import KBText

/// Takes what a session has left in the clone to the host.
struct WorkCollection {
  let sandbox: PRDSandbox
  let carrier: SavedWorkCarrier
  let patience: Patience
  let journal: RunJournal
  let narrator: Narrator

  /// What a session has left.
  struct Collected {
    /// One commit on the base; nil where it changes nothing.
    var work: CollectedWork?
    /// What is not in it.
    var leftOut: LeftOut
  }

  /// Brings what the session left to the host, as one commit on `base`, and what is not in that under refs of their own.
  /// Throws KB-R014 where it left work in submodules; that can be taken once their remotes have it.
  func collect(_ issue: Int, base: String) throws -> Collected {
    narrator.enter(.collect, issue: issue)
    let (taken, refs) = try patience.run { try bring(issue, base: base) }
    for path in taken.nested { narrator.note("the nested repository \(path) was left out") }
    for path in taken.untracked {
      narrator.note("files in the submodule \(SafeText.line(path)) that git does not track were left out")
    }
    var leftOut = taken.leftOut
    leftOut.refs = refs
    if !leftOut.isEmpty {
      narrator.note("#\(issue): " + leftOut.sentences(SafeText.line).joined(separator: " "), isForSummary: true)
    }
    guard taken.changesFiles else { return Collected(leftOut: leftOut) }
    let told = leftOut.isEmpty && !leftOut.isLoose ? nil : leftOut
    try journal.append(.collected(issue: issue, base: base, snapshot: taken.commit, leftOut: told))
    return Collected(
      work: CollectedWork(issue: issue, base: base, snapshot: taken.commit, leftOut: leftOut), leftOut: leftOut)
  }

  private func bring(_ issue: Int, base: String) throws -> (WorkspaceSnapshot, refs: [String]) {
    let taken = try sandbox.workspace.snapshot(base: base, label: "\(carrier.run)-issue-\(issue)")
    let refs = try carrier.keptRefs(taken)
    if !taken.submodules.isEmpty {
      throw ExpectedFailure.submoduleWorkUnpublished(
        taken.submodules.map(SafeText.line), issue: issue, help: sandbox.help)
    }
    if taken.changesFiles { try sandbox.workspace.fetch(taken, into: carrier.branch.ref("snapshot")) }
    return (taken, refs)
  }
}
