import Foundation
import KBDomain
import KBFailures
import KBSandboxes
import KBSystem
import TestSupport
import Testing

/// Docker Sandboxes with the surprises that the real ones have.
@Suite("Docker Sandboxes that misbehave", .onOwnThread)
struct SandboxTrapTests {
  /// An issue's work comes to the host, whatever is in the way.
  private func deliver(_ ground: SandboxGround) throws {
    _ = try ground.backend.open(ground.spec)
    try ground.prepare()
    try ground.sh("echo two >file.txt")
    let snapshot = try ground.workspace.snapshot(base: ground.base, label: "run-1")
    try ground.workspace.fetch(snapshot, into: "refs/krutrimbox/prd-7/snapshot")
    #expect(try ground.git(["show", "refs/krutrimbox/prd-7/snapshot:file.txt"]) == "two")
  }

  @Test("plain, a PRD takes one list, one create and one removal", arguments: SandboxKind.played)
  func plainPRD(kind: SandboxKind) throws {
    let ground = try SandboxGround(kind)
    try deliver(ground)
    try ground.backend.remove(ground.spec)
    #expect(ground.calls["ls"] == 1 && ground.calls["create"] == 1 && ground.calls["rm"] == 1)
    #expect(ground.calls["exec"] == 3 && ground.calls["stop"] == nil)
  }

  @Test("a chattering daemon, merged outputs and update notices change nothing", arguments: SandboxKind.played)
  func chatteringDaemon(kind: SandboxKind) throws {
    let ground = try SandboxGround(kind)
    try ground.bench.setFaults(
      ["trap": "daemon-chatter"], ["trap": "merged-output"], ["trap": "update-notice"])
    try deliver(ground)
    #expect(try ground.backend.list() == [ground.spec.name])
    #expect(try ground.backend.open(ground.spec) == .reused)
    try ground.backend.check(ground.spec)
  }

  @Test("a list that hides the sandbox makes no second one", arguments: SandboxKind.played)
  func listHides(kind: SandboxKind) throws {
    let ground = try SandboxGround(kind)
    try deliver(ground)
    try ground.bench.setFaults(["trap": "ls-empty"])
    #expect(try ground.backend.open(ground.spec) == .reused)
    #expect(try ground.sh("cat file.txt").output == "two\n")
  }

  @Test("work comes without a remote", arguments: SandboxKind.played)
  func workComes(kind: SandboxKind) throws {
    let ground = try SandboxGround(kind)
    try ground.bench.setFaults(["trap": "no-remote"])
    try deliver(ground)
    #expect(try ground.git(["remote"]).isEmpty)
  }

  @Test("work comes without a remote through merged outputs and notices", arguments: SandboxKind.played)
  func workComesRemote(kind: SandboxKind) throws {
    let ground = try SandboxGround(kind)
    try ground.bench.setFaults(["trap": "no-remote"], ["trap": "merged-output"], ["trap": "update-notice"])
    try deliver(ground)
  }

  @Test("work comes from a sandbox that stops after every command", arguments: SandboxKind.played)
  func workComesSandbox(kind: SandboxKind) throws {
    let ground = try SandboxGround(kind)
    try ground.bench.setFaults(["trap": "auto-stop"])
    try deliver(ground)
  }

  @Test("work comes from a sandbox that was stopped", arguments: SandboxKind.played)
  func workComesSandboxStopped(kind: SandboxKind) throws {
    let ground = try SandboxGround(kind)
    _ = try ground.backend.open(ground.spec)
    try ground.prepare()
    try ground.sh("echo two >file.txt")
    let snapshot = try ground.workspace.snapshot(base: ground.base, label: "run-1")
    try ground.backend.stop(ground.spec)
    try ground.workspace.fetch(snapshot, into: "refs/krutrimbox/prd-7/snapshot")
    #expect(try ground.git(["rev-parse", "refs/krutrimbox/prd-7/snapshot"]) == snapshot.commit)
  }

  @Test("work is never taken from another sandbox that has got the address")
  func workNever() throws {
    let ground = try SandboxGround(.translation)
    try deliver(ground)
    var other = ground.spec
    other.name = "krutrimbox-prd-8-acme-webapp-0a1b2c3d-codex"
    _ = try ground.backend.open(other)
    _ = try SandboxWorkspace(ground.backend, other, effects: ground.runner).snapshot(base: ground.base, label: "run-1")
    let address = try ground.git(["remote", "get-url", "sandbox-\(other.name)"])
    try ground.git(["remote", "set-url", "sandbox-\(ground.spec.name)", address])
    let snapshot = try ground.workspace.snapshot(base: ground.base, label: "run-1")
    try ground.workspace.fetch(snapshot, into: "refs/krutrimbox/prd-7/snapshot")
    #expect(try ground.git(["rev-parse", "refs/krutrimbox/prd-7/snapshot"]) == snapshot.commit)
  }

  @Test(
    "what is not set up is told by its code",
    arguments: [
      ("policy-unset", FailureCode.networkPolicyMissing), ("policy-unset-old", .networkPolicyMissing),
      ("template-missing", .templateMissing), ("template-missing-old", .templateMissing),
      ("logged-out", .sandboxNotLoggedIn), ("network-left", .sandboxLeftovers),
    ])
  func setTold(_ trap: String, _ code: FailureCode) throws {
    let ground = try SandboxGround(.translation)
    try ground.bench.setFaults(["trap": .string(trap)])
    let failure = #expect(throws: ExpectedFailure.self) { try ground.backend.open(ground.spec) }
    #expect(failure?.code == code)
    #expect(failure?.why?.hasPrefix("ERROR: ") == true)
  }

  @Test("a daemon that sbx was upgraded under is told at once, and gone once it is restarted")
  func daemonSbx() throws {
    let ground = try SandboxGround(.translation)
    try ground.bench.set([
      "loggedIn": true, "policy": "balanced", "templates": ["docker.io/library/krutrimbox-codex:pnpm"],
      "daemonVersion": "v0.47.0",
    ])
    for ask in [{ try ground.backend.check(ground.spec) }, { _ = try ground.backend.list() }] {
      let failure = #expect(throws: ExpectedFailure.self, performing: ask)
      #expect(failure?.code == .sandboxDaemonOutdated)
    }
    #expect(ground.calls["ls"] == 1)
    _ = try ground.runner.run(Command("sbx", ["daemon", "restart"]))
    try ground.backend.check(ground.spec)
  }

  @Test("no key and no agent of the host reaches a sandbox of an old release")
  func keyAgent() throws {
    let ground = try SandboxGround(.translation, version: "0.34.0")
    _ = try ground.backend.open(ground.spec)
    let variables = try ground.sh("env").output
    #expect(!variables.contains("GH_TOKEN") && !variables.contains("API_KEY") && !variables.contains("SSH_AUTH_SOCK"))
  }

  @Test("a create that dies and leaks the name is told with the remedy")
  func createDies() throws {
    let ground = try SandboxGround(.translation)
    try ground.bench.setFaults(["trap": "create-dies"])
    let failure = #expect(throws: ExpectedFailure.self) { try ground.backend.open(ground.spec) }
    #expect(failure?.code == .sandboxFailed)
    #expect(failure?.fix.contains("rm --force") == true)
  }

  @Test("a list that can't be had creates nothing")
  func listCreates() throws {
    let ground = try SandboxGround(.translation)
    try ground.bench.setFaults(["trap": "fail", "command": "ls", "value": "boom"])
    let failure = #expect(throws: ExpectedFailure.self) { try ground.backend.open(ground.spec) }
    #expect(failure?.code == .sandboxListUnreadable)
    #expect(ground.calls["create"] == nil)
    #expect(throws: ExpectedFailure.self) { try ground.backend.list() }
  }

  @Test("a daemon that fails once is asked again")
  func daemonFails() throws {
    let ground = try SandboxGround(.translation)
    try ground.bench.setFaults(
      ["trap": "fail", "command": "ls", "times": 1], ["trap": "daemon-down", "command": "stop", "times": 1])
    #expect(try ground.backend.open(ground.spec) == .created)
    try ground.backend.stop(ground.spec)
  }

  @Test("a sandbox that is gone is blamed, not the command")
  func sandboxGone() throws {
    let ground = try SandboxGround(.translation)
    let result = try ground.inside(["true"])
    #expect(ground.backend.ownFailure(in: result, of: ground.spec)?.code == .sandboxFailed)
    let failure = #expect(throws: ExpectedFailure.self) { try ground.prepare() }
    #expect(failure?.code == .sandboxFailed)
  }

  @Test("a sandbox of another checkout is not taken")
  func sandboxAnother() throws {
    let ground = try SandboxGround(.translation)
    _ = try ground.backend.open(ground.spec)
    var other = ground.spec
    other.repository = "\(ground.bench.folder)/second"
    try ground.git(["clone", "--quiet", ground.spec.repository, other.repository])
    let failure = #expect(throws: ExpectedFailure.self) { try ground.backend.open(other) }
    #expect(failure?.code == .sandboxFailed)
    #expect(failure?.what.contains(ground.spec.repository) == true)
  }

  @Test("an empty workspace of a shallow repository is told")
  func emptyWorkspace() throws {
    let ground = try SandboxGround(.translation)
    try ground.git(["commit", "--quiet", "--allow-empty", "--message", "second"])
    var shallow = ground.spec
    shallow.repository = "\(ground.bench.folder)/shallow"
    try ground.git(["clone", "--quiet", "--depth", "1", "file://\(ground.spec.repository)", shallow.repository])
    _ = try ground.backend.open(shallow)
    let failure = #expect(throws: ExpectedFailure.self) {
      _ = try SandboxWorkspace(ground.backend, shallow, effects: ground.runner).snapshot(
        base: ground.base, label: "run-1")
    }
    #expect(failure?.code == .sandboxWorkspaceFailed)
  }

  @Test("a template is built, loaded and found")
  func templateBuilt() throws {
    let ground = try SandboxGround(.translation)
    try ground.bench.set(["loggedIn": true, "policy": "balanced"])
    #expect(throws: ExpectedFailure.self) { try ground.backend.check(ground.spec) }
    let workshop = TemplateWorkshop(effects: ground.runner, stateRoot: "\(ground.bench.folder)/state")
    try workshop.prepare(SandboxTemplate(.codex))
    #expect(try workshop.list() == [ImageName("krutrimbox-codex:pnpm")])
    try ground.backend.check(ground.spec)
  }
}
