import Foundation
import KBProtocol
import KBSystem
import TestSupport
import Testing

@Suite("kb stop", .timeLimit(.minutes(40)), .stage)
struct StopCommandTests {
  private let stage = FactoryStage.current

  @discardableResult
  private func addPRD(body: String = "double: until-file go\ndouble: write parse.txt rows") throws -> Int {
    let prd = try stage.repository.addPRD("Import rows")
    try stage.repository.addSubIssue(of: prd, "Parse rows", body: body)
    return prd
  }

  @Test("ends the worker of a kb run in another terminal, which does not start it again; a later run goes on")
  func otherTerminal() async throws {
    let prd = try addPRD()
    let result = await stage.script(
      """
      "$KB" run > $OUT/run & pid=$!
      await test -s $AGENTS/sessions.jsonl
      "$KB" stop \(prd); echo "stop=$?"
      wait $pid; echo "run=$?"
      touch $AGENTS/go; "$KB" run > $OUT/again; echo "again=$?"
      """)
    #expect(result.text.contains("#\(prd) of acme/webapp: stopped"), "\(result.text)\(result.errorText)")
    #expect(result.text.contains("stop=0\nrun=0\nagain=0"))
    let first = Files.text(stage.root + "/run") ?? ""
    #expect(first.contains("prd=\(prd) stopped"))
    #expect(!first.contains("restarting"))
    #expect(Files.text(stage.root + "/again")?.contains("prd=\(prd) delivered") == true)
  }

  @Test("ends at once a worker whose kb run is gone and that finishes its step")
  func orphan() async throws {
    try addPRD(body: "double: write parse.txt rows")
    let result = await stage.script(
      """
      "$KB" run > $OUT/run & pid=$!
      await grep -q '"create"' $OUT/sbx/calls.jsonl
      kill -KILL $pid; wait $pid
      cd / && "$KB" workers
      "$KB" stop --all --now; echo "stop=$?"
      "$KB" workers
      """, environment: ["KB_DOUBLE_SBX_FAULTS": "slow:create=600"])
    #expect(result.text.contains("(supervisor gone; finishing its step)"), "\(result.text)\(result.errorText)")
    #expect(result.text.contains("stop=0\nNo workers are running."))
  }

  @Test("of a PRD without a worker, and of nothing at all, is fine; of no PRD it is not understood")
  func nobody() async throws {
    let prd = try addPRD()
    let one = await stage.kb(["stop", "\(prd)"])
    #expect(one.status == 0)
    #expect(one.text == "#\(prd): no worker is running.\n")
    #expect(await stage.kb(["stop", "--all"]).text == "No workers are running.\n")
    for arguments in [["stop"], ["stop", "x"], ["stop", "0"], ["stop", "1", "--all"]] {
      let result = await stage.kb(arguments)
      #expect(result.status == 2)
      #expect(result.errorText.hasPrefix("kb: KB-U003 "))
    }
  }

  @Test("signals no process that is not the worker, whatever the claim's file says")
  func otherProcess() async throws {
    let prd = try addPRD(body: "double: fail no")
    #expect(await stage.kb(["run"]).status == 1)
    let claim = stage.state + "/prds/github.com/acme/webapp/prd-\(prd).claim"
    var record = try StateCoding.decoder.decode(RunRecord.self, from: Data(try #require(Files.bytes(claim))))
    record.pid = ProcessInfo.processInfo.processIdentifier
    guard let held = try FileLock.acquire(claim) else { throw StageError(description: "the claim is held") }
    held.write(Array(try StateCoding.encoder.encode(record)) + [UInt8(ascii: "\n")])
    let result = await stage.kb(["stop", "\(prd)"])
    #expect(result.status == 1)
    #expect(result.errorText.hasPrefix("kb: KB-W006 "), "\(result.text)\(result.errorText)")
    let isStillHeld = held.isStillOnItsPath
    #expect(isStillHeld)
  }
}
