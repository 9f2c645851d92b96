#if canImport(FoundationEssentials)
  package import FoundationEssentials
#else
  package import Foundation
#endif
package import KBFailures
package import KBSystem
import KBText

/// The account that `gh` acts as, from one answer of `GET /user`. Pure.
package struct GHAccount: Equatable, Sendable {
  package let login: String
  /// What the token may do; nil for a kind of token that has no scopes.
  package let scopes: [String]?
  /// GitHub's clock in seconds since 1970; nil where the answer has no date.
  package let clock: Int?

  /// Throws KB-G001 to KB-G013, whichever the result is a sign of.
  package init(_ result: CommandResult, host: String, now: Date) throws(ExpectedFailure) {
    let what = "name the account"
    guard case .exited(let exit) = result.end else {
      throw .forgeUnavailable(what, why: "gh did not answer in time")
    }
    let response = GHResponse(output: result.output, errors: result.errors, exit: exit)
    _ = try response.granted(what, host: host, now: now)
    login = try response.decoded(GitHubActor.self, what).login
    scopes = response.headers["x-oauth-scopes"].flatMap { text in
      let names = text.split(separator: ",").map { String($0.trimming { $0 == " " }) }
      return names.isEmpty ? nil : names
    }
    clock = response.headers["date"].flatMap(HTTPDate.seconds)
  }

  /// Scopes that krutrimbox wants and the token lacks.
  package var missingScopes: [String] {
    guard let scopes else { return [] }
    let stronger = ["repo": ["repo"], "read:org": ["read:org", "write:org", "admin:org"]]
    return ["repo", "read:org"].filter { wanted in !(stronger[wanted] ?? []).contains(where: scopes.contains) }
  }
}
