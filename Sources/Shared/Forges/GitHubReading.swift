package import KBDomain
import KBFailures

/// Reading one PRD.
extension GitHubForge {
  package func readPRD(_ number: Int, branch: String) throws -> PRDSnapshot {
    // GraphQL's Int has 32 bits.
    guard number > 0, number <= Int(Int32.max) else { throw ExpectedFailure.prdNotFound(number) }
    let what = "read PRD #\(number)"
    let answer = try client.query(
      what, GitHubQueries.readPRD, variables(["number": .integer(number), "branch": .string(branch)]),
      as: ReadPRDAnswer.self, except: { isTolerable($0) })
    let found = try known(answer.repository, what)
    adopt(GitHubPresentName(name: found.name, owner: found.owner))
    guard let issue = found.issue.value else { throw ExpectedFailure.prdNotFound(number) }
    let prd = issue.content.prd(in: repository)

    var comments = OwnComments.none
    try comments.add(issue.comments, on: number, viewer: answer.viewer, what)
    let pullRequest = try pullRequest(of: branch, in: found.pullRequests, what)
    if let pullRequest, let page = pullRequest.comments {
      try comments.add(page, on: pullRequest.content.number, viewer: answer.viewer, what)
    }
    return PRDSnapshot(
      prd: prd, subIssues: try withBlockers(subIssues(from: issue.subIssues, of: prd, what), of: prd, what),
      pullRequest: pullRequest?.content, comments: comments)
  }

  /// Errors that leave the rest of the answer good: no such issue, and a blocker that may not be seen.
  private func isTolerable(_ error: GraphQLError) -> Bool {
    (error.type == "NOT_FOUND" && error.path == ["repository", "issue"])
      || (error.isMissingPart && error.path.contains("blockedBy"))
  }

  /// All sub-issues of this repository, this page's and those of the pages after it.
  private func subIssues(
    from first: GitHubPage<GitHubSubIssue>, of prd: PRD, _ what: String
  ) throws -> [GitHubSubIssue] {
    let nodes = try first.following(what) { after in
      let answer = try client.query(
        what, GitHubQueries.moreSubIssues, variables(["number": .integer(prd.number), "after": .string(after)]),
        as: MoreSubIssuesAnswer.self, except: { isTolerable($0) })
      guard let issue = try known(answer.repository, what).issue.value else {
        throw ExpectedFailure.prdNotFound(prd.number)
      }
      return issue.subIssues
    }
    var seen: Set<Int> = []
    return try nodes.compactMap { node in
      guard let node else { throw ExpectedFailure.forgeAnswerUnreadable(what, why: "a sub-issue may not be read") }
      guard node.repository.nameWithOwner.lowercased() == repository.description.lowercased() else {
        // Its number means another issue here. A closed one asks for nothing.
        if !node.subIssue.isOpen { return nil }
        throw ExpectedFailure.prdNotReady(
          prd.number, "its sub-issue \(node.repository.nameWithOwner)#\(node.number) is in another repository",
          fix: "move it to \(repository), or remove it from the PRD, then run again")
      }
      return seen.insert(node.number).inserted ? node : nil
    }
  }

  /// The pull request of the branch in this repository; forks may have a branch of the same name. What a list does not
  /// show yet is known from its creation.
  private func pullRequest(
    of branch: String, in page: GitHubPage<GitHubPullRequest>, _ what: String
  ) throws -> (content: PullRequest, comments: GitHubPage<GitHubComment>?)? {
    let own = page.all.compactMap { $0 }.filter {
      $0.headRepositoryOwner.value?.login.lowercased() == repository.owner.lowercased()
    }
    let made = created.pullRequest(of: branch)
    // One that is merged or closed says nothing of one that came after it.
    func counts(_ listed: PullRequest) -> Bool { listed.state == .open || listed.number >= made?.number ?? 0 }
    if let decisive = own.map(\.pullRequest).decisive, counts(decisive),
      decisive.state == .open || page.pageInfo.hasNextPage != true
    {
      return (decisive, own.first { $0.number == decisive.number }?.comments)
    }
    if page.pageInfo.hasNextPage == true, let listed = try pullRequest(of: branch, what), counts(listed) {
      return (listed, nil)
    }
    return made.map { ($0, nil) }
  }
}

extension GitHubPage {
  /// The entries of this page and of all pages after it, which `load` brings.
  func following(_ what: String, _ load: (String) throws -> GitHubPage<Node>) throws -> [Node?] {
    var page = self
    var nodes = page.all
    var last: String?
    while let after = try page.next(what) {
      guard after != last else {
        throw ExpectedFailure.forgeAnswerUnreadable(what, why: "its list has no end")
      }
      page = try load(after)
      nodes += page.all
      last = after
    }
    return nodes
  }
}

extension OwnComments {
  /// Adds a newest page; the target is covered where no page is before it.
  fileprivate mutating func add(
    _ page: GitHubPage<GitHubComment>, on target: Int, viewer: GitHubActor, _ what: String
  ) throws(ExpectedFailure) {
    comments += try page.own(on: target, viewer: viewer, what)
    if try page.previous(what) == nil { targets.insert(target) }
  }
}

private struct ReadPRDAnswer: Decodable {
  let viewer: GitHubActor
  let repository: Nullable<Repository>

  struct Repository: Decodable {
    let name: String
    let owner: GitHubActor
    let issue: Nullable<PRDWithList>
    let pullRequests: GitHubPage<GitHubPullRequest>
  }

  struct PRDWithList: Decodable {
    let content: GitHubPRD
    let comments: GitHubPage<GitHubComment>
    let subIssues: GitHubPage<GitHubSubIssue>

    private enum Key: String, CodingKey { case comments, subIssues }

    init(from decoder: any Decoder) throws {
      content = try GitHubPRD(from: decoder)
      let object = try decoder.container(keyedBy: Key.self)
      comments = try object.decode(GitHubPage<GitHubComment>.self, forKey: .comments)
      subIssues = try object.decode(GitHubPage<GitHubSubIssue>.self, forKey: .subIssues)
    }
  }
}

private struct MoreSubIssuesAnswer: Decodable {
  let repository: Nullable<Repository>

  struct Repository: Decodable {
    let issue: Nullable<List>
  }

  struct List: Decodable {
    let subIssues: GitHubPage<GitHubSubIssue>
  }
}
