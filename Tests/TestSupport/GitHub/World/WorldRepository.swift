/// A handle on one repository of a world, for tests to build with and to read back from.
///
/// What is done through it happens "by people on github.com": it is in neither log.
package struct WorldRepository: Sendable {
  package let world: GitHubWorld
  package let id: Int

  /// Whether an issue is for an agent or for a human.
  package enum Kind: String, Sendable {
    case afk = "ready-for-agent"
    case hitl = "ready-for-human"
  }

  /// The repository as it is now.
  package var value: GitHubRepository {
    get throws {
      guard let repository = try world.state.repositories.first(where: { $0.id == id }) else {
        throw WorldFileError(description: "no repository \(id)")
      }
      return repository
    }
  }

  /// The repository's git side.
  package var git: BareRepository { get throws { BareRepository(path: try value.gitDirectory) } }

  /// Changes the repository; the time of the change goes with it.
  @discardableResult
  package func change<Result>(
    _ work: (inout GitHubRepository, _ time: Int, _ takeID: () -> Int) throws -> Result
  ) throws -> Result {
    try world.update { state in
      guard let index = state.repositories.firstIndex(where: { $0.id == id }) else {
        throw WorldFileError(description: "no repository \(id)")
      }
      let time = state.frozenTime ?? WorldClock.now
      var nextID = state.nextID
      let result = try work(&state.repositories[index], time) {
        nextID += 1
        return nextID - 1
      }
      state.nextID = nextID
      return result
    }
  }

  /// Changes one issue or pull request.
  package func change(_ number: Int, _ work: (inout GitHubIssue) throws -> Void) throws {
    try change { repository, time, _ in
      guard let index = repository.issueIndex(number) else { throw WorldFileError(description: "no issue \(number)") }
      try work(&repository.issues[index])
      repository.issues[index].updatedAt = time
    }
  }
}

/// Issues.
extension WorldRepository {
  /// Adds an issue and returns its number. Labels that the repository lacks are made.
  @discardableResult
  package func addIssue(
    _ title: String, body: String = "", author: String? = nil, labels: [String] = []
  ) throws -> Int {
    let author = try author ?? world.state.operatorLogin
    return try change { repository, time, takeID in
      let number = repository.nextNumber
      repository.nextNumber += 1
      var issue = GitHubIssue(
        id: takeID(), number: number, title: title, body: body, author: author, createdAt: time, updatedAt: time)
      issue.labelIDs = labels.map { Self.labelID($0, in: &repository, takeID) }
      repository.issues.append(issue)
      return number
    }
  }

  /// Adds a PRD: an open issue labelled `PRD` and `ready-for-agent`.
  @discardableResult
  package func addPRD(_ title: String, body: String = "The plan.", author: String? = nil) throws -> Int {
    try addIssue(title, body: body, author: author, labels: ["PRD", "ready-for-agent"])
  }

  /// Adds an Implementation Issue: a sub-issue of the PRD with its two labels.
  @discardableResult
  package func addSubIssue(
    of prd: Int, _ title: String, body: String = "What to build.", kind: Kind = .afk, author: String? = nil
  ) throws -> Int {
    let number = try addIssue(title, body: body, author: author, labels: ["PRD-sub-issue", kind.rawValue])
    try link(number, under: prd)
    return number
  }

  /// Makes an issue a sub-issue of another of this repository.
  package func link(_ child: Int, under parent: Int) throws {
    let id = id
    try change(parent) { $0.subIssues.append(GitHubIssueLink(repositoryID: id, number: child)) }
    try change(child) { $0.parent = GitHubIssueLink(repositoryID: id, number: parent) }
  }

  /// Adds GitHub's native dependencies.
  package func block(_ issue: Int, by blockers: [Int]) throws {
    let id = id
    try change(issue) { $0.blockedBy += blockers.map { GitHubIssueLink(repositoryID: id, number: $0) } }
  }

  /// Gives an issue exactly these labels.
  package func setLabels(_ number: Int, _ names: [String]) throws {
    try change { repository, _, takeID in
      let ids = names.map { Self.labelID($0, in: &repository, takeID) }
      guard let index = repository.issueIndex(number) else { throw WorldFileError(description: "no issue \(number)") }
      repository.issues[index].labelIDs = ids
    }
  }

  /// Closes an issue as a human does.
  package func close(_ number: Int, reason: String = "COMPLETED") throws {
    let time = WorldClock.now
    try change(number) {
      $0.isClosed = true
      $0.stateReason = $0.pull == nil ? reason : nil
      $0.closedAt = time
    }
  }

  /// Opens a closed issue again.
  package func reopen(_ number: Int) throws {
    try change(number) {
      $0.isClosed = false
      $0.stateReason = "REOPENED"
      $0.closedAt = nil
    }
  }

  /// Adds a comment of any account, nil for a deleted one, and returns its id.
  @discardableResult
  package func addComment(_ number: Int, _ body: String, author: String?) throws -> Int {
    try world.update { state in
      let time = state.frozenTime ?? WorldClock.now
      let comment = GitHubComment(id: state.nextCommentID, body: body, author: author, createdAt: time, updatedAt: time)
      state.nextCommentID += 1
      guard let place = state.repositories.firstIndex(where: { $0.id == id }),
        let index = state.repositories[place].issueIndex(number)
      else { throw WorldFileError(description: "no issue \(number)") }
      state.repositories[place].issues[index].comments.append(comment)
      return comment.id
    }
  }

  private static func labelID(_ name: String, in repository: inout GitHubRepository, _ takeID: () -> Int) -> Int {
    if let label = repository.label(name) { return label.id }
    let label = GitHubLabel(id: takeID(), name: name, color: "ededed", text: "")
    repository.labels.append(label)
    return label.id
  }
}
