import Foundation
import KBDomain
import KBFailures
import KBProtocol
import KBState
import KBSystem
import TestSupport
import Testing

@Suite("A usage limit that was met before everything was killed", .onOwnThread, .stage)
struct UsageLimitKillTests {
  private let stage = FactoryStage.current

  @Test("holds back its PRD in later runs, and all once another repository's PRD has met it, until a person lifts it")
  func outlivesTheRun() async throws {
    let limits = UsageLimits(stateRoot: stage.state)
    let limited = try stage.repository.addPRD("Import")
    let issue = try stage.repository.addSubIssue(of: limited, "Parse", body: "double: usage-limit +3600")
    let first = try BackgroundRun(stage, environment: CrashPlan.quick)
    #expect(await eventually { !limits.words(at: Date()).all.isEmpty })
    first.killTogether(with: stage.liveRecords.compactMap(\.pid))
    _ = await first.end
    #expect(await eventually { stage.areClaimsFree })
    #expect(limits.words(at: Date()).all.map(\.prd) == [limited])
    #expect(stage.sessionCount == 1)

    // One word: its PRD waits, another one is worked on.
    let free = try stage.repository.addPRD("Export")
    try stage.repository.addSubIssue(of: free, "Write", body: "double: write export.txt yes")
    let second = try BackgroundRun(stage, environment: CrashPlan.quick)
    #expect(
      await eventually { (try? stage.repository.pullRequest(ofBranch: stage.branch(of: free))?.pull?.isDraft) == false }
    )
    #expect(stage.sessionCount == 1 + 2)
    let plan = await stage.kb(["plan"])
    #expect(plan.text.contains("#\(limited) waits for the codex usage limit until"), "\(plan.text)")

    // A word of another repository: nothing starts, in the run that goes on and in the next.
    let other = RepositoryIdentity(host: "github.com", owner: "acme", name: "other")
    let until = Date(timeIntervalSinceNow: 3000)
    try limits.keep(
      UsageLimits.Word(agent: .codex, repository: other, prd: 1, since: Date(), until: until, why: "said so"))
    #expect(await eventually { (try? stage.usageBrakes) == 1 })
    second.signal(SIGINT)
    _ = await second.end
    let late = try stage.repository.addPRD("Report")
    try stage.repository.addSubIssue(of: late, "Draw", body: "double: write report.txt yes")
    let third = try BackgroundRun(stage, environment: CrashPlan.quick)
    #expect(await eventually { (try? stage.usageBrakes) == 2 })
    #expect(stage.listedWorkers.contains("codex usage limit until"))
    #expect(stage.sessionCount == 3)

    // Whoever has bought credit lets all go on, also the run that waits.
    try stage.repository.change(issue) { $0.body = "double: write import.txt yes" }
    let off = await stage.kb(["brake", "off"])
    #expect(off.status == 0 && off.text.contains("Taken off: codex usage limit"), "\(off.text)")
    #expect(await third.end == .success, "\(Files.text(stage.root + "/kb.txt") ?? "")")
    for prd in [limited, late] {
      #expect(try stage.repository.pullRequest(ofBranch: stage.branch(of: prd))?.pull?.isDraft == false)
    }
    #expect(stage.sessionCount == 3 + 4)
  }
}

extension FactoryStage {
  /// How often runs have held back all for a usage limit.
  fileprivate var usageBrakes: Int {
    get throws { try brakes.count { $0.reason == .usageLimit } }
  }
}
