import Foundation
import KBProtocol
import TestSupport
import Testing

@Suite("A plan that people change while an agent works", .stage)
struct PlanChangeTests {
  private let stage = FactoryStage.current

  /// What a person does meanwhile.
  enum Change: String, CaseIterable, Sendable {
    case issueClosed, prdClosed, labelRemoved, authorNotOwner
  }

  @Test("is believed: nothing more is published, and the work is kept under a ref", arguments: Change.allCases)
  func isBelieved(_ change: Change) async throws {
    let prd = try stage.repository.addPRD("Import")
    let issue = try stage.repository.addSubIssue(
      of: prd, "Parse", body: "double: write a.txt precious\n\(stage.waitingScript)")
    let repository = stage.repository

    let run = try await stage.kbRun {
      switch change {
      case .issueClosed: try repository.close(issue)
      case .prdClosed: try repository.close(prd)
      case .labelRemoved: try repository.setLabels(prd, ["PRD"])
      case .authorNotOwner: try repository.change(prd) { $0.author = "mallory" }
      }
    }

    #expect(run.status == 0, "\(run)")
    #expect(run.ending(of: prd) == "skipped", "\(run)")
    #expect(stage.sessionCount == 1)
    #expect(try stage.repository.hasBranch(stage.branch(of: prd)) == false)
    #expect(try stage.repository.pullRequests.isEmpty)
    #expect(try stage.world.effects(.issueClosed).isEmpty && stage.world.effects(.commentCreated).isEmpty)
    let saved = "refs/krutrimbox/prd-\(prd)/saved/issue-\(issue)"
    #expect(try stage.git("show", "\(saved):a.txt") == "precious\n")
  }

  @Test(
    "holds the PRD back for as long as it stands: then the finished work is published without another session",
    arguments: [Change.prdClosed, .labelRemoved, .authorNotOwner])
  func isOver(_ change: Change) async throws {
    // With checks the work must be in the sandbox still.
    if change == .labelRemoved { try stage.configure(#"{"verify": {"commands": [["test", "-f", "a.txt"]]}}"#) }
    let prd = try stage.repository.addPRD("Import")
    let issue = try stage.repository.addSubIssue(
      of: prd, "Parse", body: "double: write a.txt precious\n\(stage.waitingScript)")
    let repository = stage.repository
    let run = try await stage.kbRun {
      switch change {
      case .issueClosed: break
      case .prdClosed: try repository.close(prd)
      case .labelRemoved: try repository.setLabels(prd, ["PRD"])
      case .authorNotOwner: try repository.change(prd) { $0.author = "mallory" }
      }
    }
    #expect(run.ending(of: prd) == "skipped", "\(run)")

    switch change {
    case .issueClosed: break
    case .prdClosed: try repository.reopen(prd)
    case .labelRemoved: try repository.setLabels(prd, ["PRD", "ready-for-agent"])
    case .authorNotOwner: try repository.change(prd) { $0.author = "alice" }
    }
    let again = await stage.kbRun()

    #expect(again.ending(of: prd) == "delivered", "\(again)")
    // The issue's session and the final review's.
    #expect(stage.sessionCount == 2)
    let branch = stage.branch(of: prd)
    #expect(try stage.messages(on: branch) == ["Parse\n\nRefs #\(issue)"])
    #expect(try stage.text(of: "a.txt", on: branch) == "precious\n")
  }

  @Test("that loses the issue itself keeps the work on it and publishes the others alone")
  func losesIssue() async throws {
    let prd = try stage.repository.addPRD("Import")
    let first = try stage.repository.addSubIssue(
      of: prd, "Parse", body: "double: write a.txt precious\n\(stage.waitingScript)")
    let second = try stage.repository.addSubIssue(of: prd, "Check", body: "double: write b.txt b")
    let repository = stage.repository

    let run = try await stage.kbRun {
      try repository.change(prd) { $0.subIssues.removeAll { $0.number == first } }
      try repository.change(first) { $0.parent = nil }
    }

    #expect(run.ending(of: prd) == "delivered", "\(run)")
    #expect(try stage.messages(on: stage.branch(of: prd)) == ["Check\n\nRefs #\(second)"])
    #expect(try !repository.issue(first).isClosed)
    let saved = "refs/krutrimbox/prd-\(prd)/saved/issue-\(first)"
    #expect(try stage.git("show", "\(saved):a.txt") == "precious\n")
    #expect(run.description.contains(saved))
  }

  @Test("is followed: a new issue is worked on in number order, one that was made HITL waits")
  func isFollowed() async throws {
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write a.txt a\n\(stage.waitingScript)")
    let second = try stage.repository.addSubIssue(of: prd, "Check", body: "double: write b.txt b")
    let repository = stage.repository

    let run = try await stage.kbRun {
      try repository.setLabels(second, ["PRD-sub-issue", "ready-for-human"])
      try repository.addSubIssue(of: prd, "Third", body: "double: write c.txt c")
    }

    #expect(run.outcomes[prd] == .paused(issue: second, title: "Check"), "\(run)")
    #expect(stage.sessionCount == 1)
    let pull = try #require(try repository.pullRequest(ofBranch: stage.branch(of: prd)))
    #expect(pull.body.contains("- [ ] #\(second + 1) Third"))
  }

  @Test("that becomes unreadable fails the PRD, and once it is mended the finished work is published")
  func becomesUnreadable() async throws {
    let prd = try stage.repository.addPRD("Import")
    let issue = try stage.repository.addSubIssue(
      of: prd, "Parse", body: "double: write a.txt a\n\(stage.waitingScript)")
    let second = try stage.repository.addSubIssue(of: prd, "Check", body: "double: write b.txt b")
    let repository = stage.repository

    let run = try await stage.kbRun { try repository.setLabels(second, ["PRD-sub-issue"]) }
    #expect(run.code(of: prd) == "KB-P006", "\(run)")

    try repository.setLabels(second, ["PRD-sub-issue", "ready-for-agent"])
    let again = await stage.kbRun()
    #expect(again.ending(of: prd) == "delivered", "\(again)")
    // The first session was not paid for twice.
    #expect(stage.sessionCount == 3)
    #expect(
      try stage.messages(on: stage.branch(of: prd)) == ["Check\n\nRefs #\(second)", "Parse\n\nRefs #\(issue)"])
  }
}
