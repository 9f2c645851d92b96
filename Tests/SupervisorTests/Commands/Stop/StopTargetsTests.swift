import Foundation
import KBDomain
import KBFailures
import KBProtocol
import KBState
import KBSystem
import Testing
@testable import Supervisor

@Suite("What kb stop is about")
struct StopTargetsTests {
  private func worker(_ prd: Int, _ name: String, checkout: String) -> LiveWorker {
    var plan = FloorHarness.plan([prd], parallel: 1, stateRoot: checkout)
    plan.repositories[0].repository = RepositoryIdentity(host: "github.com", owner: "acme", name: name)
    let record = plan.assignment(of: plan.queue[0], attempt: 1).map { RunRecord($0, at: SampleRun.start) }
    return LiveWorker(claimFile: "/state/prds/github.com/acme/\(name)/prd-\(prd).claim", record: record)
  }

  private var live: [LiveWorker] {
    [worker(12, "webapp", checkout: "/a"), worker(12, "api", checkout: "/b"), worker(14, "api", checkout: "/b")]
  }

  private let here = RepositoryHere(
    checkout: "/other", identity: RepositoryIdentity(host: "github.com", owner: "Acme", name: "WebApp"))

  @Test("in a clone: that repository's worker, and no other's")
  func inside() throws {
    let targets = try StopTargets([12, 14], among: live, here: here)
    #expect(targets.workers == [live[0]])
    #expect(targets.missing == [14])
    let other = RepositoryHere(checkout: "/b", identity: nil)
    #expect(try StopTargets([14], among: live, here: other).workers == [live[2]])
  }

  @Test("outside: the only one that it can be, else nothing and the choices")
  func outside() throws {
    #expect(try StopTargets([14], among: live, here: nil).workers == [live[2]])
    let failure = try #require(throws: ExpectedFailure.self) { try StopTargets([12], among: live, here: nil) }
    #expect(failure.code == .repositoryUnclear)
    #expect(failure.why == "acme/webapp: kb stop acme/webapp#12\nacme/api: kb stop acme/api#12")
  }

  @Test("a worker without a readable record is known by its file")
  func unknown() throws {
    let held = LiveWorker(claimFile: "/state/prds/github.com/acme/webapp/prd-7.claim", record: nil)
    #expect(held.shortName == "#7 of acme/webapp")
    #expect(try StopTargets([7], among: [held], here: here).workers == [held])
  }
}

@Suite("Who a process id belongs to")
struct ProcessIdentityTests {
  @Test("is told by the program's file, and of nobody by nothing")
  func programs() {
    let own = ProcessIdentity.program(of: ProcessInfo.processInfo.processIdentifier)
    #expect(own != nil && own != "kb-worker")
    #expect(ProcessIdentity.program(of: 0) == nil)
    #expect(ProcessIdentity.program(of: -1) == nil)
    #expect(!ProcessIdentity.terminate(0))
  }
}
