/// Which variables of the operator's environment a program gets: by list, so that a new secret is nobody's by default. For
/// `sbx`, whose daemon keeps what it is started with and whose sandboxes are offered keys that it finds; for `docker`; and for
/// `gh`. git and the `notify` program run what the operator has configured (helpers, ssh, signing), which may need anything:
/// they get all.
package enum ProgramEnvironment {
  /// What a command gets of the operator's variables, besides its own.
  package enum Inheritance: Equatable, Sendable {
    /// All: git and `notify` run what the operator has configured.
    case all
    /// What every program needs, and these: exact names, and beginnings of names, which end with `*`.
    case listed([String])
    case nothing

    /// What every program needs.
    package static let basics = Inheritance.listed([])
  }

  /// Exact names, and beginnings of names, which end with `*`.
  private static let everybody = [
    "PATH", "HOME", "USER", "LOGNAME", "SHELL", "TMPDIR", "TZ",
    // Language (locale(7)) and terminal.
    "LANG", "LANGUAGE", "LC_*", "LOCPATH", "LOCALE_ARCHIVE", "TERM", "COLORTERM", "COLUMNS", "NO_COLOR",
    // XDG Base Directory Specification; the session bus is where Linux keeps keyrings.
    "XDG_*", "DBUS_SESSION_BUS_ADDRESS",
    // Proxies and certificates, as curl(1), OpenSSL and nixpkgs name them.
    "http_proxy", "https_proxy", "all_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY",
    "SSL_CERT_FILE", "SSL_CERT_DIR", "NIX_SSL_CERT_FILE", "CURL_CA_BUNDLE",
    // CFString's encoding of the user, which Apple's frameworks read at start.
    "__CF_USER_TEXT_ENCODING",
  ]

  /// What of `environment` a command gets. Pure.
  package static func of(_ environment: [String: String], _ inheritance: Inheritance) -> [String: String] {
    var words = everybody
    switch inheritance {
    case .all: return environment
    case .nothing: return [:]
    case .listed(let own): words += own
    }
    let exact = Set(words.filter { !$0.hasSuffix("*") })
    let beginnings = words.filter { $0.hasSuffix("*") }.map { $0.dropLast() }
    return environment.filter { name, _ in
      exact.contains(name) || beginnings.contains(where: name.hasPrefix) || FaultPoints.passes(name)
    }
  }
}
