import KBDomain
import KBFailures
import KBForges
import KBRepository
import KBSandboxes
import KBSystem
import KBText

/// What GitHub may be used for from inside a sandbox, from answers that change nothing there. Pure.
struct SmokeForgeJudge {
  let repository: RepositoryIdentity

  /// Where git finds the repository over HTTPS, which is all that sandboxes get a credential for.
  var address: String { "https://\(repository.host)/\(repository.owner)/\(repository.name).git" }

  private static let secret =
    "store a fine-grained, read-only token: sbx secret set github; sbx policy log shows what the network policy blocked"

  /// What `gh api -i` printed inside; before it may stand lines of the sandbox's own.
  static func response(_ result: CommandResult) -> GHResponse? {
    guard case .exited(let exit) = result.end else { return nil }
    let start = result.output.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
      .first { $0.hasPrefix("HTTP/") }?.startIndex
    let output = start.map { String(result.output[$0...]) } ?? ""
    return GHResponse(output: output, errors: result.errors, exit: exit)
  }

  /// `response` is the answer to a look at the repository by gh, `listing` that of `git ls-remote`.
  func read(_ response: GHResponse?, _ listing: CommandResult) throws(ExpectedFailure) -> String {
    let byGH = response?.status == 200
    if byGH && listing.succeeded { return "gh and git read the repository from inside" }
    if byGH { return "gh reads the repository from inside; git does not" }
    if listing.succeeded { return "git reads the repository from inside; gh does not: agents can't read issues" }
    let said = response.map { $0.status == nil ? Self.short($0.errors) : $0.reason } ?? "gh did not end in time"
    throw .sandboxUnfaithful(
      "can't read GitHub", why: "gh: \(said)\ngit: \(Git.remoteReason(listing))", fix: Self.secret)
  }

  /// `push` is the end of `git push --dry-run`, which asks GitHub for the right to push and sends nothing: for that GitHub
  /// answers the first request of a push, `info/refs?service=git-receive-pack`, with 403 or 401 (git's
  /// Documentation/gitprotocol-http). A classic token tells its scopes in `X-OAuth-Scopes`; one that is chosen per
  /// repository tells nothing (docs.github.com, "Scopes for OAuth apps").
  func write(_ response: GHResponse?, _ push: CommandResult) throws -> String {
    let scopes = response?.status == 200 ? Self.scopes(response) : nil
    if push.succeeded { throw writable("git may push from inside") }
    if let scope = scopes?.first(where: { ["repo", "public_repo"].contains($0) }) {
      throw writable("the token inside has the scope \(scope)")
    }
    let isRefused = Self.refusals.contains {
      push.errors.lowercased().contains($0) || push.output.lowercased().contains($0)
    }
    guard isRefused else {
      throw SmokeSkip(text: "unknown whether GitHub can be written from inside: \(Self.short(push.errors))", fix: nil)
    }
    return scopes == nil
      ? "git can't push from inside; what else the token may do, GitHub does not tell"
      : "git can't push from inside, and the token has no scope to write"
  }

  private func writable(_ why: String) -> ExpectedFailure {
    .sandboxLeaks("may write to GitHub", why: why, fix: Self.secret)
  }

  /// GitHub's and git's own words where a push is not let in.
  private static let refusals = [
    "write access to repository not granted", "permission to ", "error: 403", "error: 401", "could not read username",
    "authentication failed", "invalid username or token", "terminal prompts disabled",
  ]

  private static func scopes(_ response: GHResponse?) -> [String]? {
    response?.headers["x-oauth-scopes"].map { text in
      text.split { ", ".contains($0) }.map(String.init)
    }
  }

  private static func short(_ text: String) -> String {
    let line = GitWords.telling(text).first ?? text.split(whereSeparator: \.isNewline).first.map(String.init)
    return line.map { SafeText.cut(SafeText.line($0), to: 160) } ?? "there was no answer"
  }
}
