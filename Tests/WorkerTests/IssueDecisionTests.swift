import KBAgents
import KBDomain
import KBFailures
import KBState
import Testing
@testable import Worker

@Suite("What work on an issue does next")
struct IssueDecisionTests {
  private let commit = CollectedWork(issue: 3, base: "p", snapshot: "c", checks: ["make"])
  private let collected = CollectedWork(issue: 3, base: "b", snapshot: "s", leftOut: LeftOut())

  @Test("begins with what an earlier run has paid for")
  func start() {
    #expect(WorkStart(.committed(parent: "p", commit: "c", checks: ["make"]), issue: 3) == .push(commit))
    #expect(WorkStart(.collected(base: "b", snapshot: "s", leftOut: LeftOut()), issue: 3) == .check(collected))
    #expect(WorkStart(.finished(base: "b", message: "done"), issue: 3) == .collect(base: "b", message: "done"))
    #expect(WorkStart(.begun(base: "b"), issue: 3) == .session)
    #expect(WorkStart(nil, issue: 3) == .session)
  }

  @Test("needs a commit in the Factory Clone for what was collected, and nothing for a session")
  func neededCommit() {
    #expect(WorkStart.push(commit).neededCommit == "c")
    #expect(WorkStart.check(collected).neededCommit == "s")
    #expect(WorkStart.collect(base: "b", message: "").neededCommit == nil)
    #expect(WorkStart.session.neededCommit == nil)
  }

  @Test("needs the sandbox for what is not collected, and for checks", arguments: [true, false])
  func neededBase(hasChecks: Bool) {
    #expect(WorkStart.push(commit).neededBase(hasChecks: hasChecks) == nil)
    #expect(WorkStart.check(collected).neededBase(hasChecks: hasChecks) == (hasChecks ? "b" : nil))
    #expect(WorkStart.collect(base: "b", message: "").neededBase(hasChecks: hasChecks) == "b")
    #expect(WorkStart.session.neededBase(hasChecks: hasChecks) == nil)
  }

  @Test("says what it takes up, and nothing of a session")
  func notes() {
    let starts = [WorkStart.push(commit), .check(collected), .collect(base: "b", message: "")]
    #expect(Set(starts.compactMap { $0.note(issue: 3) }).count == 3)
    #expect(WorkStart.session.note(issue: 3) == nil)
  }

  @Test("publishes green work, repairs red work while that is allowed, then gives up", arguments: [0, 1, 2])
  func afterChecks(repairs: Int) {
    let red = AgentPrompt.RedCheck(command: "make", output: "no")
    for done in 0...repairs {
      #expect(AfterChecks(nil, repairsDone: done, of: repairs) == .publish)
      #expect(AfterChecks(red, repairsDone: done, of: repairs) == (done < repairs ? .repair(red) : .giveUp(red)))
    }
  }

  @Test("repeats a session that failed at its work, and no other, while that is allowed")
  func attempts() {
    let own = WorkerBench.failure(.agentFailed)
    #expect([1, 2, 3].map { SessionAttempts.repeats(own, after: $0, of: 3) } == [true, true, false])
    for code in [FailureCode.agentChangedNothing, .verificationRed, .sandboxFailed, .protectedPathChanged] {
      #expect(!SessionAttempts.repeats(WorkerBench.failure(code), after: 1, of: 3), "\(code)")
    }
  }
}

@Suite("Verified work")
struct PublicationStepTests {
  private func step(_ world: PRDWorld) throws -> PublicationStep {
    try PublicationStep(issue: 3, in: world.view, owners: ["alice"])
  }

  @Test("is pushed while the issue is due", arguments: [nil, .open, .merged] as [PullRequest.State?])
  func due(pull: PullRequest.State?) throws { #expect(try step(PRDWorld(pull: pull)) == .push) }

  @Test("is dropped where the issue is done by now, also where the PRD must not be worked on any more")
  func done() throws {
    #expect(try step(PRDWorld(done: [3])) == .drop)
    #expect(try step(PRDWorld(closed: [3])) == .drop)
    #expect(try step(PRDWorld(isOpen: false, done: [3])) == .drop)
    #expect(try PublicationStep(issue: 9, in: PRDWorld().view, owners: ["alice"]) == .drop)
  }

  @Test("is kept for later where the PRD must not be worked on now, also where its pull request is closed")
  func postponed() throws {
    for world in [PRDWorld(isOpen: false), PRDWorld(isOpen: false, pull: .closed)] {
      guard case .postpone(let reason) = try step(world) else { return #expect(Bool(false), "\(world)") }
      #expect(!reason.isEmpty)
    }
    guard case .postpone = try PublicationStep(issue: 3, in: PRDWorld().view, owners: ["bob"]) else {
      return #expect(Bool(false), "the PRD is not bob's")
    }
  }

  @Test("is refused where a person has closed the pull request")
  func refused() throws {
    guard case .refuse(let failure) = try step(PRDWorld(pull: .closed)) else {
      return #expect(Bool(false), "it is pushed")
    }
    #expect(failure.code == .pullRequestClosed)
  }

  @Test("once published, has the clone made ready for the next issue, or for the review where that is made there")
  func next() throws {
    let first = try PRDWorld(done: [3]).view
    let all = try PRDWorld(done: [3, 4]).view
    let person = try PRDWorld(isForPerson: true).view
    for isThere in [true, false] {
      #expect(AfterPublish.nextTask(of: first, reviewsThere: isThere) == "4")
      #expect(AfterPublish.nextTask(of: all, reviewsThere: isThere) == (isThere ? "review" : nil))
      #expect(AfterPublish.nextTask(of: person, reviewsThere: isThere) == nil)
    }
  }
}
