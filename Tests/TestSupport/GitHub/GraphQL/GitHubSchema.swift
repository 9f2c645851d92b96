import KBDomain

/// The part of GitHub's public GraphQL schema that the emulation knows, in GitHub's own names and types.
enum GitHubSchema {
  /// The schema, read once.
  static let schema: Result<GraphQLSchema, any Error> = Result { try GraphQLSchema(text) }

  /// Where a field is a connection: these arguments page through it.
  private static let paging = "after: String, before: String, first: Int, last: Int"

  /// The whole schema in the schema language.
  static let text = queries + issues + pullRequests + connections + values + mutations

  private static let queries = """
    type Query {
      viewer: User!
      user(login: String!): User
      rateLimit(dryRun: Boolean = false): RateLimit
      repository(owner: String!, name: String!, followRenames: Boolean = true): Repository
      node(id: ID!): Node
      nodes(ids: [ID!]!): [Node]!
    }
    type RateLimit { cost: Int! limit: Int! nodeCount: Int! remaining: Int! resetAt: DateTime! used: Int! }
    interface Node { id: ID! }
    interface Actor { login: String! url: URI! resourcePath: URI! }
    interface RepositoryOwner { id: ID! login: String! url: URI! resourcePath: URI! }
    interface Comment {
      id: ID! author: Actor body: String! createdAt: DateTime! updatedAt: DateTime! viewerDidAuthor: Boolean!
    }
    interface Labelable { labels(\(paging)): LabelConnection }
    type User implements Node & Actor & RepositoryOwner {
      id: ID! login: String! name: String databaseId: Int url: URI! resourcePath: URI! isViewer: Boolean!
    }
    type Repository implements Node {
      id: ID! databaseId: Int name: String! nameWithOwner: String! owner: RepositoryOwner! url: URI!
      isFork: Boolean! isArchived: Boolean! isPrivate: Boolean! hasIssuesEnabled: Boolean!
      defaultBranchRef: Ref viewerPermission: RepositoryPermission
      label(name: String!): Label
      labels(\(paging), query: String, orderBy: LabelOrder = {field: CREATED_AT, direction: ASC}): LabelConnection
      issue(number: Int!): Issue
      issues(\(paging), labels: [String!], states: [IssueState!], filterBy: IssueFilters, orderBy: IssueOrder):
        IssueConnection!
      pullRequest(number: Int!): PullRequest
      pullRequests(\(paging), labels: [String!], states: [PullRequestState!], headRefName: String,
        baseRefName: String, orderBy: IssueOrder): PullRequestConnection!
      issueOrPullRequest(number: Int!): IssueOrPullRequest
      ref(qualifiedName: String!): Ref
    }
    type Ref implements Node { id: ID! name: String! prefix: String! target: GitObject repository: Repository! }
    interface GitObject { id: ID! oid: GitObjectID! abbreviatedOid: String! }
    type Commit implements Node & GitObject { id: ID! oid: GitObjectID! abbreviatedOid: String! }
    type Label implements Node { id: ID! name: String! color: String! description: String isDefault: Boolean! }

    """

  private static let issues = """
    type Issue implements Node & Comment & Labelable {
      id: ID! databaseId: Int fullDatabaseId: BigInt number: Int! title: String! body: String! state: IssueState!
      stateReason(enableDuplicate: Boolean = false): IssueStateReason
      url: URI! author: Actor viewerDidAuthor: Boolean! closed: Boolean! closedAt: DateTime createdAt: DateTime!
      updatedAt: DateTime! repository: Repository!
      labels(\(paging)): LabelConnection
      assignees(\(paging)): UserConnection!
      comments(\(paging)): IssueCommentConnection!
      parent: Issue
      subIssues(\(paging)): IssueConnection!
      timelineItems(\(paging), itemTypes: [IssueTimelineItemsItemType!], since: DateTime, skip: Int):
        IssueTimelineItemsConnection!
      subIssuesSummary: SubIssuesSummary!
      blockedBy(\(paging)): IssueConnection!
      blocking(\(paging)): IssueConnection!
      lastEditedAt: DateTime editor: Actor
      userContentEdits(\(paging)): UserContentEditConnection
      issueDependenciesSummary: IssueDependenciesSummary!
    }
    type ReopenedEvent implements Node {
      id: ID! actor: Actor createdAt: DateTime! stateReason: IssueStateReason
    }
    type LabeledEvent implements Node { id: ID! actor: Actor createdAt: DateTime! label: Label! }
    type RenamedTitleEvent implements Node {
      id: ID! actor: Actor createdAt: DateTime! currentTitle: String! previousTitle: String!
    }
    type UserContentEdit implements Node {
      id: ID! editor: Actor editedAt: DateTime! createdAt: DateTime! updatedAt: DateTime! diff: String
    }
    union IssueTimelineItems = ReopenedEvent | LabeledEvent | RenamedTitleEvent
    type SubIssuesSummary { total: Int! completed: Int! percentCompleted: Int! }
    type IssueDependenciesSummary { blockedBy: Int! totalBlockedBy: Int! blocking: Int! totalBlocking: Int! }
    type IssueComment implements Node & Comment {
      id: ID! databaseId: Int fullDatabaseId: BigInt body: String! url: URI! author: Actor viewerDidAuthor: Boolean!
      createdAt: DateTime! updatedAt: DateTime! issue: Issue! pullRequest: PullRequest repository: Repository!
    }

    """

  private static let pullRequests = """
    type PullRequest implements Node & Comment & Labelable {
      id: ID! databaseId: Int fullDatabaseId: BigInt number: Int! title: String! body: String!
      state: PullRequestState! isDraft: Boolean! merged: Boolean! mergedAt: DateTime url: URI! author: Actor
      viewerDidAuthor: Boolean! closed: Boolean! closedAt: DateTime createdAt: DateTime! updatedAt: DateTime!
      repository: Repository! headRefName: String! headRefOid: GitObjectID! headRef: Ref baseRefName: String!
      headRepositoryOwner: RepositoryOwner headRepository: Repository isCrossRepository: Boolean!
      labels(\(paging)): LabelConnection
      assignees(\(paging)): UserConnection!
      reviewRequests(\(paging)): ReviewRequestConnection
      comments(\(paging)): IssueCommentConnection!
    }
    type ReviewRequest { requestedReviewer: RequestedReviewer }
    union RequestedReviewer = User
    union IssueOrPullRequest = Issue | PullRequest

    """

  private static let connections = [
    "Issue", "PullRequest", "Label", "User", "IssueComment", "ReviewRequest", "IssueTimelineItems", "UserContentEdit",
  ].map {
    """
    type \($0)Connection { edges: [\($0)Edge] nodes: [\($0)] pageInfo: PageInfo! totalCount: Int! }
    type \($0)Edge { cursor: String! node: \($0) }

    """
  }.joined()

  private static let values = """
    type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
    scalar DateTime
    scalar URI
    scalar GitObjectID
    scalar BigInt
    enum IssueState { OPEN CLOSED }
    enum IssueTimelineItemsItemType { CLOSED_EVENT LABELED_EVENT RENAMED_TITLE_EVENT REOPENED_EVENT }
    enum IssueStateReason { COMPLETED NOT_PLANNED REOPENED DUPLICATE }
    enum IssueClosedStateReason { COMPLETED NOT_PLANNED DUPLICATE }
    enum PullRequestState { OPEN CLOSED MERGED }
    enum PullRequestUpdateState { OPEN CLOSED }
    enum RepositoryPermission { ADMIN MAINTAIN WRITE TRIAGE READ }
    enum OrderDirection { ASC DESC }
    enum IssueOrderField { CREATED_AT UPDATED_AT COMMENTS }
    enum LabelOrderField { NAME CREATED_AT }
    input IssueOrder { field: IssueOrderField! direction: OrderDirection! }
    input LabelOrder { field: LabelOrderField! direction: OrderDirection! }
    input IssueFilters {
      assignee: String createdBy: String labels: [String!] mentioned: String since: DateTime states: [IssueState!]
    }

    """
}
