import KBForges

/// Builds in a repository of a world within one step: `try repository.build { $0.addPRD("…") }`.
///
/// What is done through it happens "by people on github.com": it is in neither log.
package struct WorldBuilder {
  /// Whether an issue is for an agent or for a human.
  package enum Kind: String, Sendable {
    case afk = "ready-for-agent"
    case hitl = "ready-for-human"
  }

  /// The whole state, with what was built so far.
  package var state: GitHubState
  private let place: Int

  /// A builder for the repository at this place of the state.
  init(state: GitHubState, place: Int) {
    self.state = state
    self.place = place
  }

  /// The repository that is built in.
  package var repository: GitHubRepository {
    get { state.repositories[place] }
    _modify { yield &state.repositories[place] }
  }

  private var time: Int { state.frozenTime ?? WorldClock.now }

  /// Changes one issue or pull request.
  ///
  /// - Throws: `WorldFileError` where there is none with this number.
  package mutating func change(_ number: Int, _ work: (inout GitHubIssue) throws -> Void) throws {
    guard let index = repository.issueIndex(number) else { throw WorldFileError(description: "no issue \(number)") }
    let time = time
    try work(&repository.issues[index])
    repository.issues[index].updatedAt = time
  }

  /// Adds an issue and returns its number. Labels that the repository lacks are made.
  @discardableResult
  package mutating func addIssue(
    _ title: String, body: String = "", author: String? = nil, labels: [String] = []
  ) -> Int {
    let number = repository.nextNumber
    var issue = GitHubIssue(
      id: state.takeID(), number: number, title: title, body: body, author: author ?? state.operatorLogin,
      createdAt: time, updatedAt: time)
    issue.labelIDs = labels.map { labelID($0) }
    let made = GitHubAct(at: time, actor: issue.author)
    issue.labelings = Dictionary(labels.map { ($0, [made]) }) { first, _ in first }
    repository.issues.append(issue)
    repository.nextNumber += 1
    return number
  }

  /// Adds a PRD: an open issue labelled `PRD` and `ready-for-agent`.
  @discardableResult
  package mutating func addPRD(_ title: String, body: String = "The plan.", author: String? = nil) -> Int {
    addIssue(title, body: body, author: author, labels: ["PRD", "ready-for-agent"])
  }

  /// Adds an Implementation Issue: a sub-issue of the PRD with its two labels.
  @discardableResult
  package mutating func addSubIssue(
    of prd: Int, _ title: String, body: String = "What to build.", kind: Kind = .afk, author: String? = nil
  ) throws -> Int {
    let number = addIssue(title, body: body, author: author, labels: ["PRD-sub-issue", kind.rawValue])
    try link(number, under: prd)
    return number
  }

  /// Makes an issue a sub-issue of another of this repository.
  package mutating func link(_ child: Int, under parent: Int) throws {
    let id = repository.id
    try change(parent) { $0.subIssues.append(GitHubIssueLink(repositoryID: id, number: child)) }
    try change(child) { $0.parent = GitHubIssueLink(repositoryID: id, number: parent) }
  }

  /// Adds GitHub's native dependencies.
  package mutating func block(_ issue: Int, by blockers: [Int]) throws {
    let id = repository.id
    try change(issue) { $0.blockedBy += blockers.map { GitHubIssueLink(repositoryID: id, number: $0) } }
  }

  /// Adds a native dependency on an issue of any repository.
  package mutating func block(_ issue: Int, by blocker: GitHubIssueLink) throws {
    try change(issue) { $0.blockedBy.append(blocker) }
  }

  /// Gives an issue exactly these labels.
  package mutating func setLabels(_ number: Int, _ names: [String]) throws {
    let ids = names.map { labelID($0) }
    let act = GitHubAct(at: time, actor: state.operatorLogin)
    try change(number) { issue in
      for (name, id) in zip(names, ids) where !issue.labelIDs.contains(id) {
        issue.labelings = (issue.labelings ?? [:]).merging([name: [act]]) { $0 + $1 }
      }
      issue.labelIDs = ids
    }
  }

  /// Rewrites an issue, as an account does.
  package mutating func edit(_ number: Int, title: String? = nil, body: String? = nil, by login: String?) throws {
    let act = GitHubAct(at: time, actor: login)
    try change(number) { issue in
      if let title {
        issue.title = title
        issue.renames = (issue.renames ?? []) + [act]
      }
      if let body {
        issue.body = body
        issue.edits = (issue.edits ?? []) + [act]
      }
    }
  }

  /// Puts a label on, off and on again where it was there, as an account does.
  package mutating func label(_ number: Int, _ name: String, by login: String?) throws {
    let act = GitHubAct(at: time, actor: login)
    let id = labelID(name)
    try change(number) { issue in
      if !issue.labelIDs.contains(id) { issue.labelIDs.append(id) }
      issue.labelings = (issue.labelings ?? [:]).merging([name: [act]]) { $0 + $1 }
    }
  }

  /// Closes an issue or pull request as a human does.
  package mutating func close(_ number: Int, reason: String = "COMPLETED") throws {
    let time = time
    try change(number) {
      $0.isClosed = true
      $0.stateReason = $0.pull == nil ? reason : nil
      $0.closedAt = time
    }
  }

  /// Opens a closed issue again.
  package mutating func reopen(_ number: Int) throws {
    let event = GitHubReopening(at: time, actor: state.operatorLogin)
    try change(number) {
      $0.reopenings = ($0.reopenings ?? []) + [event]
      $0.isClosed = false
      $0.stateReason = "REOPENED"
      $0.closedAt = nil
    }
  }

  /// Adds a comment of any account, nil for a deleted one, and returns its id.
  @discardableResult
  package mutating func addComment(_ number: Int, _ body: String, author: String?) throws -> Int {
    let id = state.nextCommentID
    state.nextCommentID += 1
    let comment = GitHubComment(id: id, body: body, author: author, createdAt: time, updatedAt: time)
    try change(number) { $0.comments.append(comment) }
    return id
  }

  /// Opens a pull request that somebody sends from a fork, with a branch name of their choice.
  @discardableResult
  package mutating func addForkPullRequest(
    head: String, owner: String, title: String, base: String = "main"
  ) throws -> Int {
    let number = addIssue(title, author: owner)
    let fork = "\(owner)/\(repository.name)"
    try change(number) {
      $0.pull = GitHubPull(
        head: head, headOwner: owner, headRepository: fork, headSHA: String(repeating: "f", count: 40), base: base,
        isDraft: false)
    }
    return number
  }

  private mutating func labelID(_ name: String) -> Int {
    if let label = repository.label(name) { return label.id }
    let label = GitHubLabel(id: state.takeID(), name: name, color: "ededed", text: "")
    repository.labels.append(label)
    return label.id
  }
}
