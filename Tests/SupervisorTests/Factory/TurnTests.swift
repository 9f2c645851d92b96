import KBDomain
import KBFailures
import KBForges
import KBProtocol
import KBSystem
import Testing
@testable import Supervisor

@Suite("Whose turn it is among several repositories")
struct TurnTests {
  private static func repository(_ name: String) -> RepositoryIdentity {
    RepositoryIdentity(host: "github.com", owner: "acme", name: name)
  }

  /// `web1 api1` as PRDs; `held` as well.
  private static func prds(_ text: String) -> [PRDName] {
    text.split(separator: " ").map { word in
      PRDName(Int(word.drop { !$0.isNumber }) ?? 0, of: repository(String(word.prefix { !$0.isNumber })))
    }
  }

  @Test(
    "starts by repository in turn, then by number",
    arguments: [
      ("web1 web2 web3 api1 api2", 1, "web1 api1 web2 api2 web3"),
      ("web1 web2 web3 web4 api9 lib5 lib2", 3, "web1 api9 lib2 web2 lib5 web3 web4"),
      ("web7 web3", 2, "web3 web7"),
      // The same number in each.
      ("web1 api1 lib1", 2, "web1 api1 lib1"),
    ])
  func order(queue: String, parallel: Int, wanted: String) {
    var floor = PaperFloor(Self.prds(queue), parallel: parallel)
    var started = floor.begin().started
    // The one that has been at work longest ends first.
    var ended = 0
    while ended < started.count {
      started += floor.end(started[ended], .stopped).started
      ended += 1
    }
    #expect(started == Self.prds(wanted))
    #expect(floor.seats.isOver)
  }

  @Test("gives a free slot to the repository with the fewest at work: long PRDs don't keep short ones waiting")
  func slots() {
    var floor = PaperFloor(Self.prds("web1 web2 web3 api1 api2 api3"), parallel: 2)
    #expect(floor.begin().started == Self.prds("web1 api1"))
    for (done, next) in [("api1", "api2"), ("api2", "api3"), ("api3", "web2")] {
      #expect(floor.end(Self.prds(done)[0], .stopped).started == Self.prds(next))
    }
  }

  @Test("passes by what is held, and a repository that is not proven to get going")
  func passedBy() {
    var floor = PaperFloor(Self.prds("web1 web2 api1 api2"), parallel: 4, isProven: false)
    for number in 1001...1002 { _ = floor.seats.slowStart.saw(PRDName(number, of: Self.repository("web"))) }
    let held = Dictionary(uniqueKeysWithValues: Self.prds("web1").map { ($0, 600.0) })
    #expect(floor.look(held: held).started == Self.prds("web2 api1"))
    #expect(floor.look(held: held).started == [])
    #expect(floor.hear(.activity(text: "works"), of: Self.prds("api1")[0]).started == Self.prds("api2"))
    #expect(floor.look().started == Self.prds("web1"))
  }

  @Test("a repository that is closed has no further turn, and the others go on")
  func closed() {
    var floor = PaperFloor(Self.prds("web1 web2 api1 api2"))
    #expect(floor.begin().started == Self.prds("web1"))
    let refused = DiagnosedFailure(ExpectedFailure.forgeForbidden("x", why: "y"))
    let actions = floor.end(Self.prds("web1")[0], .failed(issue: nil, failure: refused))
    #expect(actions.contains(.tell(.repositoryClosed(repository: Self.repository("web"), failure: refused))))
    #expect(actions.started == Self.prds("api1"))
    #expect(floor.seats.names { $0 == .queued } == Self.prds("api2"))
    #expect(floor.seats.names { $0 == .left } == Self.prds("web2"))
  }

  @Test("a machine that fails for one repository fails for all")
  func machine() {
    var floor = PaperFloor(Self.prds("web1 web2 api1 api2"))
    _ = floor.begin()
    let ill = DiagnosedFailure(ExpectedFailure.workerProgramMissing("/kb-worker"))
    let actions = floor.end(Self.prds("web1")[0], .failed(issue: nil, failure: ill))
    #expect(actions.contains(.tell(.closed(failure: ill))) && actions.started == [])
    #expect(floor.seats.isOver)
  }
}
