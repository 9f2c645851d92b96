import TestSupport

/// `gh auth`.
struct GhAuth {
  let context: GhProgram.Context

  /// `gh auth token`.
  func token() throws -> Never {
    guard let token = try context.token() else { GhProgram.end(1, errors: "no oauth token found for github.com\n") }
    GhProgram.end(out: token + "\n")
  }

  /// `gh auth status`: asks GitHub whether the token works and what it may do.
  func status() throws -> Never {
    guard let token = try context.token() else {
      GhProgram.end(1, errors: "You are not logged into any GitHub hosts. To log in, run: gh auth login\n")
    }
    let headers = ["Authorization": "token \(token)"]
    let state = try context.world.state
    let scopes = try ask(GitHubRequest(method: "GET", target: "", headers: headers))
    let who = try ask(
      GitHubRequest(
        method: "POST", target: "graphql", headers: headers,
        body: Array(#"{"query":"query UserCurrent{viewer{login}}"}"#.utf8)))
    let login = JSONTree.parse(who.body)?["data"]["viewer"]["login"].text ?? state.operatorLogin
    let source = context.tokenSource
    guard scopes.status == 200, who.status == 200 else {
      let advice =
        source == "keyring"
        ? "  - To re-authenticate, run: gh auth login -h github.com\n  - To forget about this account, run: gh auth logout -h github.com -u \(login)\n"
        : ""
      GhProgram.end(
        1,
        errors: """
          github.com
            X Failed to log in to github.com account \(login) (\(source))
            - Active account: true
            - The token in \(source) is invalid.
          \(advice)
          """.trimmingSuffixNewline())
    }
    let names = (scopes.headers["X-OAuth-Scopes"] ?? "").split(separator: ",").map { "'\($0.filter { $0 != " " })'" }
    GhProgram.end(
      out: """
        github.com
          ✓ Logged in to github.com account \(login) (\(source))
          - Active account: true
          - Git operations protocol: https
          - Token: \(Self.masked(token))
          - Token scopes: \(names.joined(separator: ", "))

        """)
  }

  private func ask(_ request: GitHubRequest) throws -> GitHubResponse {
    try context.world.respond(to: request).response
  }

  private static func masked(_ token: String) -> String {
    guard let underscore = token.lastIndex(of: "_") else { return String(repeating: "*", count: token.count) }
    let prefix = token[...underscore]
    return prefix + String(repeating: "*", count: token.count - prefix.count)
  }
}

extension String {
  fileprivate func trimmingSuffixNewline() -> String { hasSuffix("\n\n") ? String(dropLast()) : self }
}
