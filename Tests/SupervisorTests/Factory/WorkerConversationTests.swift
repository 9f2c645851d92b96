import KBProtocol
import Testing
@testable import Supervisor

@Suite("A conversation with a worker")
struct WorkerConversationTests {
  private let hello = WorkerEvent.hello(pid: 1, version: BuildVersion.text)

  private func line(_ event: WorkerEvent, run: String = "r", v: Int = WorkerProtocol.version)
    -> ProtocolLine<WorkerEvent>
  {
    var envelope = Envelope(run: run, prd: 1, seq: 1, event)
    envelope.v = v
    return .message(envelope)
  }

  private func greeted() -> WorkerConversation {
    var conversation = WorkerConversation(run: "r", prd: 1)
    _ = conversation.receive(line(hello))
    return conversation
  }

  @Test("begins with a greeting")
  func greeting() {
    var conversation = WorkerConversation(run: "r", prd: 1)
    guard case .oddity = conversation.receive(line(.claimed)) else { return #expect(Bool(false)) }
    #expect(!conversation.hasGreeted)
    #expect(conversation.receive(line(hello)) == .tell(hello))
    #expect(conversation.hasGreeted)
    #expect(conversation.receive(line(.claimed)) == .tell(.claimed))
  }

  @Test("is refused with another build or another protocol")
  func refused() {
    var conversation = WorkerConversation(run: "r", prd: 1)
    #expect(conversation.receive(line(.hello(pid: 1, version: "9\u{1b}"))) == .refuse(version: "9\\u{1b}"))
    var other = WorkerConversation(run: "r", prd: 1)
    #expect(other.receive(line(hello, v: 2)) == .refuse(version: BuildVersion.text))
  }

  @Test("drops lines of another run")
  func otherRun() {
    var conversation = greeted()
    guard case .oddity = conversation.receive(line(.claimed, run: "other")) else { return #expect(Bool(false)) }
    #expect(conversation.oddities == 1)
  }

  @Test("ends with the outcome: what comes after does not count")
  func outcome() {
    var conversation = greeted()
    #expect(conversation.receive(line(.ended(outcome: .stopped))) == .tell(.ended(outcome: .stopped)))
    guard case .oddity = conversation.receive(line(.ended(outcome: .skipped(reason: "x")))) else {
      return #expect(Bool(false))
    }
    #expect(conversation.outcome == .stopped)
  }

  @Test("tells the first oddities and counts the rest")
  func flood() {
    var conversation = greeted()
    let steps = (0..<1000).map { _ in conversation.receive(.unrecognized("x")) }
    #expect(steps.filter { $0 != .ignore }.count == WorkerConversation.oddityLimit)
    #expect(conversation.oddities == 1000)
  }

  @Test("never reads a line without its end")
  func torn() {
    var conversation = greeted()
    #expect(conversation.end(tornBytes: 0) == .ignore)
    #expect(conversation.end(tornBytes: 7) == .oddity("7 bytes without an end of line were dropped"))
  }
}
