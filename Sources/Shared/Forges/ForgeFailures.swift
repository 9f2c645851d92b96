#if canImport(FoundationEssentials)
  package import FoundationEssentials
#else
  package import Foundation
#endif
package import KBFailures
import KBText

/// Failures of GitHub and of `gh`.
extension ExpectedFailure {
  package static func forgeNotLoggedIn(_ host: String, why: String? = nil) -> ExpectedFailure {
    ExpectedFailure(
      .forgeNotLoggedIn, "gh is not logged in to \(host).", why: why, fix: "gh auth login --hostname \(host)")
  }

  package static func forgeForbidden(_ what: String, why: String) -> ExpectedFailure {
    ExpectedFailure(
      .forgeForbidden, "GitHub refused to \(what).", why: why,
      fix: "check the account and its rights on the repository: gh auth status")
  }

  package static func forgeNotFound(_ what: String, why: String) -> ExpectedFailure {
    ExpectedFailure(
      .forgeNotFound, "GitHub can't find it: \(what).", why: why,
      fix: "check origin's address and the account's rights: gh repo view")
  }

  package static func forgeInvalid(_ what: String, why: String) -> ExpectedFailure {
    ExpectedFailure(
      .forgeInvalid, "GitHub would not \(what).", why: why, fix: "correct what GitHub names, then run again")
  }

  package static func forgeUnavailable(_ what: String, why: String) -> ExpectedFailure {
    ExpectedFailure(
      .forgeUnavailable, "GitHub did not answer when asked to \(what).", why: why,
      fix: "look at https://www.githubstatus.com and the network, then run again")
  }

  /// Also where only a few entries are asked for at once.
  package static func forgeQueryTooBig(_ what: String, why: String) -> ExpectedFailure {
    ExpectedFailure(
      .forgeQueryTooBig, "it is too much for GitHub to \(what) at once.", why: why,
      fix: "run again later; if it happens again, make the PRD smaller: fewer sub-issues, shorter texts, fewer comments"
    )
  }

  /// The server lacks something of GitHub's API that krutrimbox can't do without.
  package static func forgeServerTooOld(_ host: String, why: String) -> ExpectedFailure {
    ExpectedFailure(
      .forgeServerTooOld, "\(host) lacks features of GitHub that krutrimbox needs.", why: why,
      fix:
        "ask for an update of GitHub Enterprise Server to 3.17 or newer, or keep the plan in files: kb run --forge local"
    )
  }

  package static func forgeRateLimited(_ why: String, until: Date?) -> ExpectedFailure {
    ExpectedFailure(
      .forgeRateLimited, "GitHub's rate limit is used up.", why: why,
      fix: "wait until \(until.map(TimeText.clock) ?? "the limit is over"), then run again; kb run waits by itself "
        + "unless its deadline comes first",
      until: until)
  }

  package static func forgeAnswerUnreadable(_ what: String, why: String) -> ExpectedFailure {
    ExpectedFailure(
      .forgeAnswerUnreadable, "GitHub gave an unreadable answer when asked to \(what).", why: why,
      fix: "run again; if it happens again, update gh")
  }
}
