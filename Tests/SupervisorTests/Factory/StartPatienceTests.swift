import Foundation
import KBFailures
import KBForges
import KBRepository
import TestSupport
import Testing
@testable import Supervisor

@Suite("The patience of a run that starts")
struct StartPatienceTests {
  private let now = Date(timeIntervalSince1970: 1000)

  private func seconds(_ failure: ExpectedFailure, tries: Int = 0, scale: Double = 1) -> Double? {
    StartPatience.wait(after: failure, before: tries)
      .map { StartPatience.end(of: failure, $0, at: now, scale: scale).timeIntervalSince(now) }
  }

  @Test("waits until the end that GitHub names, else for a minute and then longer, however often")
  func limit() {
    let named = ExpectedFailure.forgeRateLimited("", until: now.addingTimeInterval(900))
    let unnamed = ExpectedFailure.forgeRateLimited("", until: nil)
    for tries in [0, 100] { #expect(seconds(named, tries: tries) == 900) }
    #expect([0, 1, 2, 4, 5, 100].map { seconds(unnamed, tries: $0) } == [60, 120, 240, 960, 960, 960])
    #expect(seconds(named, scale: 0.01) == 900)
    #expect(seconds(unnamed, scale: 0.5) == 30)
  }

  @Test("waits out an outage with growing delays, for about an hour")
  func outage() {
    let failure = ExpectedFailure.forgeUnavailable("look", why: "502")
    let all = (0..<100).compactMap { seconds(failure, tries: $0) }
    #expect(all.first == 5 && all == all.sorted())
    #expect((3000...5400).contains(all.reduce(0, +)))
  }

  @Test("does not wait beyond the run's deadline: no session could start then")
  func deadline() throws {
    for (seconds, waits) in [(899.0, false), (901, true)] {
      let effects = ScriptedEffects()
      let patience = StartPatience(
        effects: effects, scale: 1, deadline: effects.now.addingTimeInterval(seconds), tell: { _ in })
      var tries = 0
      let end = effects.now.addingTimeInterval(900)
      let result = Swift.Result {
        try patience.run {
          tries += 1
          if tries == 1 { throw ExpectedFailure.forgeRateLimited("", until: end) }
        }
      }
      #expect(((try? result.get()) != nil) == waits)
      #expect(tries == (waits ? 2 : 1))
    }
  }

  @Test("waits for an origin that git can't reach as for the forge, and for a host that nobody knows only shortly")
  func origin() {
    func waits(_ why: String) -> Int {
      (0..<100).filter { seconds(.originFailed("list its branches", why: why), tries: $0) != nil }.count
    }
    let all = (0..<100).filter { seconds(.forgeUnavailable("look", why: "502"), tries: $0) != nil }.count
    #expect(waits("fatal: unable to access 'https://github.com/': The requested URL returned error: 503") == all)
    #expect(waits("it took longer than 300 s") == all)
    #expect(waits("fatal: unable to access 'https://githib.com/': Could not resolve host: githib.com") == 3)
    #expect(waits("ERROR: Repository not found.") == 0)
    #expect(waits("git@github.com: Permission denied (publickey).") == 0)
  }

  @Test("does not wait for what a person must mend")
  func never() {
    #expect(seconds(.originUnreachable("list its branches", why: "")) == nil)
    #expect(seconds(.forgeNotLoggedIn("github.com")) == nil)
    #expect(seconds(.forgeAnswerUnreadable("read the PRD", why: "unknown flag")) == nil)
    #expect(seconds(.unforeseen("")) == nil)
  }
}
