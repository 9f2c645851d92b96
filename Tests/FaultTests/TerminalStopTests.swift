import Foundation
import KBSystem
import TestSupport
import Testing

@Suite("Ctrl-C on a terminal", .onOwnThread, .stage)
struct TerminalStopTests {
  private let stage = FactoryStage.current

  @Test("twice ends an agent that ignores to be terminated, with status 130, and the next run goes on")
  func twice() async throws {
    guard Files.exists("/proc/self"), Files.exists("/usr/bin/script") else { return }
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(
      of: prd, "Parse",
      body: "double: ignore-term\ndouble: write half.txt yes\ndouble: once 1 hang\ndouble: write all.txt yes")

    // The sandbox does not end before the person has become impatient. The keys go through the terminal, as theirs do.
    let result = await stage.script(
      """
      events() { cat "$KB_STATE_HOME"/runs/*/run.jsonl; }
      saw() { events | grep -q "$1"; }
      mkfifo $OUT/keys
      TERM=xterm script -qec '"$KB" run' $OUT/typescript < $OUT/keys > /dev/null & pid=$!
      exec 9> $OUT/keys
      await saw '"activity"'
      printf '\\003' >&9
      await saw '"stopping":{"now":false}'
      printf '\\003' >&9
      await saw '"stopping":{"now":true}'
      touch $OUT/go-on
      wait $pid; echo "status=$?"
      """, environment: ["KB_DOUBLE_SBX_FAULTS": "held:stop=\(stage.root)/go-on"])

    #expect(result.text.contains("status=130"), "\(result.text)\(result.errorText)")
    #expect(try stage.agentsAtWork().isEmpty)
    #expect(try stage.leftovers() == [])
    let screen = SimpleTerminal(Files.text(stage.root + "/typescript") ?? "")
    #expect(screen.lines.contains { $0.contains("1 stopped") }, "\(screen.lines)")

    let next = await stage.kbRun()
    #expect(next.ending(of: prd) == "delivered", "\(next)")
    #expect(stage.sessionCount == 3)
    #expect(try stage.text(of: "half.txt", on: stage.branch(of: prd)) == "yes\n")
    #expect(try stage.messages(on: stage.branch(of: prd)).count == 1)
  }
}
