import Foundation
import KBDomain
import KBFailures
import KBState
import Testing

@Suite("The first step of a Factory Run")
struct FirstStepTests {
  /// A PRD of alice's with two issues. `done` are issues with a commit on the PRD Branch.
  private struct World {
    var labels: Set<String> = [Label.prd.rawValue, Label.readyForAgent.rawValue]
    var isOpen = true
    var done: Set<Int> = []
    var pull: PullRequest.State?
    var isDraft = false
    var journal: [JournalEntry] = []

    func firstStep() throws -> FirstStep {
      let prd = PRD(number: 1, title: "Plan", author: "alice", isOpen: isOpen, labels: labels)
      let subIssues = [2, 3].map {
        SubIssue(number: $0, title: "Step", labels: [Label.implementationIssue.rawValue, Label.readyForAgent.rawValue])
      }
      let request = pull.map { PullRequest(number: 9, url: "https://x/pull/9", state: $0, isDraft: isDraft, body: "") }
      let branch = BranchView(
        base: "a", branch: done.isEmpty && pull == nil ? nil : "b", isAhead: !done.isEmpty, footers: done)
      let lines = journal.map { JournalLine(run: "r", at: Date(timeIntervalSince1970: 0), entry: $0) }
      return try PRDView(PRDSnapshot(prd: prd, subIssues: subIssues, pullRequest: request), branch)
        .firstStep(owners: ["alice"], resume: ResumePoint(lines))
    }
  }

  private let all: Set<Int> = [2, 3]

  @Test("is the walk where nothing is at origin yet")
  func nothing() throws { #expect(try World().firstStep() == .walk) }

  @Test("is the catch-up where origin has commits that the forge may not know of", arguments: [[2], [2, 3]])
  func published(issues: [Int]) throws {
    #expect(try World(done: Set(issues)).firstStep() == .catchUp)
    #expect(try World(done: Set(issues), pull: .open, isDraft: true).firstStep() == .catchUp)
  }

  @Test("is none where the PRD was handed over, by a merge or out of draft")
  func delivered() throws {
    let delivered = FirstStep.delivered(pullRequest: "https://x/pull/9")
    #expect(try World(done: all, pull: .merged).firstStep() == delivered)
    #expect(try World(done: all, pull: .open).firstStep() == delivered)
    #expect(try World(done: [2], pull: .open).firstStep() == .catchUp)
  }

  @Test("is the catch-up where an issue was published after the delivery")
  func owed() throws {
    let journal: [JournalEntry] = [.delivered(head: "b"), .committed(issue: 3, parent: "b", commit: "c")]
    #expect(try World(done: all, pull: .open, journal: journal).firstStep() == .catchUp)
    #expect(try World(done: all, pull: .open, journal: journal.reversed()).firstStep() != .catchUp)
  }

  @Test("is a refusal where a person has closed the pull request, whatever is done", arguments: [[2], [2, 3]])
  func closed(issues: [Int]) throws {
    guard case .refuse(let failure) = try World(done: Set(issues), pull: .closed).firstStep() else {
      return #expect(Bool(false), "it goes on")
    }
    #expect(failure.code == .pullRequestClosed)
  }

  @Test("is none where the PRD must not be worked on, also where its pull request is closed or was handed over")
  func skipped() throws {
    for pull in [nil, .open, .closed, .merged] as [PullRequest.State?] {
      for world in [World(isOpen: false, done: all, pull: pull), World(labels: [], done: all, pull: pull)] {
        guard case .skip = try world.firstStep() else { return #expect(Bool(false), "\(world) is worked on") }
      }
    }
  }
}
