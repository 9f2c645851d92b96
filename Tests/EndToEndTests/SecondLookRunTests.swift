import Foundation
import KBProtocol
import TestSupport
import Testing

@Suite("A second look at a PRD within a run", .onOwnThread, .stage)
struct SecondLookRunTests {
  private let stage = FactoryStage.current

  @Test("takes up what a person has made possible meanwhile, and costs one request where nobody did")
  func meanwhile() async throws {
    let freed = try stage.repository.addPRD("Retention")
    let human = try stage.repository.addSubIssue(of: freed, "Choose the period", kind: .hitl)
    try stage.repository.addSubIssue(of: freed, "Delete old rows", body: "double: write rows.txt none")
    let blocked = try stage.repository.addPRD("Export")
    let blocker = try stage.repository.addIssue("Elsewhere")
    let waiting = try stage.repository.addSubIssue(of: blocked, "Wait")
    try stage.repository.block(waiting, by: [blocker])
    let other = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: other, "Parse", body: "\(stage.waitingScript)\ndouble: write a.txt a")

    let run = try await stage.kbRun(while: { try stage.repository.close(human) })

    #expect(run.status == 0, "\(run)")
    #expect(run.ending(of: freed) == "delivered" && run.ending(of: other) == "delivered", "\(run)")
    #expect(run.outcomes[blocked] == .blocked(issue: waiting, title: "Wait", by: ["#\(blocker)"]))
    #expect(try stage.ownComments(on: waiting).count == 1)
    let report = await stage.kb(["report"])
    #expect(report.text.contains("looked at once more: #\(other) was delivered"), "\(report.text)")
    // One look does for both deliveries, and at the end nothing had happened since.
    let looks = await stage.kb(["logs", "\(blocked)"]).text.components(separatedBy: "== claim").dropFirst(2)
    #expect(looks.map { $0.components(separatedBy: " $ gh ").count - 1 } == [1], "\(looks)")
  }

  @Test("takes up a PRD whose blocker another PRD has made, once that one's pull request is merged")
  func merged() async throws {
    let maker = try stage.repository.addPRD("Parser")
    let made = try stage.repository.addSubIssue(of: maker, "Parse", body: "double: write parse.txt yes")
    #expect(await stage.kbRun().ending(of: maker) == "delivered")
    let pull = try #require(try stage.repository.pullRequest(ofBranch: stage.branch(of: maker)))
    let user = try stage.repository.addPRD("Import")
    let waiting = try stage.repository.addSubIssue(
      of: user, "Use it",
      body: "## Blocked by\n- #\(made)\n\n## How\ndouble: run test -e parse.txt\ndouble: write u.txt u")
    let other = try stage.repository.addPRD("Other")
    try stage.repository.addSubIssue(of: other, "Wait", body: "\(stage.waitingScript)\ndouble: write o.txt o")

    let run = try await stage.kbRun(while: { try stage.repository.merge(pull.number) })

    #expect(run.ending(of: user) == "delivered", "\(run)")
    let told = try #require(try stage.ownComments(on: waiting).only)
    #expect(told.contains("the merge of https://") && told.contains("/pull/\(pull.number)"), "\(told)")
    #expect(try stage.text(of: "parse.txt", on: stage.branch(of: user)) == "yes\n")
  }
}
