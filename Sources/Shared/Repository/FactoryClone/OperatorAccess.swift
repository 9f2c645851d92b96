import KBSystem

/// How git reaches origin: as the operator has set it up in the clone that `kb` was started in, told to ask for nothing.
/// It is read when the first command needs it, and given to commands through their environment: it may hold passwords,
/// which neither a file of krutrimbox's nor an argument shows.
final class OperatorAccess {
  /// The operator's clone; nil where there is none, or it is not theirs to trust.
  private let clone: String?
  /// The host that `gh` gives the login for; nil where git's own configuration says how.
  private let credentialHost: String?
  private var known: [String: String]?

  init(of clone: String?, credentialHost: String? = nil) {
    self.clone = clone
    self.credentialHost = credentialHost
  }

  /// Whether it matters to git with these arguments.
  func isNeeded(by arguments: [String]) -> Bool {
    ["ls-remote", "fetch", "push"].contains(arguments.first)
      || clone != nil && ["commit-tree", "var"].contains(arguments.first)
  }

  /// The variables for git in `folder`. Throws `StopRequested`.
  func variables(in folder: String, _ effects: any Effects) throws -> [String: String] {
    if let known { return known }
    let environment = effects.environment
    let variables: [String: String]
    if let clone, clone != folder {
      let told = try Self.settings(in: clone, effects)
      let others = told.hasConditions ? try Self.settings(in: folder, effects) : nil
      variables = Self.variables(told, beside: others, of: clone, environment)
    } else {
      let ssh = try SSHCommand.variables(environment) {
        try Self.settings(in: folder, effects).value("core.sshcommand")
      }
      variables = Self.variables(ssh, credentialHost.map(Self.login) ?? [], environment)
    }
    known = variables
    return variables
  }

  /// Pure.
  static func variables(
    _ told: GitSettings, beside others: GitSettings?, of clone: String, _ environment: [String: String]
  ) -> [String: String] {
    var given = told.lacking(beside: others).map { entry in
      entry.key == "remote.origin.pushurl"
        ? (entry.key, OriginURL.absolute(entry.value, in: clone)) : (entry.key, entry.value)
    }
    let addresses = told.values("remote.origin.url")
    if let first = addresses.first {
      let (full, clean) = (OriginURL.absolute(first, in: clone), OriginURL.withoutCredentials(first))
      // The longest prefix that fits counts (git-config(1), url.<base>.insteadOf), and this is the whole address.
      if clean != first { given.append(("url.\(full).insteadof", clean)) }
    }
    // git pushes to all of them.
    if addresses.count > 1, told.value("remote.origin.pushurl") == nil {
      given += addresses.map { ("remote.origin.pushurl", OriginURL.absolute($0, in: clone)) }
    }
    return Self.variables(SSHCommand.variables(environment) { told.value("core.sshcommand") }, given, environment)
  }

  /// What `gh auth setup-git` writes for a host: an empty helper, which takes away those of less specific sections, and gh
  /// (github.com/cli/cli/pull/4246; gitcredentials(7), "CONFIGURATION OPTIONS").
  static func login(to host: String) -> [(String, String)] {
    ["", "!gh auth git-credential"].map { ("credential.https://\(host).helper", $0) }
  }

  private static func variables(
    _ ssh: [String: String], _ settings: [(String, String)], _ environment: [String: String]
  ) -> [String: String] {
    var (variables, given) = (ssh, settings)
    // The operator's own count as they would beside those of the clone: after them.
    let own = environment["GIT_CONFIG_COUNT"].flatMap { Int($0) } ?? 0
    given += (0..<max(0, min(own, 1000))).compactMap { index in
      guard let key = environment["GIT_CONFIG_KEY_\(index)"] else { return nil }
      return (key, environment["GIT_CONFIG_VALUE_\(index)"] ?? "")
    }
    for (index, (key, value)) in given.enumerated() {
      variables["GIT_CONFIG_KEY_\(index)"] = key
      variables["GIT_CONFIG_VALUE_\(index)"] = value
    }
    if !given.isEmpty { variables["GIT_CONFIG_COUNT"] = "\(given.count)" }
    return variables
  }

  /// Nothing where git lists nothing: origin then says what it lacks.
  private static func settings(in folder: String, _ effects: any Effects) throws -> GitSettings {
    let answer = try effects.run(Git.command(GitSettings.question, in: folder))
    if answer.end == .stopped { throw StopRequested() }
    return GitSettings(answer.succeeded ? answer.output : "")
  }
}
