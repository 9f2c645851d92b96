import Foundation
import KBSystem
import TestSupport
import Testing
@testable import Supervisor

@Suite("The configured notify program", .timeLimit(.minutes(40)), .stage)
struct NotifyTests {
  private let stage = FactoryStage.current

  @Test("is told of every PRD and of the end, in order, as JSON")
  func told() async throws {
    let waits = try stage.repository.addPRD("Retention")
    let person = try stage.repository.addSubIssue(of: waits, "Choose the period", kind: .hitl)
    let works = try stage.repository.addPRD("Import rows")
    try stage.repository.addSubIssue(of: works, "Parse rows", body: "double: write parse.txt rows")
    let fails = try stage.repository.addPRD("Export rows")
    try stage.repository.addSubIssue(of: fails, "Write rows", body: "double: fail no")
    try stage.configure(#"{"notify": ["sh", "-c", "cat >> '\#(stage.root)/told'"]}"#)
    let run = await stage.kb(["run"])
    #expect(run.status == 1, "\(run.text)\(run.errorText)")

    let lines = (Files.text(stage.root + "/told") ?? "").split(separator: "\n")
    let told = try lines.map { try StateCoding.decoder.decode(Supervisor.Notification.self, from: Data($0.utf8)) }
    #expect(told.map(\.event) == [.paused, .delivered, .failed, .finished])
    #expect(told.map(\.prd) == [waits, works, fails, nil])
    #expect(told.first?.issue == person)
    #expect(told.first?.command == "kb run --prd \(waits)")
    #expect(told[1].url?.hasPrefix("https://github.com/acme/webapp/pull/") == true)
    #expect(told[2].code == "KB-A003")
    #expect(told.last?.status == 1)
    #expect(told.allSatisfy { $0.repository == "acme/webapp" && $0.checkout == stage.checkout })
  }

  @Test(
    "that fails, or is not there, is a note in the run's log and changes nothing",
    arguments: ["false", "no-such-program"])
  func fails(program: String) async throws {
    let prd = try stage.repository.addPRD("Retention")
    try stage.repository.addSubIssue(of: prd, "Choose the period", kind: .hitl)
    try stage.configure(#"{"notify": ["\#(program)"]}"#)
    let run = await stage.kb(["run"])
    #expect(run.status == 0, "\(run.text)\(run.errorText)")
    let id = try #require(Files.names(in: stage.state + "/runs").first)
    let log = try #require(Files.text("\(stage.state)/runs/\(id)/run.log"))
    #expect(log.contains(" notify prd-paused: "))
    #expect(log.contains(program == "false" ? "ended by" : "KB-M001"))
  }
}
