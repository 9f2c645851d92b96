import Foundation
import TestSupport
import Testing

@Suite("A run that gets too few descriptors from the system", .onOwnThread, .stage)
struct ExhaustionTests {
  private let stage = FactoryStage.current

  private func addPRD() throws -> Int {
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(
      of: prd, "Parse", body: "double: say Hello.\n\(stage.waitingScript)\ndouble: write parse.txt yes")
    return prd
  }

  private func expectGoesOn(_ prd: Int) async throws {
    let next = await stage.kbRun()
    #expect(next.ending(of: prd) == "delivered", "\(next)")
    #expect(stage.sessionCount == 2, "no session is paid twice")
    #expect(try stage.messages(on: stage.branch(of: prd)).count == 1)
    #expect(try stage.leftovers() == [])
  }

  // From too few for kb itself to enough.
  @Test("at its start, ends with a known failure or does its work", arguments: [6, 13, 16, 17, 18, 20])
  func atStart(limit: Int) async throws {
    let prd = try addPRD()
    try stage.write("agents/go-on", "")
    let first = await stage.script("ulimit -n \(limit); exec \"$KB\" run --json", environment: CrashPlan.quick)
    let told = first.text + first.errorText
    #expect(first.status == 0 || first.status == 3 && told.contains("KB-M002"), "\(told)")
    try await expectGoesOn(prd)
  }

  @Test("while the agent works, ends with a known failure, and the session's work is kept")
  func later() async throws {
    let prd = try addPRD()
    guard ShortCommand.find("prlimit", stage.environment) != nil else { return print("skipped: there is no prlimit") }
    let first = try await stage.kbRun {
      for worker in try await stage.workerPids() {
        try stage.run(["prlimit", "--pid", "\(worker)", "--nofile=4"])
      }
    }
    #expect(first.code(of: prd) == "KB-M002", "\(first)")
    #expect(stage.sessionCount == 1)
    #expect(try stage.agentsAtWork().isEmpty)
    try await expectGoesOn(prd)
  }
}
