import Foundation
import KBAgents
import KBConfiguration
import KBDomain
import KBFailures
import KBProtocol
import KBRepository
import KBSandboxes
import KBState
import KBSystem
import TestSupport
import Testing
@testable import Worker

@Suite("A session in the sandbox")
struct SandboxedAgentTests {
  private let prompt: AgentPrompt

  init() throws {
    let done = DoneSet(subIssues: [], footers: [])
    let sequence = try ImplementationSequence(
      prd: 12, of: [SubIssue(number: 3, title: "Parse", labels: ["PRD-sub-issue", "ready-for-agent"])], done: done)
    prompt = AgentPrompt.afk(
      try #require(sequence.issues.first),
      of: AgentPrompt.Plan(
        prd: PRD(number: 12, title: "Import", author: "alice"), sequence: sequence, done: done,
        branch: "krutrimbox/prd-12"), extension: nil, fence: "data-1")
  }

  private func run(_ end: CommandResult.End, output: String = "") throws -> (WorkerBench, Result<String, any Error>) {
    let bench = try WorkerBench { $0.limits.agentMinutes = 60 }
    bench.effects.on("codex", give: CommandResult(end: end, output: output))
    return (bench, Swift.Result { try run(prompt, on: bench) })
  }

  private func run(_ prompt: AgentPrompt, on bench: WorkerBench) throws -> String {
    try bench.assembly.agent.run(
      prompt, for: SessionAim(purpose: .repair, issue: 3, issueCount: 1), in: bench.assembly.sandbox)
  }

  @Test("gives the agent's last message, and its prompt on standard input")
  func message() throws {
    let output = """
      {"type":"thread.started","thread_id":"1"}
      {"type":"item.completed","item":{"id":"1","type":"agent_message","text":"All done."}}
      {"type":"turn.completed","usage":{"input_tokens":100,"cached_input_tokens":0,"output_tokens":20}}
      """
    let (bench, result) = try run(.exited(.success), output: output)
    #expect(try result.get() == "All done.")
    #expect(bench.effects.commands.first?.inputText == prompt.text)
    #expect(bench.sandbox.calls.isEmpty)
    #expect(
      bench.told().contains {
        if case .sessionEnded(3, let usage, true, .repair) = $0 {
          usage.inputTokens == 100 && usage.outputTokens == 20
        } else {
          false
        }
      })
  }

  @Test("is in the journal before its agent starts, and with its tokens when it has ended")
  func counted() throws {
    let bench = try WorkerBench()
    bench.effects.on(
      "codex",
      give: CommandResult(
        end: .exited(.success),
        output: #"{"type":"turn.completed","usage":{"input_tokens":100,"output_tokens":20}}"#))
    var commandsAt: [String: Int] = [:]
    bench.assembly.journal.atEdge = { commandsAt[$0] = bench.effects.commands.count }
    _ = try run(prompt, on: bench)
    #expect(commandsAt["after-sessionCounted"] == 0 && commandsAt["before-sessionSpent"] == 1)
    #expect(
      bench.entries == [
        .sessionCounted(purpose: .repair, issue: 3), .sessionSpent(purpose: .repair, tokens: 120),
      ])
  }

  @Test(
    "that is out of time or silent is a failure of its own, and what it started inside is stopped",
    arguments: [
      (CommandResult.End.outOfTime(.seconds(3600)), FailureCode.agentOutOfTime),
      (.silent(.seconds(900)), .agentStalled),
    ])
  func ended(end: CommandResult.End, code: FailureCode) throws {
    let (bench, result) = try run(end)
    #expect { try result.get() } throws: { ($0 as? ExpectedFailure)?.code == code }
    #expect(bench.sandbox.calls == ["stop"])
  }

  private static let ends: [CommandResult.End] = [.outOfTime(.seconds(3600)), .silent(.seconds(900))]

  @Test("that had its last word and does not go away has succeeded, and what is left of it is stopped", arguments: ends)
  func hangsAfterItsEnd(end: CommandResult.End) throws {
    let output = """
      {"type":"item.completed","item":{"id":"1","type":"agent_message","text":"All done."}}
      {"type":"turn.completed","usage":{"input_tokens":100,"output_tokens":20}}
      """
    let (bench, result) = try run(end, output: output)
    #expect(try result.get() == "All done.")
    #expect(bench.sandbox.calls == ["stop"])
  }

  @Test("that waits for the network until it is ended failed for that, not for its issue", arguments: ends)
  func offline(end: CommandResult.End) throws {
    let (bench, result) = try run(end, output: #"{"type":"error","message":"Reconnecting... waiting for network"}"#)
    #expect { try result.get() } throws: { ($0 as? ExpectedFailure)?.failureClass == .overloaded }
    #expect(bench.sandbox.calls == ["stop"])
  }

  @Test("that the operator stops ends resumable, with nothing at work")
  func stopped() throws {
    let (bench, result) = try run(.stopped)
    #expect(throws: StopRequested.self) { try result.get() }
    #expect(bench.sandbox.calls == ["stop"])
  }

  @Test("whose agent says that it has failed leaves the sandbox running for the next one")
  func failed() throws {
    let said = #"{"type":"turn.failed","error":{"message":"no idea"}}"#
    let (bench, result) = try run(.exited(.code(value: 1)), output: said)
    #expect { try result.get() } throws: { ($0 as? ExpectedFailure)?.failureClass == .agent }
    #expect(bench.sandbox.calls.isEmpty)
  }

  @Test(
    "whose client dies without a last word of the agent is stopped inside: the agent may be at work",
    arguments: [KBSystem.ExitStatus.signal(number: 9), .code(value: 1), .success])
  func clientDies(status: KBSystem.ExitStatus) throws {
    let begun = #"{"type":"thread.started","thread_id":"1"}"#
    let (bench, result) = try run(.exited(status), output: begun)
    #expect { try result.get() } throws: { ($0 as? ExpectedFailure)?.code == .agentUnfinished }
    #expect(bench.sandbox.calls == ["stop"])
  }

  @Test(
    "without a last word is the sandbox's failure only where sbx alone says such a thing",
    arguments: [
      ("Error: not logged in (expected the session cookie)", FailureCode.agentUnfinished),
      ("ERROR: not logged in", .agentUnfinished), ("ERROR: request failed: 500 Internal Server", .agentUnfinished),
      ("ERROR: failed to connect to sandboxd: connection refused", .sandboxFailed),
    ])
  func lastLine(line: String, code: FailureCode) throws {
    let said = #"{"type":"thread.started","thread_id":"1"}"# + "\n" + line + "\n"
    let (_, result) = try run(.exited(.code(value: 1)), output: said)
    #expect { try result.get() } throws: { ($0 as? ExpectedFailure)?.code == code }
  }

  @Test("that can't be ended inside says so, fails as it would, and is ended before the next one begins")
  func notEnded() throws {
    let bench = try WorkerBench { $0.limits.agentMinutes = 60 }
    bench.effects.on("codex", give: CommandResult(end: .outOfTime(.seconds(3600))))
    bench.sandbox.stopFailure = WorkerBench.failure(.sandboxOutOfTime)
    let turn = bench.assembly.turn(try bench.workplace())
    let failure = #expect(throws: ExpectedFailure.self) {
      try turn.whenFree { try run(prompt, on: bench) }
    }
    #expect(failure?.code == .agentOutOfTime)
    #expect(bench.notes.contains { $0.hasPrefix("an agent may be at work until the next run of this PRD") })
    #expect(bench.assembly.sandbox.leftover.mayBeAtWork)

    bench.sandbox.stopFailure = nil
    bench.effects.on("codex", give: CommandResult(end: .outOfTime(.seconds(3600))))
    _ = try? turn.whenFree { try run(prompt, on: bench) }
    #expect(bench.sandbox.calls == ["stop", "stop", "stop"])
    #expect(!bench.assembly.sandbox.leftover.mayBeAtWork)
  }

  @Test("that the operator stops says so where it can't be ended inside")
  func stoppedInVain() throws {
    let bench = try WorkerBench()
    bench.effects.on("codex", give: CommandResult(end: .stopped))
    bench.sandbox.stopFailure = WorkerBench.failure(.sandboxFailed)
    #expect(throws: StopRequested.self) { try run(prompt, on: bench) }
    #expect(bench.notes.contains { $0.hasPrefix("an agent may be at work until the next run of this PRD") })
  }

  @Test("is held to its limits, and asked inside the sandbox before it is ended for silence")
  func limits() throws {
    let (bench, _) = try run(.exited(.success))
    let command = try #require(bench.effects.commands.first)
    #expect(command.limit == .seconds(3600) && command.silence == .seconds(900) && command.onStop == .interrupt)
    #expect(
      command.probes.count == 1
        && command.probes.first?.arguments.suffix(2) == ["15", bench.assembly.sandbox.spec.name])
  }
}
