import Foundation
import KBConfiguration
import TestSupport

/// `gh repo view [OWNER/NAME] --json FIELDS`.
struct GhRepositoryView {
  let context: GhProgram.Context

  /// How `gh` asks for each field that the double knows.
  private static let selections = [
    "id": "id", "name": "name", "nameWithOwner": "nameWithOwner", "owner": "owner{id,login}", "url": "url",
    "isFork": "isFork", "isArchived": "isArchived", "isPrivate": "isPrivate",
    "hasIssuesEnabled": "hasIssuesEnabled", "defaultBranchRef": "defaultBranchRef{name}",
    "viewerPermission": "viewerPermission",
  ]

  /// Prints the fields and ends the process.
  func run(_ arguments: [String]) throws -> Never {
    guard let place = arguments.firstIndex(of: "--json"), place + 1 < arguments.count else {
      throw GhUsageError("the gh double plays \"gh repo view\" with --json FIELDS only")
    }
    let fields = arguments[place + 1].split(separator: ",").map(String.init)
    if let unknown = fields.first(where: { Self.selections[$0] == nil }) {
      throw GhUsageError("Unknown JSON field: \"\(unknown)\"")
    }
    let named = arguments.enumerated().first { $0.offset != place && $0.offset != place + 1 }?.element
    guard let token = try context.token() else { GhProgram.end(4, errors: GhProgram.loginNeeded) }
    let (owner, name) = try repository(named)
    let selection = fields.compactMap { Self.selections[$0] }.joined(separator: ",")
    let body: JSONTree = [
      "query": .string(
        "query RepositoryInfo($owner: String!, $name: String!) { repository(owner: $owner, name: $name) {\(selection)} }"
      ),
      "variables": ["owner": .string(owner), "name": .string(name)],
    ]
    show(
      try context.world.respond(
        to: GitHubRequest(
          method: "POST", target: "graphql", headers: ["Authorization": "token \(token)"], body: Array(body.json.utf8))),
      fields)
  }

  private func show(_ reply: GitHubReply, _ fields: [String]) -> Never {
    let url = "https://api.github.com/graphql"
    if reply.ending == .hung { Hang.forEver() }
    if reply.ending != .complete { GhProgram.end(1, errors: "Post \"\(url)\": EOF\n") }
    guard reply.response.status == 200, let answer = JSONTree.parse(reply.response.body) else {
      let message = JSONTree.parse(reply.response.body)?["message"].text
      let status = reply.response.status
      GhProgram.end(1, errors: "HTTP \(status): \(message ?? reply.response.reason) (\(url))\n")
    }
    let errors = answer["errors"].elements.map { error in
      let path = error["path"].elements.map { $0.text ?? $0.json }.joined(separator: ".")
      return (error["message"].text ?? "") + (path.isEmpty ? "" : " (\(path))")
    }
    guard errors.isEmpty else { GhProgram.end(1, errors: "GraphQL: \(errors.joined(separator: ", "))\n") }
    let repository = answer["data"]["repository"]
    let shown = JSONTree.object(fields.sorted().map { .init($0, repository[$0]) })
    GhProgram.end(out: shown.json + "\n")
  }

  /// The named repository, or the one of the working folder's remotes.
  private func repository(_ name: String?) throws -> (owner: String, name: String) {
    let remotes = ShortCommand(["git", "remote", "-v"], environment: context.environment).run()
    if name == nil, remotes.status != 0 { throw GhUsageError("failed to run git: \(remotes.errorText)") }
    let urls =
      name.map { [$0] }
      ?? remotes.text.split(separator: "\n").compactMap { line in
        line.split(whereSeparator: \.isWhitespace).dropFirst().first.map(String.init)
      }
    for url in urls {
      let path = url.replacingOccurrences(of: "git@github.com:", with: "https://github.com/")
      guard name != nil || path.contains("github.com/") else { continue }
      let bare = path.hasSuffix(".git") ? String(path.dropLast(4)) : path
      let parts = bare.split(separator: "/").suffix(2).map(String.init)
      if parts.count == 2 { return (parts[0], parts[1]) }
    }
    throw GhUsageError(
      "none of the git remotes configured for this repository point to a known GitHub host. "
        + "To tell gh about a new GitHub host, please use `gh auth login`")
  }
}
