import KBDomain

/// The GraphQL queries. Each brings as much as one request can; everything from outside is a variable. `$page` and `$few`
/// are how many entries of long lists are asked for at once: `GitHubClient.query` gives them.
enum GitHubQueries {
  /// The operator, the repository under its present name, which labels exist, and a page of the open issues labelled
  /// `PRD`. Unlike a search, `issues(labels:)` does not lag behind.
  static let discover = """
    query KBDiscover($owner: String!, $name: String!, $after: String, $page: Int!) {
      viewer { login }
      repository(owner: $owner, name: $name) {
        name
        owner { login }
        isArchived
        defaultBranchRef { name }
        prd: label(name: "PRD") { name }
        readyForAgent: label(name: "ready-for-agent") { name }
        readyForHuman: label(name: "ready-for-human") { name }
        implementationIssue: label(name: "PRD-sub-issue") { name }
        issues(
          first: $page, after: $after, states: [OPEN], labels: ["PRD"], orderBy: {field: CREATED_AT, direction: ASC}
        ) {
          pageInfo { hasNextPage endCursor }
          nodes { \(prd) }
        }
      }
    }
    """

  /// Asks for all that only newer servers know, so that one answer tells what this one does not.
  static let probe = """
    query KBProbe($owner: String!, $name: String!) {
      repository(owner: $owner, name: $name) {
        issues(first: 1) {
          nodes { subIssues(first: 1) { nodes { \(subIssue) } } }
        }
      }
    }
    """

  /// One PRD with its sub-issues, the pull requests of a branch, and the newest comments of all.
  static let readPRD = """
    query KBReadPRD(
      $owner: String!, $name: String!, $number: Int!, $branch: String!, $page: Int!, $few: Int!
    ) {
      viewer { login }
      repository(owner: $owner, name: $name) {
        name
        owner { login }
        issue(number: $number) {
          \(prd)
          comments(last: $page) { \(commentPage) }
          subIssues(first: $page) {
            pageInfo { hasNextPage endCursor }
            nodes { \(subIssue) }
          }
        }
        pullRequests(headRefName: $branch, first: $few, orderBy: {field: CREATED_AT, direction: DESC}) {
          pageInfo { hasNextPage endCursor }
          nodes {
            id number url state isDraft body headRefOid
            headRepositoryOwner { login }
            labels(first: 100) { nodes { name } }
            comments(last: $page) { \(commentPage) }
          }
        }
      }
    }
    """

  /// A further page of a PRD's sub-issues.
  static let moreSubIssues = """
    query KBMoreSubIssues($owner: String!, $name: String!, $number: Int!, $after: String!, $page: Int!) {
      repository(owner: $owner, name: $name) {
        issue(number: $number) {
          subIssues(first: $page, after: $after) {
            pageInfo { hasNextPage endCursor }
            nodes { \(subIssue) }
          }
        }
      }
    }
    """

  /// A further page of the issues that block one issue.
  static let moreBlockers = """
    query KBMoreBlockers($owner: String!, $name: String!, $number: Int!, $after: String!) {
      repository(owner: $owner, name: $name) {
        issue(number: $number) {
          blockedBy(first: 100, after: $after) {
            pageInfo { hasNextPage endCursor }
            nodes { \(blocker) }
          }
        }
      }
    }
    """

  /// A page of an issue's or pull request's comments, the newest first page.
  static let comments = """
    query KBComments($owner: String!, $name: String!, $number: Int!, $before: String, $page: Int!) {
      viewer { login }
      repository(owner: $owner, name: $name) {
        issueOrPullRequest(number: $number) {
          ... on Issue { comments(last: $page, before: $before) { \(commentPage) } }
          ... on PullRequest { comments(last: $page, before: $before) { \(commentPage) } }
        }
      }
    }
    """

  /// The repository's present name.
  static let name = """
    query KBName($owner: String!, $name: String!) {
      repository(owner: $owner, name: $name) {
        name
        owner { login }
      }
    }
    """

  /// Takes a pull request out of draft.
  static let markReady = """
    mutation KBMarkReady($id: ID!) {
      markPullRequestReadyForReview(input: {pullRequestId: $id}) {
        pullRequest { isDraft }
      }
    }
    """

  /// What is asked of one repository by number.
  struct Numbers {
    /// Issues and pull requests whose state is wanted: `b12: …`.
    var states: [Int] = []
    /// Issues whose sub-issues and newest reopening are wanted: `i12: …`.
    var details: [Int] = []
  }

  /// The states of issues and pull requests anywhere: `r0: repository(…) { b12: … }`. Numbers are written into the
  /// query, names are the variables `owner0`, `name0`, ….
  static func blockers(_ repositories: [Numbers]) -> String {
    let variables = repositories.indices.map { "$owner\($0): String!, $name\($0): String!" }.joined(separator: ", ")
    let repositories = repositories.enumerated().map { index, numbers in
      let states = numbers.states.map { "b\($0): issueOrPullRequest(number: \($0)) { \(eitherState) }" }
      let details = numbers.details.map { "i\($0): issue(number: \($0)) { \(Self.details) }" }
      return """
          r\(index): repository(owner: $owner\(index), name: $name\(index)) {
            \((states + details).joined(separator: "\n    "))
          }
        """
    }
    return "query KBBlockers(\(variables)) {\n\(repositories.joined(separator: "\n"))\n}"
  }

  private static let prd = """
    number title body url state
    author { login }
    labels(first: 100) { nodes { name } }
    parent { number repository { nameWithOwner } }
    """

  private static let subIssue = """
    number title body url state stateReason
    \(GitHubIssueWords.fields)
    subIssuesSummary { total completed }
    repository { nameWithOwner }
    labels(first: 100) { nodes { name } }
    blockedBy(first: 20) {
      pageInfo { hasNextPage endCursor }
      nodes { \(blocker) }
    }
    """

  // The two states have different types, so they need different names.
  private static let eitherState = "... on Issue { issueState: state } ... on PullRequest { pullState: state }"

  private static let details = """
    subIssues(first: 100) { pageInfo { hasNextPage endCursor } nodes { \(blocker) } }
    timelineItems(last: 1, itemTypes: [REOPENED_EVENT]) { nodes { ... on ReopenedEvent { createdAt } } }
    """

  private static let blocker = "number state repository { nameWithOwner }"

  private static let commentPage = """
    pageInfo { hasPreviousPage startCursor }
    nodes { url body author { login } }
    """
}
