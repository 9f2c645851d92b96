import KBDomain
import KBFailures
import KBSandboxes
import KBSystem
import TestSupport
import Testing

@Suite("Opening a Docker Sandbox")
struct DockerSandboxTests {
  let spec = SandboxSpec(
    name: "krutrimbox-prd-7-codex", repository: "/r", agent: .codex, template: "krutrimbox-codex:pnpm", cpus: 2,
    memory: 2048)
  let listed = #"{"sandboxes":[{"name":"krutrimbox-prd-7-codex","status":"stopped","workspaces":["/r"]}]}"#
  let none = #"{"sandboxes":[]}"#
  let taken = "ERROR: sandbox \"krutrimbox-prd-7-codex\" already exists for this workspace"

  private func code(_ effects: AnsweringEffects) -> FailureCode? {
    do {
      _ = try DockerSandbox(effects: effects, stateRoot: "/nowhere").open(spec)
      return nil
    } catch {
      return (error as? ExpectedFailure)?.code
    }
  }

  @Test("takes one list and one create")
  func takesList() throws {
    let effects = AnsweringEffects(.printed(none), .printed("ok"))
    #expect(try DockerSandbox(effects: effects, stateRoot: "/nowhere").open(spec) == .created)
    #expect(effects.commands == [Sbx.list, Sbx.create(spec)])
  }

  @Test("tells of a creation before it begins, and of no other")
  func tellsCreation() throws {
    var told: [[Command]] = []
    let effects = AnsweringEffects(.printed(none), CommandResult(end: .outOfTime(.seconds(60))), .printed(listed))
    let sandbox = DockerSandbox(effects: effects, stateRoot: "/nowhere")
    #expect(throws: ExpectedFailure.self) { try sandbox.open(spec) { told.append(effects.commands) } }
    #expect(try sandbox.open(spec) { told.append(effects.commands) } == .reused)
    #expect(told == [[Sbx.list]])
  }

  @Test("reuses a listed one with one list, also a stopped one")
  func reusesListed() throws {
    let effects = AnsweringEffects(.printed(listed))
    #expect(try DockerSandbox(effects: effects, stateRoot: "/nowhere").open(spec) == .reused)
    #expect(effects.commands == [Sbx.list])
  }

  @Test("reuses one that the list hides, when it answers")
  func reusesList() throws {
    let effects = AnsweringEffects(.printed(none), .failed(1, taken), .printed(""))
    #expect(try DockerSandbox(effects: effects, stateRoot: "/nowhere").open(spec) == .reused)
  }

  @Test("says that a name is leaked when create refuses it and nothing answers to it")
  func saysName() throws {
    let effects = AnsweringEffects(.printed(none), .failed(1, taken), .failed(1, "ERROR: no sandbox named 'x'"))
    let failure = #expect(throws: ExpectedFailure.self) {
      _ = try DockerSandbox(effects: effects, stateRoot: "/nowhere").open(spec)
    }
    #expect(failure?.code == .sandboxFailed)
    #expect(failure?.fix.contains("rm --force krutrimbox-prd-7-codex") == true)
    #expect(effects.commands.count == 3)
  }

  @Test("does not create when the list can't be had")
  func createList() {
    let effects = AnsweringEffects(.failed(1, "boom"), .printed("what?"), .failed(1, "boom"))
    #expect(code(effects) == .sandboxListUnreadable)
    #expect(effects.commands == [Sbx.list, Sbx.list, Sbx.list])
    #expect(effects.waits.count == 2)
  }

  @Test("does not try again what can't pass by itself")
  func tryAgain() {
    #expect(code(AnsweringEffects(CommandResult(end: .outOfTime(.seconds(60))))) == .sandboxOutOfTime)
    #expect(code(AnsweringEffects(.failed(1, "You are not authenticated to Docker"))) == .sandboxNotLoggedIn)
  }

  @Test("tries a create again that failed for no known reason")
  func triesCreate() throws {
    let effects = AnsweringEffects(.printed(none), .failed(1, "request failed: EOF"), .printed("ok"))
    #expect(try DockerSandbox(effects: effects, stateRoot: "/nowhere").open(spec) == .created)
  }

  @Test("refuses one that another checkout made")
  func refusesAnother() {
    let other = listed.replacing("/r", with: "/elsewhere")
    #expect(code(AnsweringEffects(.printed(other))) == .sandboxFailed)
  }

  @Test("ends with the run when it is stopped")
  func endsRun() {
    let effects = AnsweringEffects(CommandResult(end: .stopped))
    #expect(throws: StopRequested.self) { try DockerSandbox(effects: effects, stateRoot: "/nowhere").open(spec) }
  }
}

@Suite("Ending and checking Docker Sandboxes")
struct DockerSandboxEndTests {
  let spec = SandboxSpec(
    name: "krutrimbox-prd-7-codex", repository: "/a folder/r", agent: .codex, template: "krutrimbox-codex:pnpm",
    cpus: 2, memory: 2048)

  @Test("one that is gone is stopped and removed")
  func goneStopped() throws {
    for text in ["ERROR: no sandbox named 'krutrimbox-prd-7-codex'", "Error: sandbox 'x' not found"] {
      let effects = AnsweringEffects(.failed(1, text), .failed(1, text))
      let sandbox = DockerSandbox(effects: effects, stateRoot: "/nowhere")
      try sandbox.stop(spec)
      try sandbox.remove(spec)
      #expect(effects.commands == [Sbx.stop(spec.name), Sbx.remove(spec.name)])
    }
  }

  @Test("only its own answer says that one is gone")
  func ownAnswer() throws {
    func isGone(_ text: String) throws -> Bool {
      try DockerSandbox(effects: AnsweringEffects(.failed(1, text)), stateRoot: "/nowhere").isGone(spec)
    }
    #expect(try isGone("ERROR: no sandbox named 'krutrimbox-prd-7-codex'"))
    #expect(try !isGone("ERROR: failed to connect to sandboxd: connection refused"))
    #expect(throws: ExpectedFailure.self) { try isGone("ERROR: You are not authenticated to Docker") }
  }

  @Test("a stop that keeps failing is told")
  func stopKeeps() {
    let effects = AnsweringEffects(.failed(1, "a"), .failed(1, "b"), .failed(1, "c"))
    let failure = #expect(throws: ExpectedFailure.self) {
      try DockerSandbox(effects: effects, stateRoot: "/nowhere").stop(spec)
    }
    #expect(failure?.code == .sandboxFailed)
    #expect(failure?.why == "c")
  }

  @Test("only krutrimbox's own are listed")
  func krutrimboxsOwn() throws {
    let text = #"{"sandboxes":[{"name":"krutrimbox-b"},{"name":"mine"},{"name":"krutrimbox-a"}]}"#
    let sandbox = DockerSandbox(effects: AnsweringEffects(.printed(text)), stateRoot: "/nowhere")
    #expect(try sandbox.list() == ["krutrimbox-a", "krutrimbox-b"])
  }

  @Test("a template of krutrimbox must be loaded, one of a registry need not")
  func templateKrutrimbox() throws {
    let empty = CommandResult.printed(#"{"images":[]}"#)
    func sandbox() -> DockerSandbox {
      DockerSandbox(effects: AnsweringEffects(version, healthy, policy, empty), stateRoot: "/nowhere")
    }
    let failure = #expect(throws: ExpectedFailure.self) { try sandbox().check(spec) }
    #expect(failure?.code == .templateMissing)
    var other = spec
    other.template = "docker/sandbox-templates:codex"
    try sandbox().check(other)
  }

  @Test("an older version's template table is read as well")
  func olderVersions() throws {
    let effects = AnsweringEffects(
      version, healthy, policy, .failed(1, "unknown flag: --json"),
      .printed("docker.io/library/krutrimbox-codex pnpm\n"))
    try DockerSandbox(effects: effects, stateRoot: "/nowhere").check(spec)
  }

  @Test("the self-diagnosis is asked in the words of the version, which is asked once")
  func selfDiagnosis() throws {
    for (told, flag) in [("0.47.0", "--output"), ("0.48.0", "--format")] {
      let effects = AnsweringEffects(.printed("sbx version: v\(told) abc"), healthy, policy, .printed(rows))
      try DockerSandbox(effects: effects, stateRoot: "/nowhere").check(spec)
      #expect(effects.commands.map { $0.arguments[0] } == ["version", "diagnose", "policy", "template"])
      #expect(effects.commands[1].arguments == ["diagnose", flag, "json"])
    }
  }

  @Test("a daemon of another version is found before the night")
  func daemonAnother() {
    let mismatch = #"{"checks":[{"name":"Version match","status":"fail","message":"client v0.48.0, daemon v0.47.0"}]}"#
    let effects = AnsweringEffects(version, CommandResult(end: .exited(.code(value: 1)), output: mismatch))
    let failure = #expect(throws: ExpectedFailure.self) {
      try DockerSandbox(effects: effects, stateRoot: "/nowhere").check(spec)
    }
    #expect(failure?.code == .sandboxDaemonOutdated && failure?.fix.hasPrefix("sbx daemon restart") == true)
  }

  @Test("a template that no registry gives is asked for once")
  func templateRegistry() {
    var other = spec
    other.template = "ghcr.io/acme/agents:1"
    let refused = "9a3bab17aae9: Already exists\nERROR: request failed: 403 Forbidden: pull failed for image \"x\"\n"
    let effects = AnsweringEffects(.printed("[]"), .failed(1, refused))
    let failure = #expect(throws: ExpectedFailure.self) {
      try DockerSandbox(effects: effects, stateRoot: "/nowhere").open(other)
    }
    #expect(failure?.code == .templateNotPulled && failure?.why?.hasPrefix("ERROR: ") == true)
    #expect(effects.commands == [Sbx.list, Sbx.create(other)] && effects.waits.isEmpty)
  }

  private var rows: String { #"[{"repository":"docker.io/library/krutrimbox-codex","tag":"pnpm"}]"# }
  private var version: CommandResult { .printed("sbx version: v0.43.0 abc") }
  private var healthy: CommandResult { .printed(#"{"version":"0.43.0","checks":[]}"#) }
  private var policy: CommandResult { .printed("balanced") }
  private var template: CommandResult { .printed("docker.io/library/krutrimbox-codex pnpm\n") }

  @Test("a stop that fails is tried again while the run is being stopped, without a pause")
  func stopFails() throws {
    let effects = AnsweringEffects(.failed(1, "request failed: EOF"), .failed(1, "request failed: EOF"), .printed("ok"))
    effects.isStopping = true
    try DockerSandbox(effects: effects, stateRoot: "/nowhere").stop(spec)
    #expect(effects.commands.count == 3 && effects.waits.isEmpty)
  }

  @Test("a version whose other answers are unknown is let pass")
  func versionOther() throws {
    let effects = AnsweringEffects(
      .failed(1, "unknown command"), .failed(1, "unknown command"), .failed(1, "unknown command"), template, template)
    try DockerSandbox(effects: effects, stateRoot: "/nowhere").check(spec)
  }

  @Test("a diagnosis that takes too long is let pass, a version that does is a daemon that hangs")
  func diagnosisTakes() throws {
    let hangs = CommandResult(end: .outOfTime(.seconds(60)))
    let slow = AnsweringEffects(version, hangs, policy, template, template)
    try DockerSandbox(effects: slow, stateRoot: "/nowhere").check(spec)
    let stuck = AnsweringEffects(hangs)
    let failure = #expect(throws: ExpectedFailure.self) {
      try DockerSandbox(effects: stuck, stateRoot: "/nowhere").check(spec)
    }
    #expect(failure?.code == .sandboxOutOfTime)
    #expect(stuck.commands.count == 1)
  }

  @Test("a missing login, a missing policy and an old version are found after an unknown answer")
  func missingLogin() {
    let unknown = CommandResult.failed(1, "unknown command")
    let cases: [(FailureCode, [CommandResult])] = [
      (.sandboxNotLoggedIn, [unknown, .failed(1, "ERROR: You are not authenticated to Docker"), policy]),
      (.networkPolicyMissing, [unknown, unknown, .failed(1, "ERROR: global network policy has not been initialized")]),
      (.programTooOld, [.printed("sbx version: v0.30.1 abc"), healthy, policy]),
    ]
    for (code, answers) in cases {
      let effects = AnsweringEffects(answers[0], answers[1], answers[2], template)
      let failure = #expect(throws: ExpectedFailure.self) {
        try DockerSandbox(effects: effects, stateRoot: "/nowhere").check(spec)
      }
      #expect(failure?.code == code)
    }
  }

  @Test("people get commands that they can paste")
  func peopleGet() {
    let help = DockerSandbox(effects: AnsweringEffects(), stateRoot: "/nowhere").commandsForPeople(spec)
    #expect(
      help.inspect == "sbx exec -w '/a folder/r' krutrimbox-prd-7-codex -- git status --short --branch")
    #expect(help.remove == "sbx rm --force krutrimbox-prd-7-codex")
  }
}
