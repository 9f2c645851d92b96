import KBAgents
import KBConfiguration
import KBFailures
import KBSystem
import TestSupport
import Testing
@testable import Worker

@Suite("The repository's own checks")
struct VerificationTests {
  private func firstRed(_ output: String, errors: String = "") throws -> AgentPrompt.RedCheck? {
    let bench = try WorkerBench { $0.verify.commands = [["pnpm", "test"]] }
    bench.effects.on("pnpm", give: CommandResult(end: .exited(.code(value: 1)), output: output, errors: errors))
    return try bench.assembly.checks.firstRed(issue: 3, in: bench.assembly.sandbox)
  }

  @Test(
    "that are red with words that sbx has too are red",
    arguments: [
      "Error: not logged in (expected the session cookie)", "Error: failed to create network it-net: already exists",
    ])
  func red(error: String) throws {
    let passed = "✓ 12 tests passed\n"
    #expect(try firstRed(passed + error)?.output.contains(error) == true)
    #expect(try firstRed("", errors: passed + error)?.output.contains(error) == true)
    #expect(try firstRed(passed, errors: error)?.output.contains(error) == true)
  }

  @Test("that could not run for the sandbox are not red")
  func sandbox() {
    let failure = #expect(throws: ExpectedFailure.self) {
      try firstRed("", errors: "ERROR: failed to connect to sandboxd: connection refused\n")
    }
    #expect(failure?.code == .sandboxFailed)
  }
}
