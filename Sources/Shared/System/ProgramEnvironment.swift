/// Which variables of the operator's environment a program gets: by list, so that a new secret is nobody's by default. For
/// `sbx`, whose daemon keeps what it is started with and whose sandboxes are offered keys that it finds; for `docker`; and for
/// `gh`. git and the `notify` program run what the operator has configured (helpers, ssh, signing), which may need anything:
/// they get all.
package enum ProgramEnvironment {
  /// What a command gets of the operator's variables, besides its own.
  package enum Inheritance: Sendable {
    /// What its program needs: its list, or all where it has none.
    case byProgram
    /// What every program needs.
    case basics
    case nothing
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

  /// What docker(1) names under "Environment variables" (https://docs.docker.com/reference/cli/docker/), and buildx's
  /// (https://docs.docker.com/build/building/variables/).
  private static let docker = [
    "DOCKER_API_VERSION", "DOCKER_CERT_PATH", "DOCKER_CONFIG", "DOCKER_CONTENT_TRUST", "DOCKER_CONTENT_TRUST_SERVER",
    "DOCKER_CONTEXT", "DOCKER_DEFAULT_PLATFORM", "DOCKER_HOST", "DOCKER_TLS", "DOCKER_TLS_VERIFY", "DOCKER_BUILDKIT",
    "BUILDKIT_*", "BUILDX_*",
  ]

  private static let additions: [String: [String]] = [
    // https://docs.docker.com/ai/sandboxes/troubleshooting/ names the sizes. No agent socket: sbx passes it on.
    Sbx.program: ["DOCKER_CONFIG", "DOCKER_CONTEXT", "DOCKER_HOST", "DOCKER_SANDBOXES_*"],
    // A daemon at ssh://… is reached with the operator's agent.
    SandboxTemplate.program: docker + ["SSH_AUTH_SOCK"],
    // https://cli.github.com/manual/gh_help_environment
    GH.program: ["GH_*", "GITHUB_TOKEN", "GITHUB_ENTERPRISE_TOKEN"],
  ]

  /// What of `environment` a program gets that is started under this name or path. Pure.
  package static func of(
    _ program: String, _ environment: [String: String], _ inheritance: Inheritance = .byProgram
  ) -> [String: String] {
    var words = everybody
    switch inheritance {
    case .nothing: return [:]
    case .basics: break
    case .byProgram:
      guard let own = program.split(separator: "/").last.flatMap({ additions[String($0)] }) else { return environment }
      words += own
    }
    let exact = Set(words.filter { !$0.hasSuffix("*") })
    let beginnings = words.filter { $0.hasSuffix("*") }.map { $0.dropLast() }
    return environment.filter { name, _ in
      exact.contains(name) || beginnings.contains(where: name.hasPrefix) || FaultPoints.passes(name)
    }
  }
}
