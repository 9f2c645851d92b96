import KBDomain
import KBFailures
import Testing
@testable import Worker

@Suite("A final review")
struct DeliveryStepTests {
  private func step(_ world: PRDWorld, outrun: Int = 0) throws -> DeliveryStep {
    var reviews = ReviewCount()
    for _ in 0..<outrun { _ = reviews.isLast() }
    return try DeliveryStep("bbbb", world.view, owners: ["alice"], &reviews)
  }

  private func reviewed(_ pull: PullRequest.State = .open, tip: String = "bbbb") -> PRDWorld {
    PRDWorld(done: [3, 4], pull: pull, tip: tip)
  }

  @Test("of the branch's tip is handed over")
  func tip() throws { #expect(try step(reviewed()) == .handOver(isOutrun: false)) }

  @Test("that was outrun is made again, but for the third one, which is handed over", arguments: [0, 1, 2])
  func outrun(before: Int) throws {
    let step = try step(reviewed(tip: "cccc"), outrun: before)
    #expect(step == (before < 2 ? .changed : .handOver(isOutrun: true)))
  }

  @Test("waits while there is more to do, and costs no count")
  func moreToDo() throws {
    var reviews = ReviewCount()
    let world = PRDWorld(done: [3], pull: .open, tip: "cccc")
    #expect(try DeliveryStep("bbbb", world.view, owners: ["alice"], &reviews) == .changed)
    #expect(reviews.outrun == 0)
  }

  @Test("is of no use where a person has merged meanwhile: only the sandbox is left")
  func merged() throws {
    #expect(try step(reviewed(.merged)) == .cleanUp(pullRequest: "https://x/pull/88"))
    #expect(try step(reviewed(.merged, tip: "cccc")) == .cleanUp(pullRequest: "https://x/pull/88"))
  }

  @Test("is refused where a person has closed the pull request")
  func closed() throws {
    guard case .refuse(let failure) = try step(reviewed(.closed)) else { return #expect(Bool(false), "it goes on") }
    #expect(failure.code == .pullRequestClosed)
  }

  @Test(
    "is not handed over where the PRD must not be worked on any more",
    arguments: [.open, .closed, .merged] as [PullRequest.State])
  func skipped(pull: PullRequest.State) throws {
    var world = reviewed(pull)
    world.isOpen = false
    guard case .skip = try step(world) else { return #expect(Bool(false), "it goes on") }
  }
}
