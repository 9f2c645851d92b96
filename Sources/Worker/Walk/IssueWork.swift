import KBAgents
import KBConfiguration
import KBDomain
import KBFailures
import KBForges
import KBProtocol
import KBRepository
import KBSandboxes
import KBState
import KBSystem
import KBText

/// One AFK Issue from fresh session to published commit.
struct IssueWork {
  let verified: VerifiedWork
  let publication: Publication
  let reader: PRDReader
  let sandbox: PRDSandbox
  let narrator: Narrator

  /// Returns the PRD as it is afterwards. Throws failures that concern the issue (`concernsIssue`), and any other.
  func implement(_ issue: ImplementationIssue, in view: PRDView) throws -> PRDView {
    let work = try verified.work(on: issue, in: view)
    // The session took long: look again before anything is changed for everybody to see. Of origin, the push tells.
    narrator.enter(.read, issue: issue.number)
    // All of the session's work is on the host by now. A stop that fails is tried again before the next session.
    let fresh = try reader.readForge(for: view) { [sandbox] in try? sandbox.endSurvivors() }
    return try publication.publish(work, for: issue, in: fresh)
  }
}

extension ExpectedFailure {
  /// Whether it says something about the issue that was being worked on, and so belongs in a comment there.
  var concernsIssue: Bool {
    switch failureClass {
    case .agent, .unchanged, .verification, .branchMoved: true
    case .repository:
      refusesContent || [.submoduleWorkUnpublished, .sandboxObjectsRefused, .sandboxWorkTooLarge].contains(code)
    case .usage, .configuration, .machine, .plan, .forgeRefused, .forgeUnavailable, .forgeLimit, .sandbox,
      .usageLimit, .overloaded, .agentSetup, .disk, .worker, .bug:
      false
    }
  }

  /// Whether the same commit would be refused again.
  var refusesContent: Bool {
    [
      .pushContentRefused, .protectedPathChanged, .gateBlind, .commitTooLarge, .pathNameRefused, .submoduleAdded,
      .linkRefused, .keyInCommit, .ignoredContentInCommit,
    ].contains(code)
  }
}
