import Foundation
import KBAgents
import KBDomain
import KBFailures
import KBSystem
import Testing

private typealias Lines = SessionLines

@Suite("The end of a session")
struct SessionEndTests {
  private func code(_ agent: AgentName, _ lines: [String], _ status: KBSystem.ExitStatus = .success) -> FailureCode? {
    SessionLines.verdict(agent, lines, status).failure?.code
  }

  private func task(_ status: String, _ id: String = "b1") -> String {
    #"{"type":"system","subtype":"task_notification","task_id":"\#(id)","status":"\#(status)"}"#
  }

  private func tasks(_ ids: String...) -> String {
    let list = ids.map { #"{"task_id":"\#($0)","task_type":"local_agent"}"# }.joined(separator: ",")
    return #"{"type":"system","subtype":"background_tasks_changed","tasks":[\#(list)]}"#
  }

  // MARK: What agrees

  @Test("is a success where the last event, its words and the exit status agree")
  func successLast() {
    #expect(code(.claude, [Lines.begun, Lines.working, Lines.toolResult, Lines.success()]) == nil)
    #expect(code(.codex, [Lines.thread, Lines.turn, Lines.agentMessage("done"), Lines.completed]) == nil)
  }

  @Test("is unfinished where a last word of success meets another exit status", arguments: [1, 137, 143])
  func unfinishedLast(
    number: Int32
  ) {
    #expect(code(.claude, [Lines.begun, Lines.success()], .code(value: number)) == .agentUnfinished)
    #expect(code(.codex, [Lines.thread, Lines.completed], .code(value: number)) == .agentUnfinished)
    #expect(code(.claude, [Lines.begun, Lines.success()], .signal(number: 9)) == .agentUnfinished)
  }

  @Test("is unfinished where there is no last event", arguments: [0, 1, 137, 143])
  func unfinishedLastEvent(number: Int32) {
    let status = KBSystem.ExitStatus.code(value: number)
    #expect(code(.claude, [Lines.begun, Lines.working], status) == .agentUnfinished)
    #expect(code(.codex, [Lines.thread, Lines.turn, Lines.agentMessage("halfway")], status) == .agentUnfinished)
    // Cut in the middle of the last event.
    #expect(code(.claude, [Lines.begun, String(Lines.success().dropLast(9))], status) == .agentUnfinished)
    #expect(code(.codex, [Lines.thread, String(Lines.completed.dropLast(4))], status) == .agentUnfinished)
  }

  @Test("is unfinished where nothing was said at all, and a failure where the program complains")
  func unfinishedNothing() {
    for agent in AgentName.allCases {
      #expect(code(agent, []) == .agentUnfinished)
      #expect(code(agent, ["error: unknown option '--x'"], .code(value: 2)) == .agentFailed)
      #expect(code(agent, ["env: '\(agent.rawValue)': No such file or directory"], .code(value: 127)) == .agentMissing)
    }
  }

  @Test("counts from the last turn: later work opens it again, a later end closes it")
  func countsLast() {
    let claude = [Lines.begun, Lines.success("interim")]
    #expect(code(.claude, claude + [Lines.working]) == .agentUnfinished)
    #expect(code(.claude, claude + [Lines.begun]) == .agentUnfinished)
    let whole = Lines.verdict(.claude, claude + [Lines.begun, Lines.working, Lines.toolResult, Lines.success("final")])
    #expect(whole.failure == nil && whole.message == "final")
    let codex = [Lines.thread, Lines.turn, Lines.agentMessage("one"), Lines.completed]
    #expect(code(.codex, codex + [Lines.turn]) == .agentUnfinished)
    #expect(code(.codex, codex + [Lines.agentMessage("two")]) == .agentUnfinished)
    #expect(code(.codex, codex + [Lines.turn, Lines.agentMessage("two"), Lines.completed]) == nil)
    let failed = Lines.line(["type": "turn.failed", "error": ["message": "unexpected status 500"]])
    #expect(code(.codex, codex + [failed], .code(value: 1)) == .agentOverloaded)
    #expect(code(.codex, [Lines.thread, failed, Lines.turn, Lines.completed]) == nil)
  }

  @Test("is not changed by what comes behind it and is no work")
  func changedComes() {
    let behind = [
      "Warning: something", "{broken", #"{"type":"system","subtype":"informational"}"#, #"{"no":"type"}"#,
      #"{"type":"rate_limit_event","rate_limit_info":{"status":"allowed"}}"#, #"{"type":"new.event"}"#,
    ]
    #expect(code(.claude, [Lines.begun, Lines.success()] + behind) == nil)
    #expect(code(.codex, [Lines.thread, Lines.completed] + behind) == nil)
    // Standard error that is mixed into a line makes it no event: never a success by garbage.
    #expect(code(.codex, [Lines.thread, "WARN x " + Lines.completed]) == .agentUnfinished)
  }

  // MARK: claude

  @Test("is unfinished where a background task was stopped before or after the last word")
  func unfinishedBackground() {
    let start = [Lines.begun, Lines.working, Lines.toolResult, tasks("b1")]
    #expect(
      code(.claude, start + [Lines.says("I wait."), Lines.success("I wait."), task("stopped"), tasks()])
        == .agentUnfinished)
    #expect(code(.claude, start + [task("stopped"), tasks(), Lines.success()]) == .agentUnfinished)
    #expect(code(.claude, start + [task("killed"), Lines.says("I wait."), Lines.success()]) == .agentUnfinished)
    #expect(code(.claude, start + [Lines.success()]) == .agentUnfinished)
    #expect(code(.claude, [Lines.begun, task("stopped"), task("stopped", "b2"), Lines.success()]) == .agentUnfinished)
  }

  @Test("is a success where background tasks ended, or the agent itself stopped them or went on")
  func successBackground() {
    let start = [Lines.begun, Lines.working, Lines.toolResult, tasks("b1")]
    #expect(
      code(.claude, start + [Lines.success("x"), task("completed"), tasks(), Lines.begun, Lines.success()]) == nil)
    #expect(code(.claude, start + [task("failed"), tasks(), Lines.success()]) == nil)
    let stop =
      #"{"type":"assistant","message":{"id":"m3","content":[{"type":"tool_use","name":"TaskStop","input":{"task_id":"b1"}}]}}"#
    #expect(code(.claude, start + [stop, task("stopped"), tasks(), Lines.toolResult, Lines.success()]) == nil)
    #expect(code(.claude, start + [task("stopped"), tasks(), Lines.working, Lines.toolResult, Lines.success()]) == nil)
  }

  @Test("has not come while a background task is waited for")
  func comeBackground() {
    var reader = ClaudeAgent().newReader()
    func read(_ lines: String...) { for line in lines { _ = reader.read(OutputLine(.output, line)) } }
    read(Lines.begun, tasks("b1"), Lines.says("I wait."), Lines.success("I wait."))
    #expect(!reader.hasEnded)
    read(task("completed"), tasks())
    #expect(reader.hasEnded)
    read(Lines.begun)
    #expect(!reader.hasEnded)
    read(Lines.success("final"))
    #expect(reader.hasEnded)
  }

  @Test("keeps the first of two results where the second is the fault of an old release")
  func keepsFirst() {
    let spurious = Lines.line([
      "type": "result", "subtype": "error_during_execution", "is_error": true, "num_turns": 0,
      "errors": ["only prompt commands are supported in streaming mode"],
    ])
    let verdict = Lines.verdict(.claude, [Lines.begun, Lines.success("good"), spurious])
    #expect(verdict.failure == nil && verdict.message == "good")
    // A real one after another turn counts.
    let real = spurious.replacing(#""num_turns":0"#, with: #""num_turns":2"#)
    #expect(code(.claude, [Lines.begun, Lines.success("good"), Lines.working, real]) == .agentUnfinished)
  }

  @Test("has the words of the stream where the result has none")
  func wordsStream() {
    func message(_ lines: [String]) -> String { Lines.verdict(.claude, [Lines.begun] + lines).message }
    let review = Lines.says("The review.")
    #expect(message([review, Lines.success("")]) == "The review.")
    #expect(message([review, Lines.success("x", ["result": NSNull()])]) == "The review.")
    #expect(message([review, Lines.working, Lines.toolResult, Lines.success("")]) == "The review.")
    #expect(message([Lines.says("One.", id: "a"), Lines.says("Two.", id: "a"), Lines.success("")]) == "One.\nTwo.")
    #expect(message([review, Lines.says("Within.", id: "s", parent: "toolu_1"), Lines.success("")]) == "The review.")
    #expect(message([review, Lines.success("The result.")]) == "The result.")
    #expect(message([Lines.success("")]).isEmpty)
  }

  @Test("has its answer by schema in the place of its words, which may be empty")
  func structured() {
    let answer = #"{"summary":"a \"b\"","criteria":[],"findings":[]}"#
    let tail = #","structured_output":\#(answer),"stop_reason":"tool_use"}"#
    for words in ["", "all done"] {
      let lines = [Lines.begun, Lines.working, Lines.toolResult, String(Lines.success(words).dropLast()) + tail]
      let verdict = Lines.verdict(.claude, lines)
      #expect(verdict.failure == nil && verdict.message == answer)
    }
    let prose = Lines.verdict(.claude, [Lines.begun, Lines.says("all done"), Lines.success("all done")])
    #expect(prose.failure == nil && prose.message == "all done")
  }

  @Test(
    "is none of success with another subtype, whatever the exit status",
    arguments: [
      ("error_during_execution", 0, FailureCode.agentUnfinished), ("error_during_execution", 1, .agentUnfinished),
      ("error_max_turns", 1, .agentFailed), ("error_max_budget_usd", 1, .agentFailed),
      ("error_max_structured_output_retries", 1, .answerFormBroken), ("error_of_tomorrow", 1, .agentFailed),
    ])
  func noneSuccess(
    subtype: String, status: Int32, code: FailureCode
  ) {
    let result = Lines.line([
      "type": "result", "subtype": subtype, "is_error": true, "num_turns": 3, "errors": ["Reached it."],
    ])
    let failure = Lines.verdict(.claude, [Lines.begun, Lines.working, result], .code(value: status)).failure
    #expect(failure?.code == code)
    #expect(failure?.why?.hasPrefix("Reached it.") == true)
    // Old releases left is_error out, or had it false for the turn limit.
    let silent = Lines.line(["type": "result", "subtype": subtype, "is_error": false, "num_turns": 3])
    #expect(Lines.verdict(.claude, [Lines.begun, silent], .code(value: status)).failure?.code == code)
  }

  @Test(
    "is none of success where the turn ended for another reason",
    arguments: [
      ("aborted_streaming", FailureCode.agentUnfinished), ("aborted_tools", .agentUnfinished),
      ("max_turns", .agentFailed),
      ("turn_setup_failed", .agentFailed), ("prompt_too_long", .agentPromptTooLong), ("a_reason_of_tomorrow", nil),
    ])
  func noneSuccessTurn(reason: String, code: FailureCode?) {
    #expect(self.code(.claude, [Lines.begun, Lines.success("x", ["terminal_reason": reason])]) == code)
  }

  @Test("is a refusal where the model stopped for that, and a success with calls that were not permitted")
  func refusalModel() {
    #expect(code(.claude, [Lines.begun, Lines.success("", ["stop_reason": "refusal"])]) == .agentRefused)
    var reader = ClaudeAgent().newReader()
    let denied = Lines.success("done", ["permission_denials": [["tool_name": "Bash"], ["tool_name": "Bash"]]])
    #expect(reader.read(OutputLine(.output, denied)).text?.contains("Bash") == true)
    #expect(reader.verdict(.success, now: Lines.now).failure == nil)
  }

  @Test("counts the tokens of the whole session")
  func countsTokens() {
    let models: [String: Any] = [
      "opus": ["inputTokens": 300, "outputTokens": 27, "cacheReadInputTokens": 5], "haiku": ["inputTokens": 10],
    ]
    let usage = ["input_tokens": 100, "output_tokens": 9]
    let last = Lines.success("final", ["modelUsage": models, "usage": usage, "total_cost_usd": 0.5])
    let counted = Lines.verdict(.claude, [Lines.begun, Lines.success("x", ["usage": usage]), Lines.begun, last]).usage
    #expect(counted == AgentUsage(inputTokens: 315, outputTokens: 27, costUSD: 0.5))
    // Codex states the sum so far.
    let twice = Lines.verdict(.codex, [Lines.thread, Lines.completed, Lines.turn, Lines.completed]).usage
    #expect(twice.inputTokens == 100 && twice.outputTokens == 20)
  }

  // MARK: codex

  @Test("is about the login where codex says so before its first event or in an error alone")
  func aboutLogin() {
    for line in [
      "Missing environment variable: `OPENAI_API_KEY`.", "ERROR: Missing environment variable: `OPENAI_API_KEY`.",
      "Error: Your access token could not be refreshed. Please log out and sign in again.",
    ] { #expect(code(.codex, ["Reading prompt from stdin...", line], .code(value: 1)) == .agentNotAuthenticated) }
    let error = Lines.line(["type": "error", "message": "unexpected status 401 Unauthorized: no"])
    #expect(code(.codex, [Lines.thread, Lines.turn, error], .code(value: 1)) == .agentNotAuthenticated)
    let notice = #"{"type":"error","message":"Reconnecting... 1/5"}"#
    #expect(code(.codex, [Lines.thread, Lines.turn, notice], .code(value: 1)) == .agentUnfinished)
    #expect(code(.codex, [Lines.thread, Lines.turn, error, Lines.completed]) == nil)
    let silent = #"{"type":"turn.failed"}"#
    #expect(code(.codex, [Lines.thread, error, silent], .code(value: 1)) == .agentNotAuthenticated)
  }

  @Test("is never read from what the agent or a command says")
  func neverRead() {
    let said = Lines.agentMessage("You've hit your usage limit. Not logged in.")
    #expect(code(.codex, [Lines.thread, Lines.turn, said], .code(value: 1)) == .agentUnfinished)
    #expect(code(.codex, [Lines.thread, said, Lines.completed]) == nil)
    let words = [Lines.says("Not logged in"), Lines.success("You've hit your limit · resets 9am")]
    #expect(code(.claude, [Lines.begun] + words) == nil)
  }
}
