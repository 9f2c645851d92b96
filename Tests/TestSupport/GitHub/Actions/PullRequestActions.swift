import KBDomain

/// What can be done to pull requests.
extension GitHubTransaction {
  /// What a new pull request consists of.
  struct NewPullRequest {
    var title: String
    var body: String
    var base: String
    /// `branch`, or `owner:branch`.
    var head: String
    var isDraft: Bool
  }

  /// Opens a pull request, checking with git what GitHub checks.
  func createPullRequest(in repositoryID: Int, _ wanted: NewPullRequest) throws -> GitHubIssueLink {
    let repository = try repository(repositoryID)
    try requireWrite(in: repository, to: "CreatePullRequest")
    let (headOwner, head) = Self.split(wanted.head, owner: repository.owner)
    let git = BareRepository(path: repository.gitDirectory)
    guard !wanted.title.isEmpty else {
      throw GitHubRefusal.unprocessable(
        "Title can't be blank", errors: [["resource": "PullRequest", "code": "missing_field", "field": "title"]])
    }
    guard git.sha(ofBranch: wanted.base) != nil else {
      throw GitHubRefusal.unprocessable(
        "Base ref must be a branch", errors: [["resource": "PullRequest", "field": "base", "code": "invalid"]])
    }
    guard headOwner.lowercased() == repository.owner.lowercased(), let sha = git.sha(ofBranch: head) else {
      throw GitHubRefusal.unprocessable(
        "Head sha can't be blank, Base sha can't be blank, No commits between \(wanted.base) and \(head), "
          + "Head ref must be a branch",
        errors: [["resource": "PullRequest", "field": "head", "code": "invalid"]])
    }
    if wanted.isDraft && repository.hasNoDrafts == true {
      throw GitHubRefusal.unprocessable("Draft pull requests are not supported in this repository.", errors: [])
    }
    try refuseSecondPullRequest(in: repository, head: head, base: wanted.base)
    guard let ahead = git.commitCount(from: wanted.base, to: head), ahead > 0 else {
      throw Self.custom("No commits between \(wanted.base) and \(head)")
    }
    return addPullRequest(
      to: repository, wanted, head: head, headOwner: repository.owner, headRepository: repository.nameWithOwner,
      sha: sha)
  }

  /// Takes a pull request out of draft.
  func markReady(_ link: GitHubIssueLink) throws {
    let before = try issue(link)
    let repository = try repository(link.repositoryID)
    guard let pull = before.pull else { throw GitHubRefusal.notFound("Not Found") }
    try requireWrite(in: repository, to: "MarkPullRequestReadyForReview")
    if before.isClosed { throw GitHubRefusal.unprocessable("Pull request is closed") }
    let time = now
    if pull.isDraft {
      try change(link) {
        $0.pull?.isDraft = false
        $0.updatedAt = time
      }
    }
    note(.readyForReview, repository: repository, number: link.number, changed: pull.isDraft)
  }

  /// Asks for reviews. GitHub refuses the author, and everyone who is no collaborator.
  func requestReviews(_ link: GitHubIssueLink, from logins: [String]) throws {
    let before = try issue(link)
    let repository = try repository(link.repositoryID)
    guard let pull = before.pull else { throw GitHubRefusal.notFound("Not Found") }
    try requireWrite(in: repository, to: "RequestReviews")
    for login in logins {
      if login.lowercased() == before.author?.lowercased() {
        let message = "Review cannot be requested from pull request author."
        throw GitHubRefusal.unprocessable(message, restMessage: message)
      }
      let isCollaborator =
        repository.owner.lowercased() == login.lowercased()
        || repository.permissions.keys.contains { $0.lowercased() == login.lowercased() }
      guard isCollaborator else {
        let message =
          "Reviews may only be requested from collaborators. One or more of the users or teams you specified is not "
          + "a collaborator of the \(repository.nameWithOwner) repository."
        throw GitHubRefusal.unprocessable(message, restMessage: message)
      }
    }
    let added = logins.filter { login in !pull.reviewers.contains { $0.lowercased() == login.lowercased() } }
    try change(link) { $0.pull?.reviewers += added }
    for login in logins {
      note(
        .reviewRequested, repository: repository, number: link.number, detail: login, changed: added.contains(login))
    }
  }

  /// Puts a pull request into the repository without asking git. Used for those of forks too.
  func addPullRequest(
    to repository: GitHubRepository, _ wanted: NewPullRequest, head: String, headOwner: String, headRepository: String?,
    sha: String
  ) -> GitHubIssueLink {
    let time = now
    var created = GitHubIssue(
      id: state.takeID(), number: repository.nextNumber, title: wanted.title, body: wanted.body, author: viewer.login,
      createdAt: time, updatedAt: time)
    created.pull = GitHubPull(
      head: head, headOwner: headOwner, headRepository: headRepository, headSHA: sha, base: wanted.base,
      isDraft: wanted.isDraft)
    created.lag = state.readLag
    changeRepository(repository.id) {
      $0.issues.append(created)
      $0.nextNumber += 1
    }
    note(.pullRequestCreated, repository: repository, number: created.number, detail: head)
    return GitHubIssueLink(repositoryID: repository.id, number: created.number)
  }

  private func refuseSecondPullRequest(in repository: GitHubRepository, head: String, base: String) throws {
    let isTaken = repository.issues.contains { issue in
      guard let pull = issue.pull, !issue.isClosed else { return false }
      return pull.head == head && pull.base == base && pull.headOwner.lowercased() == repository.owner.lowercased()
    }
    if isTaken { throw Self.custom("A pull request already exists for \(repository.owner):\(head).") }
  }

  private static func custom(_ message: String) -> GitHubRefusal {
    .unprocessable(message, errors: [["resource": "PullRequest", "code": "custom", "message": .string(message)]])
  }

  private static func split(_ head: String, owner: String) -> (owner: String, branch: String) {
    guard let colon = head.firstIndex(of: ":") else { return (owner, head) }
    return (String(head[..<colon]), String(head[head.index(after: colon)...]))
  }
}
