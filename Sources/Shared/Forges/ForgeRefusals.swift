package import KBFailures

/// Refusals of GitHub that are not about one request: the token, the account, the organisation, the repository.
extension ExpectedFailure {
  /// - Parameter address: where access is granted, for about an hour; nil where GitHub named none.
  package static func forgeSingleSignOn(_ host: String, why: String, address: String?) -> ExpectedFailure {
    let refresh = "gh auth refresh --hostname \(host)"
    return ExpectedFailure(
      .forgeSingleSignOn, "gh's login is not granted for the organisation's single sign-on.", why: why,
      fix: address.map { "open \($0) (good for an hour); later: \(refresh), and grant the organisation there" }
        ?? "\(refresh), and grant the organisation there; for a token of your own: Configure SSO at "
        + "https://\(host)/settings/tokens")
  }

  /// The organisation takes requests only from addresses that it lists.
  package static func forgeAddressNotAllowed(_ what: String, why: String) -> ExpectedFailure {
    organizationRefuses(
      what, why,
      fix: "run kb in a network that the organisation allows, or ask its owner to allow this machine's address")
  }

  /// The organisation has not approved the OAuth app that `gh` is.
  package static func forgeApplicationNotAllowed(_ what: String, why: String, _ host: String) -> ExpectedFailure {
    organizationRefuses(
      what, why, fix: "gh auth refresh --hostname \(host), and request the organisation's approval of GitHub CLI there")
  }

  /// The organisation does not take this kind of token.
  package static func forgeTokenNotAllowed(_ what: String, why: String, _ host: String) -> ExpectedFailure {
    organizationRefuses(
      what, why, fix: "gh auth login --hostname \(host), or make a token of the kind that the organisation allows")
  }

  private static func organizationRefuses(_ what: String, _ why: String, fix: String) -> ExpectedFailure {
    ExpectedFailure(
      .forgeOrganizationRefuses, "The organisation's rules forbid to \(what).", why: why, fix: fix)
  }

  /// - Parameter wanted: what GitHub says would be enough, such as `issues=write`; nil where it does not say.
  package static func forgePermissionMissing(
    _ what: String, why: String, _ host: String, wanted: String?
  ) -> ExpectedFailure {
    ExpectedFailure(
      .forgePermissionMissing, "gh's token may not \(what).", why: why,
      fix: "give the token \(wanted ?? "contents, issues and pull requests: read and write") for the repository, or: "
        + "gh auth refresh --hostname \(host) --scopes repo,read:org")
  }

  /// The token lacks scopes that krutrimbox wants.
  package static func forgeScopesMissing(_ host: String, _ scopes: [String]) -> ExpectedFailure {
    let names = scopes.joined(separator: ",")
    return ExpectedFailure(
      .forgePermissionMissing, "gh's login lacks the scope \(names).",
      fix: "gh auth refresh --hostname \(host) --scopes \(names)")
  }

  package static func forgeAccountSuspended(_ host: String, why: String) -> ExpectedFailure {
    ExpectedFailure(
      .forgeAccountSuspended, "The account that gh is logged in to \(host) with is suspended.", why: why,
      fix: "ask GitHub's support, or log in with another account: gh auth login --hostname \(host)")
  }

  /// Nothing can be written to the repository: it is archived, or closed by GitHub.
  package static func forgeRepositoryClosed(_ what: String, why: String, fix: String) -> ExpectedFailure {
    ExpectedFailure(.forgeRepositoryClosed, "The repository is closed: GitHub would not \(what).", why: why, fix: fix)
  }
}
