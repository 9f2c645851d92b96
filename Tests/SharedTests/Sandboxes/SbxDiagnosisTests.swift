import TestSupport
import Testing

@testable import Shared

@Suite struct `What the sandbox CLI's messages mean` {
  private func code(_ text: String, template: String = "krutrimbox-claude:pnpm") -> FailureCode? {
    guard case .diagnosed(let failure) = SbxDiagnosis.outcome(of: .failed(1, text), "x", template: template) else {
      return nil
    }
    return failure.code
  }

  @Test(arguments: [
    ("ERROR: You are not authenticated to Docker. Run 'sbx login'", FailureCode.sandboxNotLoggedIn),
    ("ERROR: default network policy has not been configured", .networkPolicyMissing),
    ("ERROR: global network policy has not been initialized", .networkPolicyMissing),
    (
      "ERROR: create sandbox: request failed: 500 Internal Server Error: pull failed for image \"x\"",
      .templateMissing
    ),
    ("failed to resolve image: pull access denied, repository does not exist", .templateMissing),
    ("ERROR: request failed: 400 Bad Request: invalid memory \"512m\": must be", .sandboxFailed),
  ])
  func `old and new wordings`(_ text: String, _ expected: FailureCode) {
    #expect(code(text) == expected)
  }

  @Test(arguments: [
    ("ERROR: default network policy has not been configured", "sbx policy set-default balanced"),
    ("ERROR: global network policy has not been initialized", "sbx policy init balanced"),
  ])
  func `a missing network policy is remedied by the version's own command`(_ text: String, _ fix: String) {
    guard case .diagnosed(let failure) = SbxDiagnosis.outcome(of: .failed(1, text), "x") else {
      Issue.record("not recognised: \(text)")
      return
    }
    #expect(failure.fix == fix)
  }

  @Test(arguments: ["request failed: 500: pull failed for image \"x\"", "failed to resolve image: pull access denied"])
  func `a failed pull of a registry's template may pass`(_ text: String) {
    let outcome = SbxDiagnosis.outcome(of: .failed(1, text), "x", template: "ghcr.io/acme/agents:1")
    #expect(outcome == .unexplained(why: text))
  }

  @Test func `a missing template is remedied for its own agent`() {
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

  @Test func `a name that is taken, in both forms`() {
    for text in [
      "ERROR: sandbox \"n\" already exists for this workspace; use", "container create: Error response: already exists",
    ] {
      guard case .nameExists = SbxDiagnosis.outcome(of: .failed(1, text), "x") else {
        Issue.record("not recognised: \(text)")
        continue
      }
    }
  }

  @Test func `a missing sandbox, in both forms, but not a missing program`() {
    func isMissing(_ text: String) -> Bool {
      if case .noSuchSandbox = SbxDiagnosis.outcome(of: .failed(1, text), "x") { true } else { false }
    }
    #expect(isMissing("ERROR: no sandbox named 'n'\n\nTo create one:\n  sbx create"))
    #expect(isMissing("Error: sandbox 'n' not found"))
    #expect(!isMissing("exec: 'pnpm' not found in $PATH"))
  }

  @Test func `a call that hangs is out of time`() {
    let outcome = SbxDiagnosis.outcome(of: CommandResult(end: .outOfTime(.seconds(60))), "list the sandboxes")
    guard case .diagnosed(let failure) = outcome else { return #expect(Bool(false)) }
    #expect(failure.code == .sandboxOutOfTime)
  }

  @Test func `the reason leaves out the daemon's chatter`() {
    let result = CommandResult.failed(1, "Starting sandboxd daemon...\nDaemon started (PID: 1)\n\nERROR: x\n")
    #expect(SbxDiagnosis.reason(result) == "ERROR: x")
  }

  @Test func `a command inside that fails is not blamed on the sandbox`() {
    func failure(_ result: CommandResult) -> FailureCode? { SbxDiagnosis.ownFailure(in: result, sandbox: "n")?.code }
    #expect(failure(.failed(1, "ERROR: no sandbox named 'n'\n\nTo create one:\n  sbx create")) == .sandboxFailed)
    #expect(failure(.failed(1, "ERROR: You are not authenticated to Docker")) == .sandboxNotLoggedIn)
    #expect(failure(.failed(1, "ERROR: 3 tests failed")) == nil)
    #expect(failure(.failed(2, "ERROR: no sandbox named 'n'")) == nil)
    let long = String(repeating: "line\n", count: 20) + "ERROR: no sandbox named 'n'"
    #expect(failure(.failed(1, long)) == nil)
  }
}
