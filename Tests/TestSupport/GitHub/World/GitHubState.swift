import KBForges

/// Everything the emulated GitHub knows: the content of the world's one state file.
package struct GitHubState: Codable, Equatable, Sendable {
  /// The next database id that is handed out.
  package var nextID = 1001
  /// The next comment id: above 32 bits' range, as on GitHub today.
  package var nextCommentID = 3_400_000_001
  /// Every account.
  package var users: [GitHubUser] = []
  /// Every token that is accepted.
  package var tokens: [GitHubToken] = []
  /// The account that `gh` is logged in as where no token is given in the environment.
  package var operatorLogin: String
  /// Whether `gh` finds no stored login.
  package var isLoggedOut = false
  /// Every repository.
  package var repositories: [GitHubRepository] = []
  /// Scripted faults, in the order in which they are tried.
  package var faults: [GitHubFaultRule] = []
  /// Requests whose effect comes late: performed once so many requests have been served.
  package var lateRequests: [GitHubLateRequest] = []
  /// Time added to every answer, in milliseconds.
  package var latencyMilliseconds = 0
  /// In how many list reads something just created is missing.
  package var readLag = 0
  /// The requests allowed in an hour, for the rate limit headers.
  package var rateLimit = 5000
  /// When the rate limit window ends, in seconds since 1970.
  package var rateLimitReset: Int
  /// A standing clock in seconds since 1970, moved on by one second with every effect; nil for the real time.
  package var frozenTime: Int?
  /// Its host name; nil for github.com.
  package var host: String?
  /// How old the server is; nil for GitHub itself.
  package var age: GitHubServerAge?
  /// The most nodes that a query may ask for, and the error's type; nil for GitHub's own limit, which no test reaches.
  package var nodeLimit: GitHubNodeLimit?
  /// The protocol that `gh` shows in status lines: GitHub speaks HTTP/2, an emulator on a socket HTTP/1.1.
  package var httpVersion = "HTTP/2.0"

  /// Hands out the next database id.
  package mutating func takeID() -> Int {
    defer { nextID += 1 }
    return nextID
  }

  /// The repository with this `owner/name`, under its present or a former name, in any case.
  package func repositoryIndex(_ fullName: String, followRenames: Bool = true) -> Int? {
    let wanted = fullName.lowercased()
    let present = repositories.firstIndex { $0.nameWithOwner.lowercased() == wanted }
    guard present == nil, followRenames else { return present }
    return repositories.firstIndex { $0.formerNames.contains { $0.lowercased() == wanted } }
  }

  /// The account with this login, in any case.
  package func user(_ login: String) -> GitHubUser? {
    users.first { $0.login.lowercased() == login.lowercased() }
  }
}

/// One account.
package struct GitHubUser: Codable, Equatable, Sendable {
  package var id: Int
  package var login: String
  package var name: String
  /// The id that GraphQL uses.
  package var nodeID: String { GitHubNodeID.user.text(id) }
}

/// An accepted token and what it may do.
package struct GitHubToken: Codable, Equatable, Sendable {
  package var token: String
  package var login: String
  package var scopes: String
}

/// One repository with its labels, issues and pull requests.
package struct GitHubRepository: Codable, Equatable, Sendable {
  package var id: Int
  package var owner: String
  package var name: String
  /// Every `owner/name` it had before.
  package var formerNames: [String] = []
  package var defaultBranch: String
  /// The bare git repository behind it.
  package var gitDirectory: String
  package var isFork = false
  /// Whether it is private and the viewer may not see it, so that only links to it are there.
  package var isHidden = false
  /// Whether it has no draft pull requests, as private ones on a free plan.
  package var hasNoDrafts: Bool?
  /// Whether it is archived, which makes it read-only.
  package var isArchived: Bool?
  /// Each collaborator's permission: ADMIN, MAINTAIN, WRITE, TRIAGE or READ.
  package var permissions: [String: String] = [:]
  package var labels: [GitHubLabel] = []
  /// Issues and pull requests, in number order.
  package var issues: [GitHubIssue] = []
  package var nextNumber = 1

  /// `owner/name`.
  package var nameWithOwner: String { "\(owner)/\(name)" }
  /// The id that GraphQL uses.
  package var nodeID: String { GitHubNodeID.repository.text(id) }
  /// Its page.
  package var url: String { "https://github.com/\(nameWithOwner)" }

  /// Where the issue or pull request with this number stands in `issues`.
  package func issueIndex(_ number: Int) -> Int? { issues.firstIndex { $0.number == number } }
  /// The label with this name, in any case.
  package func label(_ name: String) -> GitHubLabel? {
    labels.first { $0.name.lowercased() == name.lowercased() }
  }
}

/// One label of a repository.
package struct GitHubLabel: Codable, Equatable, Sendable {
  package var id: Int
  package var name: String
  package var color: String
  package var text: String
  /// The id that GraphQL uses.
  package var nodeID: String { GitHubNodeID.label.text(id) }
}

/// Names an issue or pull request in the whole world.
package struct GitHubIssueLink: Codable, Hashable, Sendable {
  package var repositoryID: Int
  package var number: Int

  /// The issue or pull request with this number in this repository.
  package init(repositoryID: Int, number: Int) {
    self.repositoryID = repositoryID
    self.number = number
  }
}

/// One issue, or one pull request where `pull` is set: they share numbers, labels and comments.
package struct GitHubIssue: Codable, Equatable, Sendable {
  package var id: Int
  package var number: Int
  package var title: String
  package var body: String
  /// nil for a deleted account ("ghost").
  package var author: String?
  package var isClosed = false
  /// COMPLETED, NOT_PLANNED, DUPLICATE or REOPENED.
  package var stateReason: String?
  /// Ids of the labels it carries.
  package var labelIDs: [Int] = []
  package var parent: GitHubIssueLink?
  package var subIssues: [GitHubIssueLink] = []
  package var blockedBy: [GitHubIssueLink] = []
  package var comments: [GitHubComment] = []
  package var createdAt: Int
  package var updatedAt: Int
  package var closedAt: Int?
  /// Every time it was opened again; nil for none.
  package var reopenings: [GitHubReopening]?
  /// Every time its body was changed; nil for none.
  package var edits: [GitHubAct]?
  /// Every time its title was changed; nil for none.
  package var renames: [GitHubAct]?
  /// Every time a label was put on, by the label's name; nil for none.
  package var labelings: [String: [GitHubAct]]?
  package var pull: GitHubPull?
  /// In how many list reads it is still missing.
  package var lag = 0

  /// The id that GraphQL uses.
  package var nodeID: String { (pull == nil ? GitHubNodeID.issue : .pullRequest).text(id) }
}

/// One time that an issue was opened again.
package struct GitHubReopening: Codable, Equatable, Sendable {
  package var at: Int
  package var actor: String?
}

/// What an account did to an issue, and when.
package struct GitHubAct: Codable, Equatable, Sendable {
  package var at: Int
  package var actor: String?
}

/// What a pull request has beyond an issue.
package struct GitHubPull: Codable, Equatable, Sendable {
  package var head: String
  package var headOwner: String
  /// `owner/name` of the repository that holds the head branch; nil when that repository is gone.
  package var headRepository: String?
  /// The head's commit as last seen; a branch that still exists is read from git.
  package var headSHA: String
  package var base: String
  package var isDraft: Bool
  package var mergedAt: Int?
  package var reviewers: [String] = []
}

/// One comment of an issue or pull request.
package struct GitHubComment: Codable, Equatable, Sendable {
  package var id: Int
  package var body: String
  /// nil for a deleted account ("ghost").
  package var author: String?
  package var createdAt: Int
  package var updatedAt: Int
  /// In how many list reads it is still missing.
  package var lag = 0
  /// The id that GraphQL uses.
  package var nodeID: String { GitHubNodeID.comment.text(id) }
}

/// A request that is performed later than it was answered.
package struct GitHubLateRequest: Codable, Equatable, Sendable {
  package var request: GitHubRequest
  /// How many requests must have been served in the world before it is performed.
  package var afterRequests: Int
}
