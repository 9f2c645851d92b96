import KBDomain
import KBFailures
import KBSandboxes
import KBSystem
import KBText

/// What the answers from inside a sandbox mean. Pure. Each returns one line for a row that is well.
struct SmokeJudge {
  /// What a person does where the sandbox program itself is to blame.
  let upgrade: String

  /// Arguments that shells, clients and servers have lost or changed.
  static let arguments = [
    "two words", "  spaces at both ends  ", "quote ' and \"double\"", "line\nbreak\n", "Grüße 🦆", "", "-n", "--",
    "--flag=value", "$HOME", "$(id)", "`id`", "*", "~", "a\\b\\n", "tab\t", "%s %d", "NAME=value", ";", "&&", "!",
  ]

  /// More than a pipe holds, without a newline at its end.
  static let input = String(repeating: "krutrimbox: Grüße, a line of standard input\n", count: 1600) + "no newline"

  /// Lines of 64 bytes that come to 1 MiB.
  static let outputLines = 16_384

  /// Exit statuses: success, sbx's own for every failure of its own, and two of nobody's.
  static let statuses: [Int32] = [0, 1, 3, 42]

  func answer(_ answer: SmokeAnswer, mark: String) throws(ExpectedFailure) -> String {
    guard answer.says("here \(mark)") else {
      throw unfaithful("does not give back what a command prints", nil)
    }
    return "a command inside answers"
  }

  /// `tree` is that of the host's HEAD.
  func clone(_ answer: SmokeAnswer, tree: String) throws(ExpectedFailure) -> String {
    guard !answer.says("missing"), let found = answer.values("tree").first, !found.isEmpty else {
      throw .sandboxUnfaithful(
        "has an empty clone", why: "there is no commit in the folder of the checkout (docker/sbx-releases#460)",
        fix: "git rev-parse --is-shallow-repository; true: git fetch --unshallow; else: \(upgrade)")
    }
    guard found == tree else {
      throw unfaithful("has other content than your HEAD", "tree \(found), and HEAD has \(tree)")
    }
    let changed = answer.values("changed").first.flatMap { Int($0) } ?? 0
    guard changed == 0 else {
      throw .sandboxUnfaithful(
        "has \(CountText.of(changed, "file")) that git calls changed at once",
        fix: "see .gitattributes: filters and line endings must give the same files in a fresh clone")
    }
    if answer.says("source writable") {
      throw .sandboxLeaks("can write your own repository, at /run/sandbox/source", fix: upgrade)
    }
    return "the clone is a private one, with the files of HEAD"
  }

  func arguments(_ answer: SmokeAnswer) throws(ExpectedFailure) -> String {
    let found = answer.values("argument")
    let wanted = Self.arguments.map { Self.hex($0) }
    guard found.count == wanted.count else {
      throw unfaithful("gets \(found.count) of \(wanted.count) arguments", nil)
    }
    if let wrong = wanted.indices.first(where: { found[$0] != wanted[$0] }) {
      throw unfaithful(
        "changes arguments", "`\(Self.arguments[wrong])` arrived as the bytes \(found[wrong].prefix(80))")
    }
    return "\(wanted.count) odd arguments arrive byte for byte"
  }

  func input(_ answer: SmokeAnswer) throws(ExpectedFailure) -> String {
    let wanted = Self.hex(Self.input)
    guard let found = answer.values("input").first else {
      throw unfaithful("loses the output of a command that reads standard input", nil)
    }
    guard found == wanted else {
      throw unfaithful("loses standard input", "\(found.count / 2) of \(wanted.count / 2) bytes arrived, or others")
    }
    return "\(wanted.count / 2) bytes of standard input arrive, and their end"
  }

  func output(_ answer: SmokeAnswer) throws(ExpectedFailure) -> String {
    let found = answer.all
    guard found.count == Self.outputLines else {
      throw unfaithful("loses output", "\(found.count) of \(Self.outputLines) lines arrived")
    }
    for (index, line) in found.enumerated() where Int(line) != index + 1 || line.utf8.count != 51 {
      throw unfaithful("changes output", "line \(index + 1) arrived as: \(line.prefix(80))")
    }
    return "1 MiB of output arrives complete"
  }

  /// `ends` of the commands that ended with `statuses`, in that order; `isTold` whether the backend tells a sandbox that
  /// is not there from a command that failed.
  func status(_ ends: [CommandResult.End], isTold: Bool) throws(ExpectedFailure) -> String {
    for (wanted, end) in zip(Self.statuses, ends) where end != .exited(.code(value: wanted)) {
      throw unfaithful("changes exit statuses", "\(wanted) arrived as \(Self.text(of: end))")
    }
    guard isTold else { throw unfaithful("that is not there looks like a command that failed", nil) }
    let names = Self.statuses.map { String($0) }.joined(separator: ", ")
    return "exit statuses \(names) arrive, and differ from failures of the sandbox"
  }

  /// `mark` is the value of a variable that the client had; `secrets` are values of the host's by the names of their
  /// variables. Nothing of a value is ever told.
  func environment(
    _ answer: SmokeAnswer, mark: String, secrets: [String: String]
  ) throws(ExpectedFailure) -> String {
    let lines = answer.values("env")
    guard lines.contains(where: { $0.hasPrefix("PATH=") }) else {
      throw unfaithful("does not tell its environment", nil)
    }
    if lines.contains(where: { $0.contains(mark) }) {
      throw .sandboxLeaks("gets the variables of whoever calls it", fix: upgrade)
    }
    for (name, value) in secrets.sorted(by: { $0.key < $1.key }) where lines.contains(where: { $0.contains(value) }) {
      throw .sandboxLeaks(
        "has the value of \(name) inside", fix: "start kb without \(name) in its environment; \(upgrade)")
    }
    if let line = lines.first(where: Redaction.holdsToken) {
      let name = SafeText.cut(SafeText.line(String(line.prefix { $0 != "=" })), to: 60)
      throw .sandboxLeaks(
        "has a token inside, in \(name)", fix: "take \(name) out of the template or of sandbox settings")
    }
    if lines.contains(where: { $0.hasPrefix("SSH_AUTH_SOCK=") && $0 != "SSH_AUTH_SOCK=" }) {
      throw .sandboxLeaks(
        "has an SSH agent of the host inside: what runs there could push",
        fix: SbxVersion.stopForwarding)
    }
    return "no variable, token or SSH agent of the host is inside"
  }

  /// After a commit by plain git. `identity` is who commits on the host.
  func commit(_ answer: SmokeAnswer, identity: GitIdentity) throws(ExpectedFailure) -> String {
    let wanted = "\(identity.name) <\(identity.email)>"
    guard answer.values("author").first == wanted else {
      throw unfaithful("commits as somebody else", "the commit is by \(answer.values("author").first ?? "nobody")")
    }
    return "git commits inside, as you"
  }

  /// `before` is from a new command before the stop, `after` from one after it.
  func restart(before: SmokeAnswer, after: SmokeAnswer) throws(ExpectedFailure) -> String {
    guard after.says("file kept") else { throw unfaithful("loses files when it stops", nil) }
    guard !after.says("process lives") else { throw unfaithful("keeps processes running after a stop", nil) }
    return before.says("process lives")
      ? "a stop ends what runs inside, and keeps files"
      : "a stop keeps files; what ran inside had ended with its command"
  }

  private func unfaithful(_ what: String, _ why: String?) -> ExpectedFailure {
    .sandboxUnfaithful(what, why: why, fix: upgrade)
  }

  static func hex(_ text: String) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: text.utf8.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  static func text(of end: CommandResult.End) -> String {
    switch end {
    case .exited(let status): "\(status)"
    case .outOfTime, .silent, .flooded: "no end"
    case .stopped: "a stop"
    }
  }
}
