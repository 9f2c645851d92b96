import Foundation
import KBSystem
import TestSupport
import Testing

@Suite("A limit or an outage of GitHub before any worker starts", .onOwnThread, .stage)
struct StartLimitTests {
  private let stage = FactoryStage.current

  @discardableResult
  private func addPRD() throws -> Int {
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write parse.txt yes")
    return prd
  }

  /// As many requests as one call makes by itself before it fails.
  private static let outage = 3

  @Test(
    "is told with its end and waited out",
    arguments: [GitHubFault.secondaryLimit(retryAfter: 2), .primaryLimit(resetIn: 2), .status(code: 502)])
  func isWaitedOut(_ fault: GitHubFault) async throws {
    let prd = try addPRD()
    let isOutage = fault == .status(code: 502)
    try stage.world.addFault(GitHubFaultRule(fault, count: isOutage ? Self.outage : 1))

    let run = await stage.kbRun()

    #expect(run.ending(of: prd) == "delivered", "\(run)")
    let told = run.result.errorText.split(separator: "\n").filter { $0.hasPrefix("kb: waiting until ") }
    #expect(told.count == 1 && told.first?.contains(isOutage ? "KB-G005" : "KB-G006") == true, "\(run)")
    #expect(run.result.text.split(separator: "\n").allSatisfy { $0.hasPrefix("{") })
  }

  @Test("is waited out where labels are created, too")
  func labels() async throws {
    let prd = try addPRD()
    try stage.world.addFault(
      GitHubFaultRule(.secondaryLimit(retryAfter: 2), method: "POST", pathPrefix: "repos/acme/webapp/labels"))
    let run = await stage.kbRun()
    #expect(run.ending(of: prd) == "delivered", "\(run)")
    #expect(run.result.errorText.contains("kb: waiting until "))
  }

  @Test("is waited for no longer after Ctrl-C, and nothing was touched")
  func controlC() async throws {
    try addPRD()
    try stage.world.addFault(GitHubFaultRule(.secondaryLimit(retryAfter: 900)))
    let run = try BackgroundRun(stage)
    #expect(await eventually { Files.text(stage.root + "/kb.txt")?.contains("waiting until") == true })
    run.signal(SIGINT)
    #expect(await run.end == .code(value: 130))
    #expect(!Files.exists(stage.state + "/runs"))
  }

  @Test("is told and not waited out by a look ahead", arguments: [["plan"], ["run", "--dry-run"]])
  func plan(arguments: [String]) async throws {
    try addPRD()
    try stage.world.addFault(GitHubFaultRule(.secondaryLimit(retryAfter: 900)))
    let result = await stage.kb(arguments)
    #expect(result.status == 1)
    #expect(result.errorText.hasPrefix("kb: KB-G006 "), "\(result.errorText)")
  }

  @Test("such as a gh that hangs, is ended by its time limit and tried again")
  func hang() async throws {
    let prd = try addPRD()
    try stage.world.addFault(GitHubFaultRule(.hang(acting: false)))
    let run = await stage.kbRun(environment: ["KB_TIME_UP": stage.root + "/tmp"])
    #expect(run.ending(of: prd) == "delivered", "\(run)")
    #expect(try stage.world.requests.filter { $0.fault != nil }.count == 1)
  }

  @Test("that lasts ends the command when patience is spent")
  func isSpent() async throws {
    try addPRD()
    try stage.world.addFault(GitHubFaultRule(.status(code: 502), count: 1000))
    let run = await stage.kbRun(environment: ["KB_DELAY_SCALE": "0.0001"])
    #expect(run.status == 1)
    #expect(run.result.errorText.split(separator: "\n").filter { $0.hasPrefix("kb: KB-G005 ") }.count == 1, "\(run)")
  }
}
