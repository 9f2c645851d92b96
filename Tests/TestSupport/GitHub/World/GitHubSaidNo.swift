/// GitHub's refusals that are not about one request, in its own words. Each text and shape was reported in public at the
/// place that is named.
package enum GitHubSaidNo: String, Codable, CaseIterable, Sendable {
  /// fwouts/prmonitor#1042 has the GraphQL answer with its header, cli/cli#2661 the text; docs.github.com,
  /// "Authenticating to the REST API", says that the header comes with a 403.
  case singleSignOn
  /// cli/cli#12150, aquasecurity/trivy#10567.
  case addressNotAllowed
  /// gitbutlerapp/gitbutler#8594.
  case applicationNotAllowed
  /// refined-github/refined-github#6951.
  case classicTokenNotAllowed
  /// nodejs/nodejs.org#8531, with `saml_failure` false.
  case tokenLivesTooLong
  /// googleapis/release-please#2146; the header is in docs.github.com, "Troubleshooting the REST API".
  case permissionMissing
  /// nodejs/nodejs.org#8531.
  case scopeMissing
  /// chaoss/augur, `workers/worker_git_integration.py`.
  case accountSuspended
  /// gatsbyjs/peril-gatsbyjs#62, cli/cli#14242.
  case archived
  /// docs.github.com, "GitHub's DMCA takedown policy": 451, with the text that chaoss/grimoirelab and codecov know.
  case blocked

  /// The answer, to GraphQL with status 200 where it comes from behind GraphQL's own door.
  func answer(isGraphQL: Bool) -> RESTAnswer {
    if isGraphQL, self != .accountSuspended {
      return RESTAnswer(
        body: [
          "data": ["repository": nil],
          "errors": [
            [
              "type": self == .scopeMissing ? "INSUFFICIENT_SCOPES" : "FORBIDDEN", "path": ["repository"],
              "extensions": ["saml_failure": .bool(self == .singleSignOn)],
              "locations": [["line": 4, "column": 13]], "message": .string(message),
            ]
          ],
        ], headers: headers)
    }
    let status = self == .blocked ? 451 : 403
    return RESTAnswer(
      status: status,
      body: [
        "message": .string(message), "documentation_url": "https://docs.github.com/rest",
        "status": .string(String(status)),
      ], headers: headers)
  }

  private var headers: [String: String] {
    switch self {
    case .singleSignOn:
      ["X-GitHub-SSO": "required; url=https://github.com/orgs/acme/sso?authorization_request=AZSCKL4D5OSXFG"]
    case .permissionMissing: ["X-Accepted-GitHub-Permissions": "issues=write; pull_requests=write"]
    case .addressNotAllowed, .applicationNotAllowed, .classicTokenNotAllowed, .tokenLivesTooLong, .scopeMissing,
      .accountSuspended, .archived, .blocked:
      [:]
    }
  }

  private var message: String {
    let credentials = "Although you appear to have the correct authorization credentials, the `acme` organization has "
    return switch self {
    case .singleSignOn:
      "Resource protected by organization SAML enforcement. You must grant your OAuth token access to this organization."
    case .addressNotAllowed:
      credentials + "an IP allow list enabled, and your IP address is not permitted to access this resource."
    case .applicationNotAllowed:
      credentials + "enabled OAuth App access restrictions, meaning that data access to third-parties is limited. For "
        + "more information on these restrictions, including how to enable this app, visit "
        + "https://docs.github.com/articles/restricting-access-to-your-organization-s-data/"
    case .classicTokenNotAllowed:
      "`acme` forbids access via a personal access token (classic). Please use a GitHub App, OAuth App, or a personal "
        + "access token with fine-grained permissions."
    case .tokenLivesTooLong:
      "The 'acme' enterprise forbids access via a fine-grained personal access tokens if the token's lifetime is greater "
        + "than 366 days. Please adjust your token's lifetime at the following URL: "
        + "https://github.com/settings/personal-access-tokens/13409736"
    case .permissionMissing: "Resource not accessible by personal access token"
    case .scopeMissing:
      "Your token has not been granted the required scopes to execute this query. The 'login' field requires one of the "
        + "following scopes: ['read:org'], but your token has only been granted the: [''] scopes."
    case .accountSuspended: "Sorry. Your account was suspended."
    case .archived: "Repository was archived so is read-only."
    case .blocked: "Repository access blocked"
    }
  }
}
