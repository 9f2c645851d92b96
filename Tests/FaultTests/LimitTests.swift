import Foundation
import KBDomain
import KBFailures
import KBProtocol
import KBSystem
import TestSupport
import Testing
@testable import Supervisor

@Suite("A limit that holds for all", .onOwnThread, .stage)
struct LimitTests {
  private let stage = FactoryStage.current

  /// An agent's usage limit, as the double tells it. It lasts a minute: somebody must have looked meanwhile.
  enum UsageLimit: String, CaseIterable {
    /// Claude Code tells the second of the reset.
    case claude = "+60"
    /// Codex tells no time here; then an hour is waited, of which the stage makes less.
    case codex = "none"

    var agent: String { self == .claude ? "claude" : "codex" }
    var environment: [String: String] { ["KB_DELAY_SCALE": self == .claude ? "0.01" : "0.0167"] }
  }

  @Test(
    "of an agent's plan lets every worker wait, counts against no issue, and ends in delivery",
    arguments: UsageLimit.allCases)
  func usageLimit(_ limit: UsageLimit) async throws {
    let prds = try (1...3).map { number in
      let prd = try stage.repository.addPRD("Plan \(number)")
      try stage.repository.addSubIssue(of: prd, "First", body: "double: write first-\(number).txt yes")
      try stage.repository.addSubIssue(
        of: prd, "Second",
        body: (number < 3 ? "double: once 1 usage-limit \(limit.rawValue)\n" : "")
          + "double: write second-\(number).txt yes")
      return prd
    }
    let run = try BackgroundRun(
      stage, ["run", "--parallel", "3", "--agent", limit.agent], environment: limit.environment)

    // Not through the gate of `stage.kb`: the wait would be over when its turn comes.
    #expect(await eventually { stage.listedWorkers.contains("\(limit.agent) usage limit until") })
    #expect(await run.end == .success, "\(Files.text(stage.root + "/kb.txt") ?? "")")

    for prd in prds {
      #expect(try stage.messages(on: stage.branch(of: prd)).count == 2)
      #expect(try stage.repository.pullRequest(ofBranch: stage.branch(of: prd))?.pull?.isDraft == false)
    }
    #expect(stage.sessionCount == 3 * 3 + 2)
    #expect(try stage.repository.comments(prds[0] + 2).isEmpty)
    // From the second PRD's word on all are held back.
    let brake = try #require(try stage.brakes.only)
    #expect(brake.reason == .usageLimit && brake.agent?.rawValue == limit.agent)
    // Each of the other two may have been about to start a session when the brake came.
    let starts = try stage.sessionStarts.filter { $0 > brake.since && $0 < brake.until.addingTimeInterval(-0.05) }
    #expect(starts.count <= 2, "\(starts) while \(brake)")
    // While it is waited for long, the sandbox rests.
    #expect(!stage.sbxCalls(of: "stop").isEmpty)
  }

  @Test("is not one where a vendor is only overloaded: short retries, without a word against the issue")
  func overloaded() async throws {
    let prd = try stage.repository.addPRD("Import")
    let issue = try stage.repository.addSubIssue(
      of: prd, "Parse", body: "double: once 2 overloaded\ndouble: write parse.txt yes")
    let run = await stage.kbRun(environment: CrashPlan.quick)
    #expect(run.ending(of: prd) == "delivered", "\(run)")
    #expect(stage.sessionCount == 4)
    #expect(try stage.repository.comments(issue).isEmpty)
    #expect(try stage.brakes.isEmpty)
  }

  @Test("of GitHub at the delivery hides no push that came while it lasted")
  func pushedMeanwhile() async throws {
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write parse.txt yes")
    // The reads are at the start, after the session, and before the delivery.
    try stage.world.addFault(GitHubFaultRule(.secondaryLimit(retryAfter: 4), operation: "KBReadPRD", skip: 2))
    let run = try BackgroundRun(stage, ["run"])
    #expect(await eventually { stage.listedWorkers.contains("GitHub rate limit") })
    try stage.repository.git.commit(
      on: stage.branch(of: prd), file: "person.txt", text: "mine\n", message: "By hand")

    #expect(await run.end == .success, "\(Files.text(stage.root + "/kb.txt") ?? "")")
    #expect(stage.sessionCount == 3, "the person's commit is reviewed as well")
  }

  @Test(
    "of GitHub that one worker meets holds back the requests of all until it is over, and each effect happens once",
    arguments: [(GitHubFault.secondaryLimit(retryAfter: 4), "pulls"), (.primaryLimit(resetIn: 4), "issues")])
  func forgeLimit(_ fault: GitHubFault, at place: String) async throws {
    let prds = try (1...3).map { number in
      let prd = try stage.repository.addPRD("Plan \(number)")
      try stage.repository.addSubIssue(
        of: prd, "Work",
        body: "double: say at work\ndouble: until-file \(number == 1 ? "first" : "others")\n"
          + "double: write \(number).txt yes")
      return prd
    }
    try stage.world.addFault(GitHubFaultRule(fault, pathPrefix: "repos/acme/webapp/\(place)"))
    let run = try BackgroundRun(stage, ["run", "--parallel", "3"], environment: CrashPlan.quick)

    // One meets the limit; the others publish while it lasts.
    #expect(await eventually { stage.sessionCount == 3 })
    try stage.write("agents/first", "")
    #expect(await eventually { (try? stage.brakes.count) == 1 })
    try stage.write("agents/others", "")
    #expect(await run.end == .success, "\(Files.text(stage.root + "/kb.txt") ?? "")")

    for prd in prds {
      #expect(try stage.repository.pullRequest(ofBranch: stage.branch(of: prd))?.pull?.isDraft == false)
    }
    #expect(stage.sessionCount == 3 * 2)
    let brake = try #require(try stage.brakes.only)
    #expect(brake.reason == .forgeLimit)
    for kind in [GitHubEffectKind.pullRequestCreated, .commentCreated, .issueClosed] {
      #expect(try stage.world.effects(kind).count == 3)
    }
    let (met, end) = (brake.since.timeIntervalSince1970, brake.until.timeIntervalSince1970)
    #expect(try stage.world.requests.filter { $0.time > met && $0.time < end }.isEmpty)
  }

  @Test("of the disk lets new sandboxes wait; the run can be ended, and goes on with room")
  func disk() async throws {
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write parse.txt yes")
    try stage.configure(#"{"limits": {"freeDiskGiB": 1000000}}"#)
    let run = try BackgroundRun(stage)
    #expect(await eventually { stage.liveRecords.contains { $0.waitingFor?.reason == .disk } })
    #expect(stage.sbxCalls(of: "exec").isEmpty)
    #expect(await eventually { stage.listedWorkers.contains("disk is low") })
    let start = ContinuousClock.now
    run.signal(SIGINT)
    #expect(await run.end == .code(value: 130))
    print("a waiting run ended \(ContinuousClock.now - start) after Ctrl-C")
    #expect(stage.sessionCount == 0)

    try stage.configure("{}")
    #expect(await stage.kbRun().ending(of: prd) == "delivered")
  }

  @Test(
    "or a set-up that fails for all costs two sessions, however many workers there may be",
    arguments: ["double: unauthenticated", "double: unknown-model"])
  func setUp(script: String) async throws {
    for number in 1...6 {
      let prd = try stage.repository.addPRD("Plan \(number)")
      try stage.repository.addSubIssue(of: prd, "Work", body: script)
    }
    let run = await stage.kbRun("--parallel", "4", "--model", "gpt-0", environment: CrashPlan.quick)
    #expect(run.status != 0)
    // One session's word is the word of one sandbox.
    #expect(stage.sessionCount == 2, "\(run)")
    #expect(run.outcomes.values.filter { $0.name == "failed" }.count == 2)
    #expect(try stage.world.effects(.commentCreated).isEmpty)
  }
}

/// A limit as the run's events tell it.
struct SeenBrake: CustomStringConvertible {
  let reason: BrakeReason
  let agent: AgentName?
  let since: Date
  let until: Date
  var description: String { "\(reason) from \(since.timeIntervalSince1970) to \(until.timeIntervalSince1970)" }
}

extension FactoryStage {
  /// What `kb workers` says.
  var listedWorkers: String {
    ShortCommand([BuiltProducts.path("kb"), "workers"], environment: environment).run().text
  }

  /// Events of all runs, in order.
  func runEvents() throws -> [RunEventLine] {
    try Files.names(in: state + "/runs").flatMap { run in
      try (Files.text("\(state)/runs/\(run)/run.jsonl") ?? "").split(separator: "\n").map {
        try StateCoding.decoder.decode(RunEventLine.self, from: Data($0.utf8))
      }
    }
  }

  var brakes: [SeenBrake] {
    get throws {
      try runEvents().compactMap { line in
        guard case .brakeOn(let brake) = line.event else { return nil }
        return SeenBrake(reason: brake.reason, agent: brake.agent, since: line.at, until: brake.until)
      }
    }
  }

  /// When workers told that a session began.
  var sessionStarts: [Date] {
    get throws {
      try runEvents().compactMap { line in
        if case .worker(_, .sessionStarted) = line.event { line.at } else { nil }
      }
    }
  }
}
