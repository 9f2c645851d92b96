import KBConfiguration
import KBRepository
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
    let source = context.tokenSource
    var login = try context.world.state.operatorLogin
    if source != "keyring" {
      let query = Array(#"{"query":"query UserCurrent{viewer{login}}"}"#.utf8)
      let who = try ask(GitHubRequest(method: "POST", target: "graphql", headers: headers, body: query))
      guard who.status == 200, let viewer = JSONTree.parse(who.body)?["data"]["viewer"]["login"].text else {
        GhProgram.end(1, errors: Self.failure(source, storedLogin: login))
      }
      login = viewer
    }
    let scopes = try ask(GitHubRequest(method: "GET", target: "", headers: headers))
    guard scopes.status == 200 else { GhProgram.end(1, errors: Self.failure(source, storedLogin: login)) }
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

  /// A token from the environment is known without its account; a stored one with it.
  private static func failure(_ source: String, storedLogin login: String) -> String {
    let isStored = source == "keyring"
    let who = isStored ? "account \(login)" : "using token"
    let advice = """
        - To re-authenticate, run: gh auth login -h github.com
        - To forget about this account, run: gh auth logout -h github.com -u \(login)

      """
    return """
      github.com
        X Failed to log in to github.com \(who) (\(source))
        - Active account: true
        - The token in \(source) is invalid.

      """ + (isStored ? advice : "")
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
