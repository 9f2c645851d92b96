/// The steps of one Factory Run, in the order of docs/factory-flow.md.
package enum RunPhase: String, CaseIterable, Codable, Sendable {
  /// Taking the PRD's lock.
  case claim
  /// Stopping what an earlier run left behind.
  case fence
  /// Reading the PRD, its issues and the branch.
  case read
  /// Creating or finding the sandbox.
  case sandbox
  /// Bringing the sandbox's clone to the branch.
  case branch
  /// An agent session works on an issue.
  case agent
  /// Taking the session's result out of the sandbox.
  case collect
  /// The repository's own checks run.
  case verify
  /// Commit and push.
  case publish
  /// Creating or updating the pull request.
  case pullRequest = "pull-request"
  /// Closing the issue.
  case close
  /// The final review session.
  case review
  /// Posting the review, leaving draft, asking for a reviewer.
  case deliver
  /// Telling people on the forge why the PRD stops here.
  case report
  /// Removing the sandbox.
  case cleanUp = "clean-up"
}
