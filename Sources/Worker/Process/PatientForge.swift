import KBDomain
import KBForges

/// A forge whose limits and outages are waited out.
struct PatientForge: Forge {
  let forge: any Forge
  let patience: Patience

  var name: ForgeName { forge.name }

  func discover() throws -> Discovery { try patience.run { try forge.discover() } }

  func createLabels(_ missing: [Label]) throws { try patience.run { try forge.createLabels(missing) } }

  func readPRD(_ number: Int, branch: String) throws -> PRDSnapshot {
    try patience.run { try forge.readPRD(number, branch: branch) }
  }

  func pullRequest(of branch: String) throws -> PullRequest? {
    try patience.run { try forge.pullRequest(of: branch) }
  }

  func createPullRequest(_ new: NewPullRequest) throws -> PullRequest {
    try patience.run { try forge.createPullRequest(new) }
  }

  func updateBody(of pullRequest: PullRequest, to body: String) throws {
    try patience.run { try forge.updateBody(of: pullRequest, to: body) }
  }

  func save(_ comment: FactoryComment, seen: OwnComments) throws {
    try patience.run { try forge.save(comment, seen: seen) }
  }

  func closeIssue(_ number: Int) throws { try patience.run { try forge.closeIssue(number) } }

  func markReady(_ pullRequest: PullRequest) throws { try patience.run { try forge.markReady(pullRequest) } }

  func requestReview(of pullRequest: PullRequest, from login: String) throws {
    try patience.run { try forge.requestReview(of: pullRequest, from: login) }
  }
}
