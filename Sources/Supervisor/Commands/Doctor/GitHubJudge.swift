#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBFailures
import KBForges
import KBRepository
import KBSystem
import KBText

/// What the answers of GitHub and its client mean. Pure.
enum GitHubJudge {
  /// A clock that is further off misreads when a rate limit ends.
  static let clockLimit = 60

  static func client(_ answer: Answer) -> Finding {
    .of(.gh) { () throws(ExpectedFailure) in
      let version = ProgramVersion(in: try answer.of(GH.program, from: GH.home).output(of: GH.program)).map { " \($0)" }
      return .ok(.gh, GH.program + (version ?? ""))
    }
  }

  /// Account, scopes and clock; nil account where there is none to go on with.
  static func account(_ answer: Answer, host: String, now: Date) -> (account: GHAccount?, findings: [Finding]) {
    let account: GHAccount
    do {
      account = try GHAccount(try answer.get(), host: host, now: now)
    } catch {
      return (nil, [Finding(.account, error)])
    }
    return (
      account,
      [.ok(.account, "logged in to \(host) as \(account.login)"), scopes(account, host: host)]
        + clock(account, now: now)
    )
  }

  private static func scopes(_ account: GHAccount, host: String) -> Finding {
    guard let scopes = account.scopes else {
      return .ok(.scopes, "the token has no scopes: what it may do is chosen per repository")
    }
    let missing = account.missingScopes
    if missing.isEmpty { return .ok(.scopes, "scopes \(scopes.joined(separator: ", "))") }
    // A public repository needs no more, and reviews can be asked for without the organisation.
    let isEnough = !missing.contains("repo") || scopes.contains("public_repo")
    return Finding(.scopes, .forgeScopesMissing(host, missing), grade: isEnough ? .warning : .broken)
  }

  /// What GitHub asks of a login that pushes workflows (docs.github.com, "Scopes for OAuth apps"); nil where git does not
  /// push by a token, or all is well.
  static func workflows(_ account: GHAccount, host: String, origin: String) -> Finding? {
    guard origin.lowercased().hasPrefix("http"), let scopes = account.scopes, !scopes.contains("workflow") else {
      return nil
    }
    return Finding(.scopes, .workflowScopeMissing(host), grade: .warning)
  }

  private static func clock(_ account: GHAccount, now: Date) -> [Finding] {
    guard let clock = account.clock else { return [] }
    let off = Int(now.timeIntervalSince1970) - clock
    if abs(off) <= clockLimit { return [.ok(.clock, "the clock agrees with GitHub's")] }
    let span = TimeText.span(Double(abs(off)))
    return [
      .warning(
        .clock, "the clock is \(span) \(off > 0 ? "ahead of" : "behind") GitHub's", fix: "turn on time synchronisation")
    ]
  }

  /// `isHere`: whether the operator's clone is at hand.
  static func labels(_ missing: [String], isHere: Bool = true) -> Finding {
    if missing.isEmpty { return .ok(.labels, "all labels are there") }
    return .warning(
      .labels, "labels are missing, and kb run would create them: \(missing.joined(separator: ", "))",
      fix: isHere ? "kb init --labels" : "kb init --labels, in a clone of it")
  }
}
