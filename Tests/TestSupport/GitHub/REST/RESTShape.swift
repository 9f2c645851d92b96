import KBConfiguration
import KBForges

/// How things look in REST answers.
enum RESTShape {
  /// An account; a deleted one is shown as "ghost".
  static func user(_ login: String?, in state: GitHubState) -> JSONTree {
    let user = login.flatMap(state.user)
    let name = login ?? "ghost"
    return [
      "login": .string(name), "id": .int(user?.id ?? 10137), "node_id": .string(user?.nodeID ?? "U_kwDOghost"),
      "html_url": .string("https://github.com/\(name)"), "type": "User", "site_admin": false,
    ]
  }

  /// A label.
  static func label(_ label: GitHubLabel, _ repository: GitHubRepository) -> JSONTree {
    [
      "id": .int(label.id), "node_id": .string(label.nodeID),
      "url": .string("\(api(repository))/labels/\(PercentCoding.encode(label.name))"), "name": .string(label.name),
      "color": .string(label.color), "default": false, "description": .string(label.text),
    ]
  }

  /// A repository, with what the viewer may do there.
  static func repository(_ repository: GitHubRepository, permission: String, in state: GitHubState) -> JSONTree {
    let mayWrite = ["ADMIN", "MAINTAIN", "WRITE"].contains(permission)
    return [
      "id": .int(repository.id), "node_id": .string(repository.nodeID), "name": .string(repository.name),
      "full_name": .string(repository.nameWithOwner), "private": true, "owner": user(repository.owner, in: state),
      "html_url": .string(repository.url), "fork": .bool(repository.isFork), "url": .string(api(repository)),
      "clone_url": .string(repository.url + ".git"), "default_branch": .string(repository.defaultBranch),
      "archived": false, "disabled": false,
      "permissions": [
        "admin": .bool(permission == "ADMIN"), "maintain": .bool(["ADMIN", "MAINTAIN"].contains(permission)),
        "push": .bool(mayWrite), "triage": .bool(permission != "READ"), "pull": true,
      ],
    ]
  }

  /// An issue, or a pull request where it is shown as one.
  static func issue(_ issue: GitHubIssue, _ repository: GitHubRepository, _ transaction: GitHubTransaction) -> JSONTree
  {
    let kind = issue.pull == nil ? "issues" : "pull"
    var members = common(issue, repository, transaction).members
    members.append(.init("html_url", .string("\(repository.url)/\(kind)/\(issue.number)")))
    members.append(.init("url", .string("\(api(repository))/issues/\(issue.number)")))
    members.append(.init("repository_url", .string(api(repository))))
    members.append(.init("state_reason", .optional(issue.stateReason?.lowercased())))
    members.append(.init("comments", .int(issue.comments.count)))
    if issue.pull == nil {
      let children = issue.subIssues.compactMap { try? transaction.issue($0) }
      let done = children.filter(\.isClosed).count
      let blockers = issue.blockedBy.compactMap { try? transaction.issue($0) }
      members.append(
        .init(
          "sub_issues_summary",
          [
            "total": .int(children.count), "completed": .int(done),
            "percent_completed": .int(children.isEmpty ? 0 : done * 100 / children.count),
          ]))
      members.append(
        .init(
          "issue_dependencies_summary",
          ["blocked_by": .int(blockers.filter { !$0.isClosed }.count), "total_blocked_by": .int(blockers.count)]))
      if let parent = issue.parent, let home = try? transaction.repository(parent.repositoryID) {
        members.append(.init("parent_issue_url", .string("\(api(home))/issues/\(parent.number)")))
      }
    } else {
      members.append(
        .init("pull_request", ["html_url": .string("\(repository.url)/pull/\(issue.number)")]))
    }
    return .object(members)
  }

  /// A pull request.
  static func pull(_ issue: GitHubIssue, _ repository: GitHubRepository, _ transaction: GitHubTransaction) -> JSONTree {
    guard let pull = issue.pull else { return .null }
    var members = common(issue, repository, transaction).members
    members.append(.init("html_url", .string("\(repository.url)/pull/\(issue.number)")))
    members.append(.init("url", .string("\(api(repository))/pulls/\(issue.number)")))
    members.append(.init("draft", .bool(pull.isDraft)))
    members.append(.init("merged", .bool(pull.mergedAt != nil)))
    members.append(.init("merged_at", .optional(pull.mergedAt.map(WorldClock.iso))))
    members.append(
      .init("requested_reviewers", .array(pull.reviewers.map { user($0, in: transaction.state) })))
    let git = BareRepository(path: repository.gitDirectory)
    let head = pull.currentHead(in: repository, isOpen: !issue.isClosed)
    let headRepository = pull.headRepository.map { ["full_name": .string($0)] as JSONTree } ?? .null
    members.append(
      .init(
        "head",
        [
          "label": .string("\(pull.headOwner):\(pull.head)"), "ref": .string(pull.head), "sha": .string(head),
          "user": user(pull.headOwner, in: transaction.state), "repo": headRepository,
        ]))
    members.append(
      .init(
        "base",
        [
          "label": .string("\(repository.owner):\(pull.base)"), "ref": .string(pull.base),
          "sha": .optional(git.sha(ofBranch: pull.base)), "user": user(repository.owner, in: transaction.state),
          "repo": ["full_name": .string(repository.nameWithOwner), "id": .int(repository.id)],
        ]))
    return .object(members)
  }

  /// A comment.
  static func comment(
    _ comment: GitHubComment, on issue: GitHubIssue, _ repository: GitHubRepository, in state: GitHubState
  ) -> JSONTree {
    let kind = issue.pull == nil ? "issues" : "pull"
    return [
      "id": .int(comment.id), "node_id": .string(comment.nodeID), "body": .string(comment.body),
      "url": .string("\(api(repository))/issues/comments/\(comment.id)"),
      "html_url": .string("\(repository.url)/\(kind)/\(issue.number)#issuecomment-\(comment.id)"),
      "issue_url": .string("\(api(repository))/issues/\(issue.number)"), "user": user(comment.author, in: state),
      "created_at": .string(WorldClock.iso(comment.createdAt)),
      "updated_at": .string(WorldClock.iso(comment.updatedAt)),
    ]
  }

  private static func common(
    _ issue: GitHubIssue, _ repository: GitHubRepository, _ transaction: GitHubTransaction
  ) -> JSONTree {
    let labels = issue.labelIDs.compactMap { id in repository.labels.first { $0.id == id } }
    return [
      "id": .int(issue.id), "node_id": .string(issue.nodeID), "number": .int(issue.number),
      "title": .string(issue.title), "body": issue.body.isEmpty ? .null : .string(issue.body),
      "state": .string(issue.isClosed ? "closed" : "open"), "locked": false,
      "user": user(issue.author, in: transaction.state), "labels": .array(labels.map { label($0, repository) }),
      "created_at": .string(WorldClock.iso(issue.createdAt)), "updated_at": .string(WorldClock.iso(issue.updatedAt)),
      "closed_at": .optional(issue.closedAt.map(WorldClock.iso)),
    ]
  }

  private static func api(_ repository: GitHubRepository) -> String {
    "https://api.github.com/repos/\(repository.nameWithOwner)"
  }
}

extension GitHubPull {
  /// The head's commit: where the branch is now while the pull request is open, else where it was last seen.
  func currentHead(in repository: GitHubRepository, isOpen: Bool) -> String {
    guard isOpen, headRepository?.lowercased() == repository.nameWithOwner.lowercased() else { return headSHA }
    return BareRepository(path: repository.gitDirectory).sha(ofBranch: head) ?? headSHA
  }
}
