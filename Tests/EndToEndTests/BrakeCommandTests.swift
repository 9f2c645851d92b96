import Foundation
import TestSupport
import Testing

@Suite("kb brake", .onOwnThread, .stage)
struct BrakeCommandTests {
  private let stage = FactoryStage.current

  @Test("keeps a run that starts from starting a session, until it is taken off")
  func before() async throws {
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write a.txt a")
    let result = await stage.script(
      """
      "$KB" brake 2h
      "$KB" plan
      "$KB" run > $OUT/run & pid=$!
      await grep -q "the operator's brake" $OUT/run
      test -e $AGENTS/sessions.jsonl && echo "a session has started"
      "$KB" brake off
      wait $pid; echo status=$?
      """)
    #expect(result.text.contains("Brake: no agent session starts before "), "\(result.text)\(result.errorText)")
    #expect(result.text.contains("the operator's brake until "))
    #expect(result.text.contains("No brake is on."))
    #expect(!result.text.contains("a session has started"))
    #expect(result.text.contains("status=0"))
    #expect(try stage.messages(on: stage.branch(of: prd)).count == 1)
  }

  @Test("lets a session that runs go on, and holds the next one back with its claim kept")
  func during() async throws {
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: until-file go\ndouble: write a.txt a")
    try stage.repository.addSubIssue(of: prd, "Check", body: "double: write b.txt b")
    let result = await stage.script(
      """
      "$KB" run > $OUT/run & pid=$!
      await test -s $AGENTS/sessions.jsonl
      "$KB" brake 1h
      await grep -q "brake on" $OUT/run
      touch $AGENTS/go
      waits() { "$KB" workers | grep -q "the operator's brake"; }
      await waits
      grep -c . $AGENTS/sessions.jsonl
      "$KB" brake 2h > $OUT/later
      twice() { test $(grep -c "brake on" $OUT/run) = 2; }
      await twice
      "$KB" brake off
      wait $pid; echo status=$?
      """)
    #expect(result.text.contains("\n1\n"), "\(result.text)\(result.errorText)")
    #expect(result.text.contains("status=0"))
    #expect(try stage.messages(on: stage.branch(of: prd)).count == 2)
    #expect(stage.sessionCount == 3)
  }

  @Test("says what it takes", arguments: [["soon"], ["06:00", "07:00"], ["0h"]])
  func wrong(arguments: [String]) async throws {
    let result = await stage.kb(["brake"] + arguments)
    #expect(result.status == 2)
    #expect(result.errorText.hasPrefix("kb: KB-U003 "), "\(result.errorText)")
    #expect(await stage.kb(["brake"]).text.contains("No brake is on."))
  }
}
