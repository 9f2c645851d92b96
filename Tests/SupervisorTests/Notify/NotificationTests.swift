import Foundation
import KBConfiguration
import KBDomain
import KBFailures
import KBProtocol
import KBState
import KBSystem
import KBText
import TestSupport
import Testing
@testable import Supervisor

@Suite("Notifications")
struct NotificationTests {
  private func notifications(_ events: [RunEvent]) -> [Supervisor.Notification] {
    var board = RunBoard(SampleRun.plan, at: SampleRun.start)
    return events.compactMap { event in
      board.apply(event, at: SampleRun.at(60))
      let line = RunEventLine(at: SampleRun.at(60), run: board.plan.run, event: event)
      return Supervisor.Notification(line, board: board, redaction: Redaction())
    }
  }

  @Test("tell of outcomes, brakes and the end, and of nothing else")
  func events() {
    let brake = Brake(.usageLimit, agent: .codex, until: SampleRun.at(600), why: "try again later")
    let told = notifications(
      SampleRun.events.map(\.1) + [
        .settled(prd: 12, outcome: .stopped), .settled(prd: 14, outcome: .skipped(reason: "closed")),
        .settled(prd: 21, outcome: .blocked(issue: 50, title: "Use it", by: ["#49"])),
        .settled(prd: 30, outcome: .unchanged(issue: 70, title: "Count", failure: SampleRun.failure)),
        .brakeOn(brake: brake), .brakeExtended(brake: brake), .brakeOff(brake: brake), .stopping(now: false),
        .finished(status: 1),
      ])
    #expect(
      told.map(\.event) == [.delivered, .paused, .failed, .blocked, .failed, .brakeOn, .brakeOff, .finished])
    #expect(told.map(\.prd) == [9, 11, 17, 21, 30, nil, nil, nil])
    #expect(told.map(\.issue) == [nil, 27, 44, 50, 70, nil, nil, nil])
    #expect(told.map(\.status) == [nil, nil, nil, nil, nil, nil, nil, 1])
    #expect(told[5].until == brake.until)
    #expect(told[7].command == "kb report 20261124-2214-7f3a")
    #expect(told.allSatisfy { !$0.text.unicodeScalars.contains("\u{1b}") && !$0.title.isEmpty })
  }

  @Test("have no secret in them")
  func secrets() {
    let token = "ghp_abcdefghijklmnopqrstuvwxyz123456"
    let told = notifications([
      .brakeOn(brake: Brake(.disk, until: SampleRun.at(1), why: "see \(token)")),
      .settled(prd: 9, outcome: .paused(issue: 1, title: "use \(token)")),
    ])
    #expect(told.count == 2 && told.allSatisfy { !$0.text.contains(token) })
  }

  @Test("start the program as an argv, from the clone's top folder")
  func command() throws {
    let told = try #require(notifications([.finished(status: 0)]).first)
    let command = try #require(Notifier.command(["tools/tell.sh", "$(x)"], told, checkout: "/clone"))
    #expect(command.program == "/clone/tools/tell.sh")
    #expect(command.arguments == ["$(x)"])
    #expect(command.directory == "/clone")
    #expect(command.limit == .seconds(10))
    #expect(Notifier.command(["curl"], told, checkout: "/clone")?.program == "curl")
    #expect(Notifier.command(["/bin/tell"], told, checkout: "/clone")?.program == "/bin/tell")
  }

  @Test("docs/notifications.md has every event and every key")
  func documented() throws {
    let text = try DocsFiles.text("docs/notifications.md")
    for event in Supervisor.Notification.Event.allCases { #expect(text.contains("| `\(event.rawValue)` |")) }
    for child in Mirror(reflecting: try #require(notifications([.finished(status: 0)]).first)).children {
      #expect(text.contains("| `\(try #require(child.label))` |"), "\(child.label ?? "")")
    }
    let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("{\"at\":") })
    let told = try StateCoding.decoder.decode(Supervisor.Notification.self, from: Data(line.utf8))
    #expect(String(decoding: try StateCoding.encoder.encode(told), as: UTF8.self) == line)
  }

  @Test("never hold up the run, however slow the program is; too many are dropped", .timeLimit(.minutes(40)))
  func slow() async throws {
    let log = try await onOwnThread {
      Result {
        let folder = TestFolder("notify")
        let directory = folder.path
        var plan = FloorHarness.plan([9], parallel: 1, stateRoot: directory)
        // Longer than this test takes anywhere. Told to end after 10 s, it does not, so none follows it.
        plan.settings.notify = ["sh", "-c", "trap '' INT TERM; exec sleep 600"]
        _ = try StateDirectory(opening: directory).runDirectory(plan.run)
        let environment = ["PATH": "/usr/bin:/bin", "KB_TEST_MARK": directory]
        let runner = ProcessRunner(loop: EventLoop(signals: nil), environment: environment)
        defer { _ = MarkedProcesses.end("KB_TEST_MARK", directory, grace: .zero, patience: .seconds(300)) }
        guard let notifier = Notifier(plan, redaction: Redaction(), runner: runner) else { throw Unexpected() }
        let board = RunBoard(plan, at: Date())
        let line = RunEventLine(at: Date(), run: plan.run, event: .finished(status: 0))
        for _ in 0..<(Notifier.limit + 3) { notifier.receive(line, board: board) }
        notifier.drain(within: .milliseconds(10), isOver: { false })
        return Files.text(plan.directory + "/run.log") ?? ""
      }
    }.get()
    #expect(log.components(separatedBy: "was dropped").count - 1 == 2)
    #expect(log.contains("\(Notifier.limit) were not sent before the end"))
  }
}
