import Shared
import Testing

@testable import Supervisor

@Suite("The commands")
struct CommandTests {
  @Test("are found by name, and a slip gets a suggestion")
  func found() throws {
    #expect(try KBCommands.named("run").name == "run")
    let failure = try #require(throws: ExpectedFailure.self) { try KBCommands.named("wrokers") }
    #expect(failure.code == .unknownCommand)
    #expect(failure.fix == "did you mean: kb workers")
  }

  @Test("have names, summaries and examples of their own")
  func described() {
    #expect(Set(KBCommands.all.map(\.name)).count == KBCommands.all.count)
    for command in KBCommands.all {
      #expect(!command.summary.isEmpty && !command.examples.isEmpty)
      #expect(HelpText.overview.contains(command.summary))
      for flag in command.flags { #expect(HelpText.of(command).contains(flag.text)) }
    }
  }

  @Test("show examples that they understand")
  func examples() throws {
    for command in KBCommands.all {
      for example in command.examples where !example.contains("--version") {
        let words = example.split(separator: " ").map(String.init)
        #expect(words.prefix(2) == ["kb", command.name])
        let reader = ArgumentReader(command: command.name, flags: command.flags, positional: command.positional)
        _ = try reader.read(Array(words.dropFirst(2)))
      }
    }
  }

  @Test("print help that a terminal shows without wrapping")
  func narrow() {
    let texts = [HelpText.overview] + KBCommands.all.map(HelpText.of)
    for line in texts.joined(separator: "\n").split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
  }

  @Test(
    "end with a status that tells scripts what kind of failure it was",
    arguments: [
      (ExpectedFailure.unknownCommand("x", nearest: nil), KBExit.wrongUsage),
      (.programMissing("git"), .notReady), (.notARepository("/"), .notReady),
      (.forgeNotLoggedIn("github.com"), .notReady), (.templateMissing("t"), .notReady),
      (.unknownConfigurationKey("f", line: 1, "k", nearest: nil), .notReady), (.prdNotFound(7), .failed),
      (.forgeUnavailable("x", why: "y"), .notReady), (.unforeseen("x"), .failed),
    ])
  func statuses(failure: ExpectedFailure, exit: KBExit) {
    #expect(KBExit(beforeWork: failure.failureClass) == exit)
  }

  @Test("a run's status is 1 when a PRD failed, and 0 when all others wait or are delivered")
  func outcomes() {
    let failure = DiagnosedFailure(ExpectedFailure.prdNotFound(1))
    let fine: [FactoryRunOutcome] = [
      .delivered(pullRequest: "u"), .paused(issue: 1, title: ""), .blocked(issue: 1, title: "", by: []),
      .skipped(reason: ""), .heldElsewhere(holder: ""),
    ]
    #expect(KBExit(of: fine) == .success)
    #expect(KBExit(of: [FactoryRunOutcome]()) == .success)
    #expect(KBExit(of: fine + [.failed(issue: nil, failure: failure)]) == .failed)
    #expect(KBExit(of: fine + [.unchanged(issue: 1, title: "", failure: failure)]) == .failed)
  }

  @Test("show an error with its code, its fix and its reason, safe to print")
  func errors() {
    let failure = ExpectedFailure.programMissing("sbx\u{1b}[31m")
    #expect(
      ErrorText.render(DiagnosedFailure(failure)) == """
        kb: KB-M001 the program `sbx\\u{1b}[31m` is not in PATH.
            Fix: install sbx\\u{1b}[31m, then: kb doctor
        """)
    let bug = ErrorText.render(DiagnosedFailure(Unexpected()))
    #expect(bug.hasPrefix("kb: KB-X001") && bug.contains("likely a krutrimbox bug"))
  }
}
