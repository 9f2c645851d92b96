import Foundation
import KBDomain
import KBFailures
import KBSandboxes
import KBState
import TestSupport
import Testing
@testable import Worker

@Suite("Stopping what an unclean run has left")
struct FencingTests {
  private let other = RememberingSandbox(.local)

  private func bench() throws -> WorkerBench { try WorkerBench(others: [other]) }

  private func fence(_ bench: WorkerBench, after entries: [JournalEntry]) throws {
    let lines = entries.map { JournalLine(run: "a", at: Date(timeIntervalSince1970: 0), entry: $0) }
    try bench.assembly.fencing.fence(after: ResumePoint(lines))
  }

  @Test("goes through every backend that the PRD was worked on with", arguments: [true, false])
  func otherBackend(isReady: Bool) throws {
    let bench = try bench()
    let name = bench.assembly.sandbox.spec.name
    let entry =
      isReady ? JournalEntry.sandboxReady(name: name, backend: .local) : .sandboxCreated(name: name, backend: .local)
    try fence(bench, after: [.began, entry])
    #expect(other.calls == ["stop"])
    #expect(bench.sandbox.calls == ["stop"])
    #expect(bench.entries == [.fenced])
  }

  @Test("goes through the run's own backend where an older version has not said which it was")
  func unknownBackend() throws {
    let bench = try bench()
    try fence(bench, after: [.began, .sandboxReady(name: "older")])
    #expect(other.calls.isEmpty)
    #expect(bench.sandbox.calls == ["stop", "stop"])
    #expect(bench.entries == [.fenced])
  }

  @Test("is left to a later run where the other backend's program is gone")
  func programGone() throws {
    let bench = try bench()
    other.stopFailure = WorkerBench.failure(.programMissing)
    try fence(bench, after: [.began, .sandboxReady(name: bench.assembly.sandbox.spec.name, backend: .local)])
    #expect(bench.sandbox.calls == ["stop"])
    #expect(bench.entries.isEmpty)
    #expect(bench.notes.count == 1)
  }

  @Test("fails where the run's own sandbox can't be stopped")
  func ownFails() throws {
    let bench = try bench()
    bench.sandbox.stopFailure = WorkerBench.failure(.programMissing)
    #expect(throws: ExpectedFailure.self) { try fence(bench, after: [.began]) }
    #expect(bench.entries.isEmpty)
  }
}
