import Foundation
import KBProtocol
import TestSupport
import Testing

@Suite("kb plan foretells what kb run does", .stage)
struct PlanAgreementTests {
  private let stage = FactoryStage.current

  private struct Plan: Decodable {
    struct Running: Decodable {
      struct Due: Decodable {
        let number: Int
        let position: Int
        let total: Int
      }
      let prd: Int
      let step: String
      let due: Due?
      let resumesAt: String?
      let sandbox: String
    }
    struct Resting: Decodable {
      let prd: Int
      let ending: String
      let reason: String
      let code: String?
    }
    let wouldRun: [Running]
    let wouldNotRun: [Resting]
  }

  private func plan(_ stage: FactoryStage) async throws -> Plan {
    let result = await stage.kb(["plan", "--json"])
    #expect(result.status == 0, "\(result.errorText)")
    #expect(result.text.split(separator: "\n").count == 1)
    return try JSONDecoder().decode(Plan.self, from: Data(result.text.utf8))
  }

  /// One PRD of each kind.
  private func build(_ repository: WorldRepository, _ stage: FactoryStage) async throws {
    try stage.world.addUser("bob")
    let delivered = try repository.addPRD("Delivered")
    try repository.addSubIssue(of: delivered, "Parse", body: "double: write d.txt d")
    let resumed = try repository.addPRD("Resumed after a person")
    try repository.addSubIssue(of: resumed, "Begin", body: "double: write r.txt r")
    let person = try repository.addSubIssue(of: resumed, "Decide", kind: .hitl)
    try repository.addSubIssue(of: resumed, "Go on", body: "double: write r2.txt r")
    #expect(await stage.kbRun().status == 0)
    try repository.close(person)

    let fresh = try repository.addPRD("Fresh")
    try repository.addSubIssue(of: fresh, "Parse", body: "double: write f.txt f")
    let paused = try repository.addPRD("Paused")
    try repository.addSubIssue(of: paused, "Choose", kind: .hitl)
    let blocker = try repository.addIssue("Elsewhere")
    let blocked = try repository.addPRD("Blocked")
    try repository.addSubIssue(of: blocked, "Wait", body: "## Blocked by\n\n- #\(blocker)\n")
    try repository.addPRD("Without issues")
    let both = try repository.addPRD("Both labels")
    let unclear = try repository.addSubIssue(of: both, "Unclear")
    try repository.setLabels(unclear, ["PRD-sub-issue", "ready-for-agent", "ready-for-human"])
    let unlabelled = try repository.addPRD("Sub-issue without its label")
    let plain = try repository.addSubIssue(of: unlabelled, "Plain")
    try repository.setLabels(plain, ["ready-for-agent"])
    try repository.addPRD("Of somebody else", author: "bob")
    try repository.setLabels(try repository.addPRD("Not ready"), ["PRD"])
    let child = try repository.addPRD("Below another")
    let above = try repository.addIssue("Above")
    try repository.build { try $0.link(child, under: above) }
    let nothing = try repository.addPRD("Nothing left")
    try repository.close(try repository.addSubIssue(of: nothing, "Done by hand"))
    let locked = try repository.addPRD("Locked by the Node tool")
    try repository.addSubIssue(of: locked, "Parse", body: "double: write l.txt l")
    try stage.write("home/webapp/.krutrimbox/locks/prd-\(locked).lock/owner", "")
  }

  @Test("with one PRD of each kind, and changes nothing")
  func agree() async throws {
    try await build(stage.repository, stage)
    let before = try stage.traces()

    let plan = try await plan(stage)
    #expect(try stage.traces() == before)
    let run = await stage.kbRun()

    #expect(plan.wouldRun.count == 2)
    for row in plan.wouldRun { #expect(run.ending(of: row.prd) == "delivered", "\(row) \(run)") }
    #expect(
      Set(plan.wouldNotRun.map(\.ending)) == ["delivered", "paused", "blocked", "failed", "not-taken", "skipped"])
    #expect(Set(plan.wouldNotRun.compactMap(\.code)) == ["KB-P005", "KB-P006", "KB-P007", "KB-P009"])
    for row in plan.wouldNotRun {
      #expect((run.ending(of: row.prd) ?? "not-taken") == row.ending, "\(row) \(run)")
      #expect(run.code(of: row.prd) == row.code, "\(row)")
    }
    let resumed = try #require(plan.wouldRun.first { $0.resumesAt != nil })
    #expect(resumed.due?.position == 3 && resumed.due?.total == 3)
    let firsts = run.events.compactMap { event -> Int? in
      if case .issue(let number, _, _, _) = event.event, event.prd == resumed.prd { number } else { nil }
    }
    #expect(firsts.first == resumed.due?.number)
  }

  @Test("and says so for people, as kb run --dry-run does")
  func text() async throws {
    let prd = try stage.repository.addPRD("Import rows")
    let issue = try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write a.txt a")
    let other = try stage.repository.addPRD("Retention")
    let person = try stage.repository.addSubIssue(of: other, "Choose", kind: .hitl)

    let text = await stage.kb(["plan"]).text
    #expect(text.contains("\nTo start: kb run"))
    #expect(
      text.hasPrefix("would run (1), 1 at once, from origin/main\n  #\(prd)  Import rows  due #\(issue) (1 of 1)"))
    #expect(text.contains("new branch from origin/main"))
    #expect(text.contains("would not run (1)\n  #\(other)  Retention  paused: #\(person) Choose waits for a person"))
    #expect(await stage.kb(["run", "--dry-run"]).text == text)
  }

  @Test("names the live worker of a PRD that is being worked on")
  func held() async throws {
    let prd = try stage.repository.addPRD("Import rows")
    try stage.repository.addSubIssue(
      of: prd, "Parse", body: "\(stage.waitingScript)\ndouble: write a.txt a")
    let environment = stage.environment
    let checkout = stage.checkout
    nonisolated(unsafe) var seen = ""
    _ = try await stage.kbRun {
      seen =
        ShortCommand([BuiltProducts.path("kb"), "plan", "--json"], environment: environment, directory: checkout)
        .run().text
    }
    let plan = try JSONDecoder().decode(Plan.self, from: Data(seen.utf8))
    #expect(plan.wouldRun.isEmpty)
    #expect(plan.wouldNotRun.only?.ending == "held")
    #expect(plan.wouldNotRun.only?.reason.hasPrefix("worked on now by pid ") == true)
  }
}
