import Foundation
import KBAgents
import KBDomain
import KBFailures
import KBProtocol
import KBSandboxes
import KBState
import Testing
@testable import Supervisor

@Suite("Attack: one session lies about its vendor")
struct LyingSessionTests {
  private static let setUps: [ExpectedFailure] = [
    .agentNotAuthenticated(.codex, why: ""), .agentModelUnknown(.codex, why: ""), .agentMissing(.codex, why: ""),
    .agentAccountRefused(.codex, why: ""), .agentForbidden(.codex, why: ""), .agentRefusesRoot(.codex, why: ""),
  ]

  @Test(
    "a login or a model that one sandbox says is missing stops that PRD, and a second one's word the run",
    arguments: setUps)
  func oneWord(failure: ExpectedFailure) {
    var floor = PaperFloor([1, 2, 3], parallel: 1)
    let outcome = FactoryRunOutcome.failed(issue: 5, failure: DiagnosedFailure(failure))
    #expect(floor.begin().started == [1])
    let first = floor.end(1, outcome)
    #expect(first.started == [2] && first.closings.isEmpty)
    let second = floor.end(2, outcome)
    #expect(second.started == [] && second.closings.map(\.code) == [failure.code.rawValue])
  }

  @Test("two sandboxes that say different things bear out nothing")
  func differentWords() {
    var floor = PaperFloor([1, 2, 3], parallel: 2)
    #expect(floor.begin().started == [1, 2])
    func says(_ failure: ExpectedFailure, _ prd: PRDName) -> [DiagnosedFailure] {
      floor.end(prd, .failed(issue: nil, failure: DiagnosedFailure(failure))).closings
    }
    #expect(says(.agentModelUnknown(.codex, why: ""), 1) == [])
    #expect(says(.agentNotAuthenticated(.codex, why: ""), 2) == [])
    #expect(floor.seats.isOver == false, "the third goes on")
  }

  @Test("a limit until 2099 holds for an hour, one until next week for six, and then a session tries again")
  func longWord() throws {
    let now = Date(timeIntervalSince1970: 1_795_557_000)
    func end(_ seconds: Double, _ prd: Int) throws -> Date? {
      let repository = RepositoryIdentity(host: "github.com", owner: "acme", name: "webapp")
      let word = UsageLimits.Word(
        agent: .codex, repository: repository, prd: prd, since: now, until: now + seconds, why: "limit")
      return UsageLimitWords([word], at: now).brake(of: .codex, prd: prd, in: repository)?.until
    }
    #expect(try end(75 * 365 * 86_400, 1) == now + 3600)
    #expect(try end(6 * 86_400, 1) == now + 6 * 3600)
    #expect(try end(1800, 1) == now + 1800)
  }
}
