/// What git's words say of an origin that did not answer. Pure.
///
/// Sources of the texts: git's http.c, remote-curl.c, connect.c and pkt-line.c; curl's lib/strerror.c; OpenSSH's
/// sshconnect.c, packet.c and kex.c; getaddrinfo(3) of glibc and of Darwin; what GitHub prints itself stands beside its
/// row.
package enum OriginTrouble: Equatable, Sendable {
  /// It comes back by itself.
  case passing
  /// The host's name is not known: the network is down, or the address is wrong.
  case unresolved
  /// No further try can change it; what does.
  case refused(remedy: String)
  /// git says nothing that is known.
  case unknown

  /// By what git printed, or why it printed nothing.
  package static func of(_ words: String) -> OriginTrouble {
    let text = words.lowercased()
    for row in refusals where row.signs.contains(where: text.contains) {
      return .refused(remedy: row.remedy + "; then: git ls-remote origin")
    }
    if passingSigns.contains(where: text.contains) { return .passing }
    return unresolvedSigns.contains(where: text.contains) ? .unresolved : .unknown
  }

  private struct Row {
    let signs: [String]
    let remedy: String
  }

  private static let refusals = [
    // desktop/desktop#13637, #9055; docs.github.com "Authorizing a personal access token for use with single sign-on".
    Row(
      signs: ["saml sso", "saml single sign-on", "organization saml"],
      remedy: "let your login into the organisation: open the address that GitHub names, or gh auth refresh; a key of "
        + "ssh: Configure SSO at https://github.com/settings/keys"),
    // docs.github.com "Archiving repositories".
    Row(
      signs: ["archived so it is read-only"],
      remedy: "the repository is archived: gh repo unarchive, or give origin another address"),
    // greenkeeperio/greenkeeper-lockfile#103.
    Row(
      signs: ["marked as read only"],
      remedy: "the key may only read: allow it to write (gh repo deploy-key list), or use a key of your own"),
    Row(
      signs: ["permission to ", "write access to repository not granted", "write access to this repository"],
      remedy: "git's login may not write here: let git use that of gh (gh auth setup-git, gh auth status), or ask for "
        + "the right to push"),
    // docs.github.com "Managing allowed IP addresses for your organization".
    Row(
      signs: ["ip allow list"],
      remedy: "the organisation lets other networks in only: use its network"),
    Row(
      signs: [
        "could not read username", "could not read password", "authentication failed", "terminal prompts disabled",
        "returned error: 401", "invalid username or token", "support for password authentication was removed",
      ],
      remedy: "let git ask gh for the login: gh auth setup-git"),
    Row(
      signs: ["permission denied (", "too many authentication failures", "sign_and_send_pubkey"],
      remedy: "load your key into the ssh agent: ssh-add"),
    Row(
      signs: ["host key verification failed", "remote host identification has changed"],
      remedy: "connect once by hand to accept the host's key: ssh -T git@github.com, or the host of your origin"),
    Row(
      signs: ["dubious ownership", "unsafe repository ("],
      remedy: "origin's folder belongs to another user: git config --global --add safe.directory FOLDER, or chown it"),
    Row(
      signs: ["ssl certificate problem", "certificate verification failed", "certificate verify failed"],
      remedy:
        "git does not trust the host's certificate: install the certificate of your network (http.sslCAInfo), and "
        + "look at the clock"),
    Row(
      signs: [
        "repository not found", "' not found", "access denied or repository not exported", "returned error: 404",
      ],
      remedy: "it is not there, or hidden from this login: git remote get-url origin, gh auth status, gh auth setup-git"
    ),
    Row(
      signs: [
        "does not appear to be a git repository", "does not exist", "no such file or directory",
        "is not a git command", "url rejected", "unsupported protocol", "no path specified", "strange hostname",
        "transport '", "unable to find remote helper",
      ],
      remedy: "the address is wrong: git remote set-url origin ADDRESS"),
    // GitHub says the reason in lines of its own, where there is one.
    Row(
      signs: ["returned error: 403"],
      remedy: "git's login may not do this here: gh auth status, gh auth setup-git"),
  ]

  private static let passingSigns = [
    "returned error: 5", "returned error: 429", "returned error: 408", "http 5", "http 429", "internal server error",
    "connection reset", "connection was reset", "timed out", "timeout", "connection refused", "failed to connect",
    "couldn't connect to server", "network is unreachable", "no route to host", "host is down", "network is down",
    "early eof", "unexpected eof", "rpc failed", "was not closed cleanly", "hung up unexpectedly",
    "unexpected disconnect", "kex_exchange_identification", "connection closed by", "banner exchange", "broken pipe",
    "ssl_read", "ssl_error_syscall", "ssl connect error", "gnutls_handshake", "gnutls recv error",
    "tls connection was non-properly terminated", "empty reply from server", "transfer closed", "recv failure",
    "send failure", "temporary failure in name resolution", "expected flush after ref listing",
    "it took longer than", "it was silent for",
  ]

  private static let unresolvedSigns = [
    "could not resolve host", "name or service not known", "nodename nor servname provided",
    "no address associated with hostname",
  ]
}
