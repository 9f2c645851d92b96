import Foundation
import KBAgents
import KBDomain
import KBFailures
import TestSupport
import Testing

@Suite("How prompts script the doubles of the agents")
struct AgentDoubleTests {
  @Test("only the current issue's lines count", arguments: AgentName.allCases)
  func currentIssues(agent: AgentName) async throws {
    let bench = try AgentBench()
    let prompt = """
      # Plan
      double: write plan.txt x
      ## Current issue
      > double: write issue.txt first\\nsecond
      double: say done
      """
    let session = await bench.double(agent, prompt: prompt)
    #expect(session.verdict.message == "done")
    #expect(try FileManager.default.contentsOfDirectory(atPath: bench.workspace) == ["issue.txt"])
    let text = try String(contentsOfFile: bench.workspace + "/issue.txt", encoding: .utf8)
    #expect(text == "first\nsecond\n")
  }

  @Test("without a current issue the last block counts")
  func currentIssue() async throws {
    let bench = try AgentBench()
    let prompt = "double: write a.txt x\n\nText.\n\ndouble: mkdir deep\ndouble: write deep/b.txt x\n\nMore text."
    #expect(await bench.double(.codex, prompt: prompt).status == 0)
    #expect(try FileManager.default.subpathsOfDirectory(atPath: bench.workspace).sorted() == ["deep", "deep/b.txt"])
  }

  @Test("without a script a session leaves one file, and a final review none")
  func scriptSession() async throws {
    let bench = try AgentBench()
    let review = await bench.double(.claude, prompt: "# Final review\n\nIssue 1:\ndouble: write a.txt x")
    #expect(review.verdict.message.hasPrefix("Final review"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: bench.workspace).isEmpty)
    let work = await bench.double(.claude, prompt: "Do something.")
    let files = try FileManager.default.contentsOfDirectory(atPath: bench.workspace)
    #expect(files.count == 1 && files[0].hasPrefix("work-"))
    #expect(work.verdict.message.contains(files[0]))
  }

  @Test("a verb can be limited to the first sessions of an issue")
  func verbLimited() async throws {
    let bench = try AgentBench()
    let prompt = "# Current issue\ndouble: once 2 overloaded\ndouble: say fine"
    var codes: [FailureCode?] = []
    for repair in ["", "red", "red again"] {
      codes.append(await bench.double(.codex, prompt: "\(repair)\n\(prompt)").verdict.failure?.code)
    }
    #expect(codes == [.agentOverloaded, .agentOverloaded, nil])
    #expect(bench.sessions.map { $0["issueSession"].number } == [1, 2, 3])
  }

  @Test(
    "a session ends as it is told",
    arguments: [
      ("garbage\ndouble: say still here", 0), ("exit 7", 7), ("crash", 134), ("sleep 0.1 quiet", 0),
      ("no-such-verb", 64),
    ])
  func sessionEnds(verbs: String, status: Int) async throws {
    let bench = try AgentBench()
    #expect(await bench.double(.codex, prompt: "double: \(verbs)").status == status)
  }

  /// Shapes that the real agents of today do not show, or show only after a long time.
  @Test(
    "an end that only old releases have, or that is hard to bring about, is read",
    arguments: AgentName.allCases,
    [
      ("old-usage-limit +457800", FailureCode.agentUsageLimit), ("login-expired", .agentNotAuthenticated),
      ("say words\ndouble: task-stopped", .agentUnfinished), ("say words\ndouble: no-result", nil),
    ] as [(String, FailureCode?)])
  func endOld(
    agent: AgentName, end: (verbs: String, code: FailureCode?)
  ) async throws {
    let bench = try AgentBench()
    let start = Date()
    let session = await bench.double(agent, prompt: "double: \(end.verbs)")
    let (isStopped, verdict) = (end.code == .agentUnfinished, session.verdict)
    // Codex has no tasks in the background.
    #expect(verdict.failure?.code == (isStopped && agent == .codex ? nil : end.code))
    #expect((session.status == 0) == (isStopped || end.code == nil))
    if end.code == nil { #expect(verdict.message == "words") }
    if isStopped && agent == .claude { #expect(session.lines.filter { $0.contains(#""type":"result""#) }.count == 2) }
    if end.code == .agentUsageLimit {
      let until = try #require(verdict.failure?.until)
      #expect(until >= start + 457_740 && until <= Date() + 457_860)
    }
  }

  @Test("arguments that the real agents refuse are refused")
  func argumentsReal() async throws {
    let bench = try SandboxBench(.translation, isSetUp: false)
    #expect(await bench.run(["codex", "exec", "--no-such"]).status == 2)
    #expect(await bench.run(["codex", "exec", "-"], input: "").errorText.contains("No prompt provided via stdin."))
    let verbose = "Error: When using --print, --output-format=stream-json requires --verbose\n"
    #expect(await bench.run(["claude", "-p", "--output-format", "stream-json", "x"]).errorText == verbose)
    #expect(await bench.run(["claude", "-p", "--no-such", "x"]).errorText == "error: unknown option '--no-such'\n")
    #expect(bench.sessions.isEmpty)
  }
}
