import Foundation
import TestSupport
import Testing

@Suite("A night with Docker Sandboxes", .timeLimit(.minutes(40)), .stage)
struct SandboxVersionTests {
  private let stage = FactoryStage.current

  /// The oldest that a run starts with, the last before lists became bare arrays, and the newest.
  @Test("goes as well with the oldest release as with the newest", arguments: ["0.42.0", "0.47.0", "0.48.0"])
  func night(_ version: String) async throws {
    let environment = ["KB_DOUBLE_SBX_VERSION": version, "KB_DOUBLE_SBX_FAULTS": "update-notice,daemon-chatter"]
    let prd = try stage.repository.addPRD("Import rows")
    let issue = try stage.repository.addSubIssue(of: prd, "Parse rows", body: "double: write rows.txt parsed")
    try stage.repository.addSubIssue(of: prd, "Choose the format", kind: .hitl)

    let templates = await stage.kb(["template", "ls"], environment: environment)
    #expect(templates.status == 0 && templates.text.hasPrefix("loaded   docker.io/library/krutrimbox-codex:pnpm\n"))
    let doctor = await stage.kb(["doctor"], environment: environment)
    #expect(doctor.status == 0, "\(doctor.text)")

    let run = await stage.kbRun(environment: environment)
    #expect(run.ending(of: prd) == "paused", "\(run)")
    #expect(try stage.messages(on: stage.branch(of: prd)) == ["Parse rows\n\nRefs #\(issue)"])
    // The doctor asked, and the run, each once.
    #expect(stage.sbxCalls(of: "version").count == 2)
    #expect(stage.sbxCalls(of: "diagnose").count == 2)

    let clean = await stage.kb(["clean", "\(prd)", "--yes"], environment: environment)
    #expect(clean.status == 0, "\(clean.text)\(clean.errorText)")
    #expect(try stage.run(["sbx", "ls", "-q"]).isEmpty)
  }
}
