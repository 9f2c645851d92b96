#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBSystem
import TestSupport

/// GitHub's answers to krutrimbox's queries, as JSON.
enum GitHubAnswer {
  static func readPRD(
    issue: String = prd(), pullRequests: [String] = [], morePullRequests: Bool = false, errors: String? = nil
  ) -> CommandResult {
    let errors = errors.map { #","errors":[\#($0)]"# } ?? ""
    return .answer(
      200,
      """
      {"data":{"viewer":{"login":"alice"},"repository":{"name":"widgets","owner":{"login":"acme"},"issue":\(issue),
      "pullRequests":{"pageInfo":{"hasNextPage":\(morePullRequests),"endCursor":"p"},
      "nodes":[\(pullRequests.joined(separator: ","))]}}}\(errors)}
      """)
  }

  static func prd(
    _ number: Int = 12, subIssues: [String] = [], more: String? = nil, comments: [String] = [], earlier: Bool = false,
    author: String? = "alice", parent: String = "null"
  ) -> String {
    """
    {"number":\(number),"title":"Sort","body":"Plan","url":"https://github.com/acme/widgets/issues/\(number)",
    "state":"OPEN","author":\(author.map { #"{"login":"\#($0)"}"# } ?? "null"),
    "labels":{"nodes":[{"name":"prd"},{"name":"ready-for-agent"}]},"parent":\(parent),
    "comments":\(commentPage(comments, earlier: earlier)),"subIssues":\(page(subIssues, more: more))}
    """
  }

  static func page(_ nodes: [String], more: String? = nil) -> String {
    let cursor = more.map { #""\#($0)""# } ?? "null"
    return #"{"pageInfo":{"hasNextPage":\#(more != nil),"endCursor":\#(cursor)},"nodes":["#
      + nodes.joined(separator: ",") + "]}"
  }

  static func commentPage(_ nodes: [String], earlier: Bool = false) -> String {
    #"{"pageInfo":{"hasPreviousPage":\#(earlier),"startCursor":"c"},"nodes":[\#(nodes.joined(separator: ","))]}"#
  }

  static func subIssue(
    _ number: Int, body: String = "", state: String = "OPEN", labels: [String] = ["PRD-sub-issue", "ready-for-agent"],
    repository: String = "acme/widgets", blockedBy: String = page([]), reason: String = "null", openSubIssues: Int = 0,
    edits: String = #""lastEditedAt":null,"editor":null,"userContentEdits":\#(page([]))"#, events: [String] = [],
    earlierEvents: Bool = false
  ) -> String {
    """
    {"stateReason":\(reason),"subIssuesSummary":{"total":\(openSubIssues + 1),"completed":1},"number":\(number),"title":"Step \(number)","body":\(quoted(body)),"url":"https://x/\(number)","state":"\(state)",
    "repository":{"nameWithOwner":"\(repository)"},"author":{"__typename":"User","login":"alice"},
    "createdAt":"2026-11-24T06:00:00Z",\(edits),"timelineItems":\(commentPage(events, earlier: earlierEvents)),
    "labels":{"nodes":[\(labels.map { #"{"name":\#(quoted($0))}"# }.joined(separator: ","))]},"blockedBy":\(blockedBy)}
    """
  }

  static func reference(_ number: Int, state: String = "OPEN", repository: String = "acme/widgets") -> String {
    #"{"number":\#(number),"state":"\#(state)","repository":{"nameWithOwner":"\#(repository)"}}"#
  }

  static func comment(_ id: Int, _ body: String, author: String? = "alice") -> String {
    """
    {"url":"https://github.com/acme/widgets/issues/12#issuecomment-\(id)","body":\(quoted(body)),
    "author":\(author.map { #"{"login":"\#($0)"}"# } ?? "null")}
    """
  }

  static func comments(_ nodes: [String], earlier: Bool = false) -> CommandResult {
    .answer(
      200,
      #"{"data":{"viewer":{"login":"Alice"},"repository":{"issueOrPullRequest":{"comments":"#
        + commentPage(nodes, earlier: earlier) + "}}}}")
  }

  static func pullRequest(
    _ number: Int, state: String = "OPEN", owner: String? = "acme", isDraft: Bool = true, comments: [String] = []
  ) -> String {
    """
    {"id":"PR_\(number)","number":\(number),"url":"https://x/\(number)","state":"\(state)","isDraft":\(isDraft),
    "body":null,"headRepositoryOwner":\(owner.map { #"{"login":"\#($0)"}"# } ?? "null"),
    "labels":{"nodes":[{"name":"PRD"}]},"comments":\(commentPage(comments))}
    """
  }

  static func restPullRequest(
    _ number: Int, state: String = "open", draft: Bool = true, labels: [String] = ["PRD"]
  ) -> String {
    """
    {"number":\(number),"node_id":"PR_\(number)","html_url":"https://x/\(number)","state":"\(state)","draft":\(draft),
    "body":null,"merged_at":null,"labels":[\(labels.map { #"{"name":"\#($0)"}"# }.joined(separator: ","))]}
    """
  }

  static let name = CommandResult.answer(
    200, #"{"data":{"repository":{"name":"widgets","owner":{"login":"acme"}}}}"#)

  static func quoted(_ text: String) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    return String(decoding: (try? encoder.encode(text)) ?? Data(), as: UTF8.self)
  }
}
