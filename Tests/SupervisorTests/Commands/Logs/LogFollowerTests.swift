import Foundation
import KBState
import KBSystem
import TestSupport
import Testing
@testable import Supervisor

@Suite("A log that is followed", .timeLimit(.minutes(40)))
struct LogFollowerTests {
  /// A state directory with runs in it.
  private struct Runs: Sendable {
    private let folder = TestFolder("runs")
    var root: String { folder.path }

    func begin(_ run: String, log: String, events: [RunEvent] = []) throws {
      var plan = FloorHarness.plan([12], parallel: 1, stateRoot: root)
      plan.run = run
      let directory = try StateDirectory(opening: root).runDirectory(run)
      let all = [RunEvent.started(plan: plan)] + events
      let lines = all.compactMap { RunFiles.line(RunEventLine(at: Date(), run: run, event: $0)) }
      try Data(lines.joined()).write(to: URL(fileURLWithPath: directory + "/run.jsonl"))
      try append(log, to: run)
    }

    func append(_ log: String, to run: String) throws {
      try AppendFile("\(root)/runs/\(run)/prd-12.log").append(Array(log.utf8))
    }
  }

  @Test("goes over to the log of a new run, and ends when nobody holds the claim")
  func newRun() async throws {
    let runs = Runs()
    try runs.begin("20261124-2214-aaaa", log: "one\n")
    let texts = try await onOwnThread { Result { try follow(runs) } }.get()
    #expect(texts.written == ["one", "two", "three", "four"])
    #expect(texts.told == ["== acme/webapp #12, run 20261124-2215-bbbb", "the worker has ended"])
  }

  /// Every line brings the next one about, so nothing is waited for but the follower itself.
  private func follow(_ runs: Runs) throws -> (written: [String], told: [String]) {
    let state = try StateDirectory(opening: runs.root)
    let registry = ClaimRegistry(state)
    let repository = FloorHarness.plan([12], parallel: 1, stateRoot: runs.root).repositories[0].repository
    let holder = Holder(try registry.claim(12, of: repository))
    var written: [String] = []
    var told: [String] = []
    let finder = PRDLogFinder(store: RunStore(stateRoot: runs.root), here: nil)
    let log = try finder.find(12, run: nil)
    let follower = LogFollower(
      log, finder, registry,
      write: { text in
        written += text.split(separator: "\n").map(String.init)
        switch text {
        case "one": try? runs.append("two\n", to: "20261124-2214-aaaa")
        case "two": try? runs.begin("20261124-2215-bbbb", log: "three\n")
        case "three":
          try? runs.append("four", to: "20261124-2215-bbbb")
          holder.release()
        default: break
        }
        return true
      }, tell: { told.append($0) })
    follower.run(on: EventLoop(signals: nil))
    return (written, told)
  }

  @Test("ends when nobody reads it any more")
  func noReader() async throws {
    let runs = Runs()
    try runs.begin("20261124-2214-aaaa", log: "one\n")
    let count = try await onOwnThread {
      Result {
        let registry = ClaimRegistry(try StateDirectory(opening: runs.root))
        let finder = PRDLogFinder(store: RunStore(stateRoot: runs.root), here: nil)
        var count = 0
        let follower = LogFollower(
          try finder.find(12, run: nil), finder, registry,
          write: { _ in
            count += 1
            return false
          }, tell: { _ in })
        follower.run(on: EventLoop(signals: nil))
        return count
      }
    }.get()
    #expect(count == 1)
  }
}

/// Holds a claim until it is told to let go.
private final class Holder {
  private var claim: Box?

  init(_ claim: consuming Claim?) {
    if let claim = claim { self.claim = Box(claim) }
  }

  func release() { claim = nil }

  private final class Box {
    let claim: Claim
    init(_ claim: consuming Claim) { self.claim = claim }
  }
}
