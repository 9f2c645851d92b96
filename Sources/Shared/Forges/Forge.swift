package import KBDomain

/// Where PRDs live and where pull requests go. One value serves one repository.
///
/// Every call may throw `ExpectedFailure` (classes forgeRefused, forgeUnavailable, forgeLimit, plan) and
/// `StopRequested`. Lists are read to their end.
package protocol Forge {
  var name: ForgeName { get }

  /// The repository as the forge names it now (it may have been renamed), the operator, and all open issues labelled
  /// `PRD`, by number.
  func discover() throws -> Discovery

  /// Creates the labels of `Label` that the repository lacks.
  func createLabels(_ missing: [Label]) throws

  /// One PRD with its sub-issues, their blockers and states, the pull request of `branch`, and krutrimbox's comments
  /// on both. Throws KB-P001 where there is no such issue.
  func readPRD(_ number: Int, branch: String) throws -> PRDSnapshot

  /// The pull request of a branch of this repository: the open one, else the newest; nil where there is none.
  func pullRequest(of branch: String) throws -> PullRequest?

  /// Creates the draft pull request with its label, or finds the one that an earlier try created.
  func createPullRequest(_ new: NewPullRequest) throws -> PullRequest

  func updateBody(of pullRequest: PullRequest, to body: String) throws

  /// Creates the comment, or updates the one that has the same marker and is by the operator's account. `seen` are the
  /// comments of the last snapshot, which save a look where they cover the target; `.none` where there is no snapshot.
  func save(_ comment: FactoryComment, seen: OwnComments) throws

  /// Closes an issue as completed. One that is closed already is fine.
  func closeIssue(_ number: Int) throws

  /// Takes the pull request out of draft. One that is out already is fine.
  func markReady(_ pullRequest: PullRequest) throws

  /// Asks for a review. Throws KB-G004 where the forge refuses the reviewer.
  func requestReview(of pullRequest: PullRequest, from login: String) throws
}

/// What a look at the whole repository brings.
package struct Discovery: Equatable, Codable, Sendable {
  package var repository: RepositoryIdentity
  package var defaultBranch: String
  /// Login of the account that krutrimbox acts as.
  package var operatorLogin: String
  /// Open issues labelled `PRD`, in number order.
  package var prds: [PRD]
  /// Labels that the repository has none of.
  package var missingLabels: [String]
  /// What krutrimbox asks a forge for and this one's server does not have, as in `blockedBy`; nil where it has all.
  package var serverLacks: [String]?

  package init(
    repository: RepositoryIdentity, defaultBranch: String, operatorLogin: String, prds: [PRD],
    missingLabels: [String] = [], serverLacks: [String]? = nil
  ) {
    self.serverLacks = serverLacks
    self.repository = repository
    self.defaultBranch = defaultBranch
    self.operatorLogin = operatorLogin
    self.prds = prds
    self.missingLabels = missingLabels
  }
}
