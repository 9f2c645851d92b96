import Foundation
import KBFailures
import KBProtocol
import KBSystem
import Testing
@testable import Supervisor

@Suite("Stopping a run", .timeLimit(.minutes(40)))
struct StopTests {
  /// Ends as a worker does that was told to stop after its step.
  private static let obedient = """
    \(FloorHarness.hello)
    tell '{"claimed":{}}'
    read -r order
    case $order in *'"stop":{"now":false}'*) \(FloorHarness.stopped);; esac
    """

  @Test("once ends workers after saving, starts nothing new, and exits with 130")
  func once() async throws {
    var harness = FloorHarness(Self.obedient)
    harness.prds = [1, 2]
    harness.react = { if case .worker(_, .claimed) = $0 { .stop } else { .none } }
    let result = try await harness.run()
    #expect(result.exit == .interrupted)
    #expect(result.outcomes == [1: .stopped])
    #expect(result.events.contains(.stopping(now: false)))
  }

  /// A worker that only stops the sandbox says so in a file; any other goes on below this.
  private static let fencing = """
    \(FloorHarness.hello)
    case $assignment in *'"onlyFences":true'*) touch $DIR/fenced-$KB_PRD; \(FloorHarness.stopped); exit;; esac
    tell '{"claimed":{}}'; tell '{"activity":{"text":"works"}}'
    """

  @Test("by its deadline lets workers end and starts nothing new, but stops the sandbox of one that dies afterwards")
  func deadline() async throws {
    var harness = FloorHarness(
      """
      \(Self.fencing)
      until grep -q deadlinePassed $DIR/runs/*/run.jsonl; do sleep 0.02; done
      if [ "$KB_PRD" = 1 ]; then kill -9 $$; fi
      \(FloorHarness.stopped)
      """)
    harness.prds = [1, 2, 3]
    harness.parallel = 2
    harness.deadline = 3600
    harness.react = { if case .worker(1, .activity) = $0 { .passDeadline } else { .none } }
    let result = try await harness.run()
    #expect(result.exit == .failed)
    guard case .failed(nil, let failure)? = result.outcomes[1] else { throw Unexpected() }
    #expect(failure.code == "KB-W001")
    #expect(Files.exists(result.directory + "/fenced-1") && !Files.exists(result.directory + "/fenced-2"))
    #expect(result.outcomes[3] == nil)
    #expect(result.count { $0 == .deadlinePassed } == 1)
    #expect(result.count { if case .restarting = $0 { true } else { false } } == 0)
  }

  @Test("by its deadline brings no crashed worker back, stops its sandbox, and is no interruption")
  func deadlineWhileWaiting() async throws {
    var harness = FloorHarness("\(Self.fencing)\nkill -9 $$")
    harness.restartDelay = .seconds(3600)
    harness.deadline = 3600
    harness.react = { if case .restarting = $0 { .passDeadline } else { .none } }
    let result = try await harness.run()
    #expect(result.exit == .success)
    #expect(result.outcomes == [1: .stopped])
    #expect(Files.exists(result.directory + "/fenced-1"))
  }

  @Test("by a deadline that has passed already starts nobody")
  func deadlineBefore() async throws {
    var harness = FloorHarness("\(Self.fencing)\n\(FloorHarness.stopped)")
    harness.deadline = -1
    let result = try await harness.run()
    #expect(result.exit == .success && result.outcomes.isEmpty)
    #expect(result.count { if case .workerStarted = $0 { true } else { false } } == 0)
  }

  private static let stopTwice: @Sendable (RunEvent) -> FloorHarness.Reaction = {
    if case .worker(_, .claimed) = $0 { return .stop }
    return $0 == .stopping(now: false) ? .stop : .none
  }

  @Test("twice tells workers to end at once")
  func twice() async throws {
    var harness = FloorHarness(
      """
      \(FloorHarness.hello); tell '{"claimed":{}}'
      read -r first; read -r second; echo "$second" > $DIR/second
      \(FloorHarness.stopped)
      """)
    harness.limits.stopNow = .seconds(3600)
    harness.react = Self.stopTwice
    let result = try await harness.run()
    #expect(result.exit == .interrupted)
    #expect(result.outcomes == [1: .stopped])
    let second = try String(contentsOfFile: result.directory + "/second", encoding: .utf8)
    #expect(second.contains(#""stop":{"now":true}"#))
  }

  @Test("twice kills what does not obey")
  func twiceForTheDeaf() async throws {
    var harness = FloorHarness(
      "trap '' TERM INT; \(FloorHarness.hello); tell '{\"claimed\":{}}'; while :; do sleep 1000; done")
    harness.limits.stopNow = .milliseconds(100)
    harness.react = Self.stopTwice
    let result = try await harness.run()
    #expect(result.exit == .interrupted)
    #expect(result.outcomes == [1: .stopped])
  }

  @Test("three times kills at once")
  func thrice() async throws {
    var harness = FloorHarness("\(FloorHarness.hello); tell '{\"claimed\":{}}'; while :; do sleep 1000; done")
    harness.react = {
      switch $0 {
      case .worker(_, .claimed), .stopping: .stop
      default: .none
      }
    }
    // Nothing but the third order can end this worker before the suite's time is over.
    harness.limits.stopNow = .seconds(3600)
    let result = try await harness.run()
    #expect(result.outcomes == [1: .stopped])
  }

  @Test("waits no longer than its patience for a step")
  func patience() async throws {
    var harness = FloorHarness(
      """
      \(FloorHarness.hello); tell '{"claimed":{}}'; read -r first; read -r second
      case $second in *true*) \(FloorHarness.stopped);; esac
      """)
    harness.patience = .milliseconds(100)
    harness.react = { if case .worker(_, .claimed) = $0 { .stop } else { .none } }
    let result = try await harness.run()
    #expect(result.events.contains(.stopping(now: true)))
    #expect(result.outcomes == [1: .stopped])
  }

  @Test("a PRD that waits for its next worker ends resumable")
  func duringRestart() async throws {
    var harness = FloorHarness("\(FloorHarness.hello); exit 1")
    harness.react = { if case .restarting = $0 { .stop } else { .none } }
    let result = try await harness.run()
    #expect(result.exit == .interrupted)
    #expect(result.outcomes == [1: .stopped])
  }
}
