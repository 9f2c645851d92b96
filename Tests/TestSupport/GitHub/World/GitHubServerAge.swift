import KBForges

/// A GitHub Enterprise Server that lacks a part of GitHub's schema. `gh help issue create` of 2.94 says which release
/// brought what: sub-issues 3.17, dependencies 3.19; so do the schemas in github/docs, `src/graphql/data/ghes-3.*`.
package enum GitHubServerAge: String, Codable, CaseIterable, Sendable {
  /// 3.16 and older.
  case beforeSubIssues
  /// 3.17 and 3.18.
  case beforeDependencies

  /// Fields by their type.
  var missing: [(type: String, field: String)] {
    switch self {
    case .beforeDependencies: [("Issue", "blockedBy")]
    case .beforeSubIssues:
      Self.beforeDependencies.missing + ["parent", "subIssues", "subIssuesSummary"].map { ("Issue", $0) }
    }
  }
}

/// A limit on what one query may ask for.
package struct GitHubNodeLimit: Codable, Equatable, Sendable {
  package var nodes: Int
  /// `MAX_NODE_LIMIT_EXCEEDED` for the documented limit, counted beforehand; `RESOURCE_LIMITS_EXCEEDED` for the one on
  /// resources (https://github.blog/changelog/2025-09-01-graphql-api-resource-limits), whose measure GitHub keeps to
  /// itself: the emulation counts nodes for it, too.
  package var type: String

  package init(nodes: Int, type: String) {
    self.nodes = nodes
    self.type = type
  }

  /// As it stands in an answer: with a place and no data for the resource limit (yoshi389111/github-profile-3d-contrib#163).
  func error(for nodes: Int) -> GraphQLError {
    type == "RESOURCE_LIMITS_EXCEEDED"
      ? GraphQLError(message: "Resource limits for this query exceeded.", type: type, path: ["repository", "issue"])
      : GraphQLError(
        message: "This query requests up to \(nodes) possible nodes which exceeds the maximum limit of \(self.nodes).",
        type: type)
  }
}
