import KBFailures

/// What a refusal of GitHub (403, 404, 451, or an error of GraphQL) is about, where it says so. The texts are GitHub's
/// own, as people have reported them.
enum GHRefusalKind: Equatable, Sendable {
  /// SAML single sign-on. GraphQL tells it as FORBIDDEN with `saml_failure` (fwouts/prmonitor#1042); the header
  /// `X-GitHub-SSO: required; url=…` has the address that grants access for an hour (docs.github.com, "Authenticating to
  /// the REST API").
  case singleSignOn
  /// cli/cli#12150.
  case addressNotAllowed
  /// gitbutlerapp/gitbutler#8594.
  case applicationNotAllowed
  /// Classic tokens (refined-github/refined-github#6951), and tokens that live too long (nodejs/nodejs.org#8531).
  case tokenNotAllowed
  /// A fine-grained token (googleapis/release-please#2146), or one without a scope, which `gh` says on its own where REST
  /// answers 404 (cli/cli, `api/client.go`).
  case permissionMissing
  case accountSuspended
  /// mmoayyed in k0shk0sh/FastHub#1272; cli/cli#14242.
  case archived
  /// By GitHub itself: 451, or 403 with this text.
  case blocked

  /// nil where it is about the account's own rights, or nothing is said. Pure.
  ///
  /// - Parameter text: `message` of the answer, or of its error.
  init?(_ text: String, status: Int?, type: String? = nil, isSAML: Bool = false) {
    let text = text.lowercased()
    if isSAML || type == "SAML_ERROR" || text.contains("saml enforcement") {
      self = .singleSignOn
    } else if text.contains("ip allow list enabled") {
      self = .addressNotAllowed
    } else if text.contains("oauth app access restrictions") {
      self = .applicationNotAllowed
    } else if text.contains("forbids access via a") {
      self = .tokenNotAllowed
    } else if type == "INSUFFICIENT_SCOPES" || text.contains("resource not accessible by")
      || text.contains("this api operation needs the")
    {
      self = .permissionMissing
    } else if text.contains("account was suspended") {
      self = .accountSuspended
    } else if text.contains("archived so is read-only") {
      self = .archived
    } else if status == 451 || text.contains("repository access blocked") {
      self = .blocked
    } else {
      return nil
    }
  }
}

extension GHResponse {
  /// The failure that a refusal is; nil where it says nothing of its own.
  ///
  /// - Parameter error: the error of a GraphQL answer; nil where the answer itself is the refusal.
  func refusal(_ what: String, host: String, _ error: GraphQLError? = nil) -> ExpectedFailure? {
    let isSAML = error.map(\.isSAML) ?? headers["x-github-sso"]?.hasPrefix("required")
    guard
      let kind = GHRefusalKind(
        error?.message ?? body + errors, status: status, type: error?.type, isSAML: isSAML ?? false)
    else { return nil }
    let why = error?.message ?? reason
    return switch kind {
    case .singleSignOn: .forgeSingleSignOn(host, why: why, address: ssoAddress(host))
    case .addressNotAllowed: .forgeAddressNotAllowed(what, why: why)
    case .applicationNotAllowed: .forgeApplicationNotAllowed(what, why: why, host)
    case .tokenNotAllowed: .forgeTokenNotAllowed(what, why: why, host)
    case .permissionMissing:
      .forgePermissionMissing(
        what, why: why, host, wanted: headers["x-accepted-github-permissions"].flatMap(Self.word))
    case .accountSuspended: .forgeAccountSuspended(host, why: why)
    case .archived: .forgeRepositoryClosed(what, why: why, fix: "gh repo unarchive, then run again")
    case .blocked:
      .forgeRepositoryClosed(what, why: why, fix: "GitHub has closed the repository: read what its page says")
    }
  }

  /// The address in `X-GitHub-SSO: required; url=https://github.com/orgs/acme/sso?authorization_request=…`, which people
  /// are told to open.
  private func ssoAddress(_ host: String) -> String? {
    guard let header = headers["x-github-sso"], let mark = header.firstRange(of: "url=") else { return nil }
    let address = header[mark.upperBound...].prefix { $0 != ";" && $0 != "," }
    return address.hasPrefix("https://\(host)/") ? Self.word(String(address)) : nil
  }

  /// Text of a header that people may be shown as it is.
  private static func word(_ text: String) -> String? {
    let isPlain =
      !text.isEmpty && text.utf8.count < 500 && text.utf8.allSatisfy { (0x21...0x7E).contains($0) || $0 == 0x20 }
    return isPlain ? text : nil
  }
}
