import Shared
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
    var admission = Admission(queue: Self.prds(queue), parallel: parallel)
    var started = admission.next().started
    // The one that has been at work longest ends first.
    for index in 0..<started.count + admission.queue.count {
      _ = admission.settle(started[index], .stopped)
      started += admission.next().started
    }
    #expect(started == Self.prds(wanted))
    #expect(admission.isOver)
  }

  @Test("gives a free slot to the repository with the fewest at work: long PRDs don't keep short ones waiting")
  func slots() {
    var admission = Admission(queue: Self.prds("web1 web2 web3 api1 api2 api3"), parallel: 2)
    #expect(admission.next().started == Self.prds("web1 api1"))
    for (done, next) in [("api1", "api2"), ("api2", "api3"), ("api3", "web2")] {
      _ = admission.settle(Self.prds(done)[0], .stopped)
      #expect(admission.next().started == Self.prds(next))
    }
  }

  @Test("passes by what is held, and a repository that is not proven to get going")
  func passedBy() {
    var admission = Admission(queue: Self.prds("web1 web2 api1 api2"), parallel: 4)
    let api = Self.repository("api")
    let step = admission.next(held: Set(Self.prds("web1"))) { $0 != api }
    #expect(step.started == Self.prds("web2 api1"))
    #expect(admission.next(held: Set(Self.prds("web1"))) { $0 != api }.started == [])
    #expect(admission.next().started == Self.prds("web1 api2"))
  }

  @Test("a repository that is closed has no further turn, and the others go on")
  func closed() {
    var admission = Admission(queue: Self.prds("web1 web2 api1 api2"), parallel: 1)
    #expect(admission.next().started == Self.prds("web1"))
    let refused = DiagnosedFailure(ExpectedFailure.forgeForbidden("x", why: "y"))
    #expect(admission.settle(Self.prds("web1")[0], .failed(issue: nil, failure: refused)) != nil)
    admission.close(Self.repository("web"))
    #expect(admission.next().started == Self.prds("api1"))
    #expect(admission.queue == Self.prds("api2"))
  }
}
