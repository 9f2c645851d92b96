import KBDomain
import TestSupport
import Testing
@testable import KBFailures
@testable import KBSandboxes
@testable import KBSystem

@Suite("What the sandbox CLI's messages mean")
struct SbxDiagnosisTests {
  private func outcome(_ text: String, template: String = "krutrimbox-claude:pnpm") -> SbxDiagnosis.Outcome {
    let spec = SandboxSpec(name: "n", repository: "/r", agent: .claude, template: template, cpus: 1, memory: 1024)
    return SbxDiagnosis.outcome(of: .failed(1, text), "x", creating: spec)
  }

  private func failure(_ text: String, template: String = "krutrimbox-claude:pnpm") -> ExpectedFailure? {
    if case .diagnosed(let failure) = outcome(text, template: template) { failure } else { nil }
  }

  @Test(
    "old and new wordings",
    arguments: [
      ("ERROR: You are not authenticated to Docker. Run 'sbx login'", FailureCode.sandboxNotLoggedIn),
      ("ERROR: 401 Unauthorized: user is not authenticated to Docker", .sandboxNotLoggedIn),
      ("ERROR: request failed: 401 Unauthorized: docker session has expired", .sandboxNotLoggedIn),
      ("ERROR: no valid user session found, please sign in to Docker to proceed", .sandboxNotLoggedIn),
      ("ERROR: default network policy has not been configured", .networkPolicyMissing),
      ("ERROR: global network policy has not been initialized", .networkPolicyMissing),
      (
        "ERROR: create sandbox: request failed: 500 Internal Server Error: pull failed for image \"x\"",
        .templateMissing
      ),
      ("failed to resolve image: pull access denied, repository does not exist", .templateMissing),
      ("ERROR: request failed: 400 Bad Request: invalid memory \"512m\": must be", .sandboxFailed),
      (
        "Docker Sandboxes has been updated and needs to restart. All running sandboxes will be stopped.\nERROR: ensure "
          + "daemon: cannot prompt for restart: stdin is not a terminal; run the command in an interactive terminal to "
          + "confirm the restart", .sandboxDaemonOutdated
      ),
      (
        "ERROR: failed to create sandbox: request failed: 500 Internal Server Error: failed to create network: Error "
          + "response from daemon: already exists", .sandboxLeftovers
      ),
      ("ERROR: create sandbox: start vm: open /dev/kvm: permission denied", .virtualizationMissing),
    ])
  func oldNew(_ text: String, _ expected: FailureCode) {
    #expect(failure(text)?.code == expected)
  }

  @Test(
    "what may pass is tried again",
    arguments: [
      "ERROR: your Docker session could not be refreshed due to a network issue; this should resolve automatically",
      "ERROR: list runtimes: request failed: 401 Unauthorized: docker session has expired: refresh failed: refresh token "
        + "failed: Post \"https://login.docker.com/oauth/token\": dial tcp: lookup login.docker.com: no such host",
      "ERROR: request failed: 500 Internal Server Error: pull failed for image \"x\": toomanyrequests: slow down",
      "ERROR: ensure daemon: daemon failed to start properly after 10 retries, check logs at: /x/daemon.log",
      "ERROR: failed to create sandbox: request failed: 500 Internal Server Error: failed to run sandbox container",
    ])
  func passTried(_ text: String) {
    #expect(outcome(text, template: "ghcr.io/acme/agents:1") == .unexplained(why: text))
  }

  @Test(
    "a registry's template that can't be pulled ends at once",
    arguments: [
      "ERROR: request failed: 500 Internal Server Error: pull failed for image \"ghcr.io/acme/agents:1\"",
      "ERROR: 403 Forbidden: pull failed for image \"ghcr.io/acme/agents:1\"",
      "failed to resolve image: pull access denied",
    ])
  func registrysTemplate(_ text: String) {
    let failure = failure(text, template: "ghcr.io/acme/agents:1")
    #expect(failure?.code == .templateNotPulled && failure?.why == text)
    #expect(failure?.code.failureClass.policy == .stopRun)
    #expect(failure?.fix.contains("sbx secret set --registry") == true)
    #expect(failure?.fix.contains("sbx template load") == true)
  }

  @Test(
    "a missing network policy is remedied by the version's own command",
    arguments: [
      ("ERROR: default network policy has not been configured", "sbx policy set-default balanced"),
      ("ERROR: global network policy has not been initialized", "sbx policy init balanced"),
    ])
  func missingNetwork(_ text: String, _ fix: String) {
    guard case .diagnosed(let failure) = SbxDiagnosis.outcome(of: .failed(1, text), "x") else {
      Issue.record("not recognised: \(text)")
      return
    }
    #expect(failure.fix == fix)
  }

  @Test("a missing template is remedied for its own agent")
  func missingTemplate() {
    #expect(ExpectedFailure.templateMissing("krutrimbox-claude:pnpm").fix == "kb template prepare --agent claude")
    #expect(
      ExpectedFailure.templateMissing("docker.io/library/krutrimbox-codex:pnpm").fix
        == "kb template prepare --agent codex")
    for other in ["krutrimbox-own:1", "krutrimbox-codex:other"] {
      #expect(
        ExpectedFailure.templateMissing(other).fix
          == "docker image save --output template.tar \(other) && sbx template load template.tar")
    }
  }

  @Test("a name that is taken, in both forms")
  func nameTaken() {
    for text in [
      "ERROR: sandbox \"n\" already exists for this workspace; use", "container create: Error response: already exists",
    ] {
      guard case .nameExists = SbxDiagnosis.outcome(of: .failed(1, text), "x") else {
        Issue.record("not recognised: \(text)")
        continue
      }
    }
  }

  @Test("a missing sandbox, in both forms, but not a missing program")
  func missingSandbox() {
    func isMissing(_ text: String) -> Bool {
      if case .noSuchSandbox = SbxDiagnosis.outcome(of: .failed(1, text), "x") { true } else { false }
    }
    #expect(isMissing("ERROR: no sandbox named 'n'\n\nTo create one:\n  sbx create"))
    #expect(isMissing("Error: sandbox 'n' not found"))
    #expect(!isMissing("exec: 'pnpm' not found in $PATH"))
  }

  @Test("a call that hangs is out of time")
  func callHangs() {
    let outcome = SbxDiagnosis.outcome(of: CommandResult(end: .outOfTime(.seconds(60))), "list the sandboxes")
    guard case .diagnosed(let failure) = outcome else { return #expect(Bool(false)) }
    #expect(failure.code == .sandboxOutOfTime)
  }

  @Test("a call that hangs is told with what it had said")
  func callHangsTold() {
    let warning = "WARN: could not acquire docker hub refresh lock, proceeding without cross-process lock"
    let result = CommandResult(end: .outOfTime(.seconds(60)), errors: warning + "\n")
    guard case .diagnosed(let failure) = SbxDiagnosis.outcome(of: result, "x") else { return #expect(Bool(false)) }
    #expect(failure.why == warning)
    #expect(failure.fix.contains("pgrep -a sbx"))
  }

  @Test("a command inside that fails is not blamed on the sandbox")
  func commandInside() {
    func failure(_ result: CommandResult) -> FailureCode? { SbxDiagnosis.ownFailure(in: result, sandbox: "n")?.code }
    #expect(failure(.failed(1, "ERROR: no sandbox named 'n'\n\nTo create one:\n  sbx create")) == .sandboxFailed)
    #expect(failure(.failed(1, "ERROR: You are not authenticated to Docker")) == .sandboxNotLoggedIn)
    #expect(failure(.failed(1, "ERROR: ensure daemon: cannot prompt for restart")) == .sandboxDaemonOutdated)
    #expect(failure(.failed(1, "ERROR: start: failed to create network: already exists")) == .sandboxLeftovers)
    for text in [
      "failed to connect to sandboxd: dial unix sandboxd.sock: connection refused", "no sandbox executor available",
      "ensure daemon: daemon failed to start properly within 1m0s, check logs at: /x",
      "inspect exec: Get \"http://socket/sandbox/n/exec/5\": context deadline exceeded",
    ] { #expect(failure(.failed(1, "ERROR: " + text)) == .sandboxFailed) }
    #expect(failure(.failed(1, "ERROR: 3 tests failed")) == nil)
    #expect(failure(.failed(1, "ERROR: fetch: not logged in: no such host")) == nil)
    let chatter = CommandResult(
      end: .exited(.code(value: 1)), output: "one\n", errors: "one\ntwo\nERROR: no sandbox named 'n'")
    #expect(failure(chatter) == nil)
    #expect(failure(.failed(2, "ERROR: no sandbox named 'n'")) == nil)
    let long = String(repeating: "line\n", count: 20) + "ERROR: no sandbox named 'n'"
    #expect(failure(.failed(1, long)) == nil)
  }

  private func own(_ errors: String, output: String = "") -> FailureCode? {
    let result = CommandResult(end: .exited(.code(value: 1)), output: output, errors: errors)
    return SbxDiagnosis.ownFailure(in: result, sandbox: "n")?.code
  }

  /// What test runners, compilers and package managers print before a check's own error.
  @Test(
    "a check's own error is not the sandbox's",
    arguments: ["✓ 12 tests passed\n", "WARN  old lockfile\n", "Warning: slow\n", "╭─────╮\n│ 9.1 │\n╰─────╯\n", ""],
    [
      "Error: not logged in (expected the session cookie)", "Error: failed to create network it-net: exists",
      "Error: spawn: not enough memory", "Error: authentication required", "Error: request failed: 500 Internal Server",
      "Error: no sandbox named 'other'",
    ])
  func checksOwn(_ before: String, _ error: String) {
    #expect(own(before + error) == nil)
    #expect(own("", output: before + error) == nil)
    #expect(own(error, output: before) == nil)
    if !before.isEmpty {
      let capital = error.replacing("Error: ", with: "ERROR: ")
      #expect(own(before + capital) == nil)
      #expect(own(capital, output: before) == nil)
    }
  }

  /// docker/sbx-releases#201, #381, #542; the notice of a newer version stands on the other stream.
  @Test(
    "the sandbox's failure below what its daemon says at its start",
    arguments: [
      "Starting sandboxd daemon...\nDaemon started (PID: 1, socket: s)\nLogs: /x/daemon.log\n\n",
      "WARN: could not acquire docker hub refresh lock, proceeding without cross-process lock\n",
      "Docker Sandboxes has been updated and needs to restart. All running sandboxes will be stopped.\n",
      "╭────────╮\n│ v0.48 is available: run brew upgrade sbx │\n├────────┤\n╰────────╯\n", "",
    ])
  func sandboxsFailure(_ start: String) {
    for (error, code) in [
      ("ERROR: \u{1B}[0mrequest failed: 500 Internal Server Error", FailureCode.sandboxFailed),
      ("ERROR: failed to connect to sandboxd: connection refused", .sandboxFailed),
      ("ERROR: no sandbox named 'n'\n\nTo create one:\n  sbx create", .sandboxFailed),
      ("ERROR: ensure daemon: cannot prompt for restart", .sandboxDaemonOutdated),
      ("ERROR: You are not authenticated to Docker", .sandboxNotLoggedIn),
    ] {
      #expect(own(start + error) == code)
      #expect(own(error, output: start) == code)
      #expect(own("", output: start + error) == code)
    }
  }

  /// A session's last line, after which the agent said no more.
  @Test("beside an agent's words only what sbx alone says is the sandbox's")
  func besideAgents() {
    let words = #"{"type":"system"}"# + "\n"
    #expect(own("ERROR: not logged in, run codex login", output: words) == nil)
    #expect(own("ERROR: request failed: 500 Internal Server Error", output: words) == nil)
    #expect(own("ERROR: inspect exec: Get \"http://socket/sandbox/n\": deadline", output: words) == .sandboxFailed)
    #expect(own("Error: sandbox 'n' not found", output: words) == .sandboxFailed)
    #expect(own("ERROR: ensure daemon: cannot prompt for restart", output: words) == .sandboxDaemonOutdated)
  }
}
