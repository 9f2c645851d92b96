import KBProtocol
import KBSystem
import TestSupport
import Testing
@testable import Supervisor

@Suite("A run's token budget", .onOwnThread)
struct TokenBudgetTests {
  /// Tells of a session that used 600 tokens; the first PRD's worker then waits for the word of the Supervisor.
  private static func worker(of last: String) -> String {
    """
    case "$assignment" in *'"onlyFences":true'*) touch $DIR/fenced-$KB_PRD; \(FloorHarness.stopped); exit;; esac
    \(FloorHarness.hello)
    tell '{"claimed":{}}'; tell '{"activity":{"text":"works"}}'
    tell '{"sessionEnded":{"issue":1,"usage":{"inputTokens":500,"outputTokens":100},"ok":true}}'
    \(last)
    """
  }

  private static func isSpent(_ event: RunEvent) -> Bool {
    if case .tokenBudgetSpent = event { true } else { false }
  }

  @Test("lets workers at work end, tells them to start no session, and starts nobody else")
  func spent() async throws {
    var harness = FloorHarness(
      Self.worker(of: "until read -r order && [[ $order == *startNoSession* ]]; do :; done\n\(FloorHarness.stopped)"))
    harness.prds = [1, 2, 3, 4]
    harness.parallel = 2
    harness.tokenBudget = 1200
    let result = try await harness.run()
    #expect(result.exit == .success)
    #expect(result.outcomes == [1: .stopped, 2: .stopped])
    #expect(result.events.filter(Self.isSpent) == [.tokenBudgetSpent(used: 1200, budget: 1200)])
  }

  @Test("that is not used up changes nothing")
  func enough() async throws {
    var harness = FloorHarness(Self.worker(of: FloorHarness.delivered))
    harness.prds = [1, 2]
    harness.tokenBudget = 1201
    let result = try await harness.run()
    #expect(result.outcomes.count == 2 && result.exit == .success)
    #expect(!result.events.contains(where: Self.isSpent))
  }

  @Test("counts what workers used before they died, and brings none back once it is spent")
  func crashes() async throws {
    var harness = FloorHarness(Self.worker(of: "kill -9 $$"))
    harness.tokenBudget = 1200
    let result = try await harness.run()
    #expect(result.events.filter(Self.isSpent) == [.tokenBudgetSpent(used: 1200, budget: 1200)])
    #expect(result.count { if case .restarting = $0 { true } else { false } } == 1)
    #expect(Files.exists(result.directory + "/fenced-1"))
  }
}
