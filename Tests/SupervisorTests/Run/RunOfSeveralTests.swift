import Foundation
import KBConfiguration
import KBDomain
import KBFailures
import KBForges
import KBProtocol
import KBSystem
import KBText
import Testing
@testable import Supervisor

@Suite("The plan of a run of several repositories")
struct RunOfSeveralTests {
  /// Two repositories with PRD 12 each, and one that is left out.
  static var plan: RunPlan {
    var plan = FloorHarness.plan([], parallel: 2, stateRoot: "/state")
    let webapp = plan.repositories[0].repository
    let api = RepositoryIdentity(host: "github.com", owner: "acme", name: "api")
    plan.repositories.append(plan.repositories[0])
    plan.repositories[1].repository = api
    plan.repositories[1].checkout = nil
    plan.repositories[1].clone = "/state/repositories/github.com/acme/api"
    plan.repositories[1].flags = "--repo acme/api"
    plan.repositories[1].settings.agent = .claude
    plan.queue = [webapp, api].map { PlannedPRD(number: 12, repository: $0, title: "Import", url: "") }
    let gone = RepositoryIdentity(host: "github.com", owner: "acme", name: "gone")
    plan.leftOut = [LeftOutRepository(repository: gone, failure: DiagnosedFailure(.forgeNotLoggedIn("github.com")))]
    return plan
  }

  @Test("is kept whole, and that of one has no key that it did not have")
  func coding() throws {
    let kept = try StateCoding.decoder.decode(RunPlan.self, from: StateCoding.encoder.encode(Self.plan))
    #expect(kept == Self.plan)
    let one = try StateCoding.encoder.encode(FloorHarness.plan([12], parallel: 1, stateRoot: "/state"))
    let keys = try #require(try JSONSerialization.jsonObject(with: one) as? [String: Any]).keys.sorted()
    #expect(
      keys == [
        "checkout", "defaultBranch", "isolation", "missingLabels", "notTaken", "operatorLogin", "queue", "repository",
        "run", "settings", "settled", "stateRoot",
      ])
  }

  @Test("says of a repository that is left out each value that is not trusted, and of another failure its first line")
  func leftOut() {
    let api = RepositoryIdentity(host: "github.com", owner: "acme", name: "api")
    func lines(_ failure: ExpectedFailure) -> [String] {
      LeftOutRepository(repository: api, failure: DiagnosedFailure(failure)).lines.map { $0.text(colours: false) }
    }
    let values = ["owners: [] → [\"bob\"]", "parallel: 1 → 2"]
    let untrusted = lines(.configurationNotTrusted(api, changed: false, values, flags: "--repo acme/api"))
    #expect(untrusted.dropFirst().dropLast() == ["    owners: [] → [\"bob\"]", "    parallel: 1 → 2"])
    #expect(untrusted.last?.hasPrefix("    fix: kb trust --repo acme/api if you agree") == true)
    #expect(lines(ExpectedFailure(.gitFailed, "git failed.", why: "one\ntwo", fix: "x")).count == 3)
  }

  @Test("gives Workers of the same number runs, logs and clones of their own")
  func assignments() throws {
    let plan = Self.plan
    let both = try plan.queue.map { try #require(plan.assignment(of: $0, attempt: 1)) }
    #expect(both.map(\.run) == ["20261124-2214-7f3a-1.12-1", "20261124-2214-7f3a-2.12-1"])
    #expect(both.map(\.prd) == [12, 12])
    #expect(Set(both.map(\.log)).count == 2)
    #expect(both.map(\.operatorClone) == ["/state", nil], "without a clone gh gives the login")
    #expect(both[1].repositoryFolder == "/state/repositories/github.com/acme/api")
    #expect(both.map(\.settings.agent) == [.codex, .claude])
    #expect(plan.agents == [.codex, .claude])
  }

  @Test("a repository that every Worker would fail for is told, with what was left out")
  func closing() throws {
    var board = RunBoard(Self.plan, at: SampleRun.start)
    let api = Self.plan.repositories[1].repository
    let events: [RunEvent] = [
      .settled(prd: Self.plan.queue[0].name, outcome: .delivered(pullRequest: "u")),
      .repositoryClosed(repository: api, failure: DiagnosedFailure(.forgeForbidden("list", why: "no"))),
    ]
    for event in events { board.apply(event, at: SampleRun.at(1)) }
    #expect(board.wasGivenUp && KBExit(of: board) == .failed)
    let text = RunSummary(board: board, now: SampleRun.at(2)).lines.map { $0.text(colours: false) }
    for wanted in ["  acme/gone  KB-", "  acme/api  KB-", "kb run --repo acme/api --prd 12"] {
      #expect(text.contains { $0.contains(wanted) }, "\(text)")
    }
    var builder = try #require(
      RunReportBuilder(
        first: RunEventLine(at: SampleRun.start, run: "r", event: .started(plan: Self.plan)), redaction: Redaction()))
    for event in events { builder.apply(RunEventLine(at: SampleRun.at(1), run: "r", event: event)) }
    let report = builder.report(unreadable: 0, presence: .gone, now: SampleRun.at(2))
    #expect(report.leftOut?.map(\.repository.name) == ["gone", "api"])
    #expect(report.prds.map(\.name.argument) == ["acme/api#12", "acme/webapp#12"])
    #expect(report.title == "acme/webapp and 2 more" && report.how == "claude and codex, 2 at once, from origin/main")
  }
}
