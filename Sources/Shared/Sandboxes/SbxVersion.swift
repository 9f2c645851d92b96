package import KBDomain
package import KBFailures
import KBSystem
package import KBText

/// A version of Docker Sandboxes' CLI and all that depends on it: what speaks against a night with it, its flags, and
/// what people type. No other place knows versions. Pure.
///
/// Facts are from the release notes and the CLI reference at https://docs.docker.com/ai/sandboxes/release-notes/ and
/// https://docs.docker.com/reference/cli/sbx/; others name their source.
package struct SbxVersion: Equatable, Sendable, CustomStringConvertible {
  /// nil where the program does not tell it. It is then taken for one that is newer than all that are known.
  package let number: ProgramVersion?

  package init(_ number: ProgramVersion?) { self.number = number }

  /// The newest that is known here, and what people are told where the installed one is not known.
  package static let newest = SbxVersion(ProgramVersion(0, 48))

  /// From what `sbx version` prints: `sbx version: v0.34.0 d37fee3`, and in older versions `Client Version:  v0.27.0
  /// 30385d6` besides a line for the daemon (docker/sbx-releases#258, #77). Other lines, such as an update notice, name
  /// other versions.
  package init(printed text: String) {
    let line = text.split(whereSeparator: \.isNewline).first { line in
      let start = line.drop(while: \.isWhitespace).lowercased()
      return start.hasPrefix("sbx version") || start.hasPrefix("client version")
    }
    self.init(line.flatMap { ProgramVersion(in: $0) })
  }

  /// `0.46`, or `of an unknown version`.
  package var description: String { number?.description ?? "of an unknown version" }

  private func since(_ major: Int, _ minor: Int) -> Bool {
    number.map { $0 >= ProgramVersion(major, minor) } ?? true
  }

  // MARK: What speaks against it

  /// The first version that a run starts with (docs/adr/0025-oldest-docker-sandboxes.md).
  package static let oldest = ProgramVersion(0, 42)

  /// What a night with an older version would do, the worst first.
  private static let harm: [(below: ProgramVersion, what: String)] = [
    (ProgramVersion(0, 32), "it loses what commands in sandboxes print"),
    (ProgramVersion(0, 35), "it gives sandboxes the keys in this machine's environment variables"),
    (oldest, "a sandbox can get at this machine's files (CVE-2026-77179, CVE-2026-79994)"),
    (oldest, "a new sandbox finds the files of an old one of its name"),
  ]

  /// What a night with this version may meet, in versions that a run starts with.
  private static let traps: [(from: ProgramVersion, below: ProgramVersion, what: String)] = [
    (ProgramVersion(0, 42), ProgramVersion(0, 43), "lets a sandbox change the skills that all sandboxes share")
  ]

  /// Throws KB-M010, with the reasons, where no run may start with this version.
  package func requireUsable() throws(ExpectedFailure) {
    guard let number, number < Self.oldest else { return }
    let reasons = Self.harm.filter { number < $0.below }.map(\.what)
    throw .programTooOld(
      Sbx.program, number, wanted: Self.oldest, because: reasons.first,
      why: reasons.dropFirst().joined(separator: "\n"),
      fix: "\(Self.upgrade), then: sbx daemon restart")
  }

  /// One sentence about what a night with this version may meet; nil where nothing is known.
  package var warning: String? {
    guard let number, let trap = Self.traps.first(where: { $0.from <= number && number < $0.below }) else { return nil }
    return "\(Sbx.program) \(number) \(trap.what); \(trap.below) or newer does not"
  }

  /// What a person types to get a newer one.
  package static var upgrade: String {
    #if os(macOS)
      "brew upgrade sbx"
    #else
      "upgrade sbx with the package manager that it came from"
    #endif
  }

  // MARK: What it knows

  /// The flags that make `diagnose` print JSON, in the order in which they are tried.
  package var diagnoseFlags: [[String]] {
    let (format, output) = (["--format", "json"], ["--output", "json"])
    return since(0, 48) ? [format, output] : [output, format]
  }

  /// Whether `secret ls` has `--json`.
  package var listsSecretsAsJSON: Bool { since(0, 42) }

  /// Whether `settings` knows `ssh.agentForwardingEnabled`.
  package var knowsAgentForwarding: Bool { since(0, 42) }

  // MARK: What people type

  /// Stores a secret for all sandboxes. Before 0.38 that had to be asked for.
  package func storeSecret(_ service: String) -> String {
    "\(Sbx.program) secret set \(since(0, 38) ? "" : "-g ")\(service)"
  }

  /// Gives the agents in sandboxes a login: a subscription's, or an API key. Subscriptions log in as
  /// https://docs.docker.com/ai/sandboxes/agents/codex/ and …/claude-code/ say; the token stays on the host.
  package func logIn(_ agent: AgentName) -> String {
    let key = storeSecret(agent.secretService)
    switch agent {
    case .codex: return "for a subscription: \(key) --oauth; for an API key: \(key)"
    case .claude: return "for a subscription: sbx run claude, there /login; for an API key: \(key)"
    }
  }

  /// Chooses the network policy, once per machine.
  package var setPolicy: String { "\(Sbx.program) policy \(since(0, 34) ? "init" : "set-default") balanced" }

  /// Keeps this machine's SSH agent out of sandboxes.
  package static let stopForwarding =
    "\(Sbx.program) settings set ssh.agentForwardingEnabled false, then, while no sandbox is at work: "
    + "\(Sbx.program) daemon restart"
}
