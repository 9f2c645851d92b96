import Foundation
import KBDomain
import KBProtocol
import Testing

@Suite("An issue that was opened again")
struct ReopenedIssueTests {
  private let published = Date(timeIntervalSince1970: 1_800_000_000)

  private func view(reopened: Date?, committed: Date?, kind: Label = .readyForAgent, open: Bool = true) throws
    -> PRDView
  {
    let labels = [Label.implementationIssue.rawValue, kind.rawValue]
    let issues = [
      SubIssue(number: 2, title: "Two", isOpen: open, labels: Set(labels), reopenedAt: reopened),
      SubIssue(number: 3, title: "Three", labels: [labels[0], Label.readyForAgent.rawValue]),
    ]
    let branch = BranchView(
      base: "a", branch: "b", isAhead: true, footers: committed == nil ? [] : [2],
      footerTimes: committed.map { [2: $0] } ?? [:])
    return try PRDView(PRDSnapshot(prd: PRD(number: 1, title: "Plan", author: "alice"), subIssues: issues), branch)
  }

  private func step(_ view: PRDView) -> String {
    switch view.sequence.nextStep(after: view.done) {
    case .implement(let issue): "implement \(issue.number)"
    case .pause(let issue): "pause \(issue.number)"
    case .reopened(let issue): "reopened \(issue.number)"
    case .blocked(let issue, _): "blocked \(issue.number)"
    case .review: "review"
    }
  }

  @Test("after its commit is not done, whatever the branch says, until there is a newer commit or it is closed")
  func afterwards() throws {
    let later = published.addingTimeInterval(60)
    let view = try view(reopened: later, committed: published)
    #expect(step(view) == "reopened 2")
    // Nothing that follows from footers may close it.
    #expect(!view.branch.footers.contains(2) && !view.done.contains(2))
    #expect(step(try self.view(reopened: later, committed: later.addingTimeInterval(1))) == "implement 3")
    #expect(step(try self.view(reopened: later, committed: published, open: false)) == "implement 3")
    #expect(step(try self.view(reopened: later, committed: published, kind: .readyForHuman)) == "pause 2")
    #expect(step(try self.view(reopened: .distantFuture, committed: published)) == "reopened 2")
  }

  @Test("before its commit is an issue like any other, also where a run died before it could close it")
  func before() throws {
    let earlier = published.addingTimeInterval(-60)
    #expect(step(try view(reopened: earlier, committed: nil)) == "implement 2")
    let killed = try view(reopened: earlier, committed: published)
    #expect(step(killed) == "implement 3" && killed.branch.footers.contains(2))
    #expect(step(try view(reopened: nil, committed: published)) == "implement 3")
  }

  @Test("before its commit stays done after the run's own commit, without a new look")
  func publishing() throws {
    let view = try view(reopened: published.addingTimeInterval(-60), committed: nil)
    let after = view.publishing("c", for: 2, at: published)
    #expect(step(after) == "implement 3")
    #expect(step(try PRDView(after.snapshot, after.branch)) == "implement 3")
  }
}
