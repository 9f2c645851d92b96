import Foundation
import KBSystem
import TestSupport
import Testing

@Suite("A worker that floods one pipe, or leaves the other unread", .onOwnThread, .stage)
struct BusyPipeTests {
  @Test("keeps neither the others nor Ctrl-C from being heard")
  func flood() async throws {
    let stage = try ScriptedWorkerStage(
      prds: 2,
      worker: """
        hello; tell '{"claimed":{}}'
        tell '{"activity":{"text":"at work"}}'
        if [ $KB_PRD = 2 ]; then await flooded; tell '{"note":{"text":"heard"}}'; read -r order; stopped; exit; fi
        yes '{"v":1,"run":"'$KB_RUN'","prd":1,"seq":9,"message":{"activity":{"text":"flood"}}}' >&3 & flood=$!
        touch $DIR/flooded
        read -r order; echo "$order" > $DIR/order
        kill -KILL $flood; wait $flood 2>/dev/null
        echo >&3; stopped
        """)
    let result = await stage.run(
      """
      "$KB" run --parallel 2 > $DIR/output & pid=$!
      until grep -q heard $DIR/output; do sleep 0.02; done
      kill -INT $pid; wait $pid; echo "status=$?"
      """)
    #expect(result.text.contains("status=130"), "\(result.text)\(result.errorText)")
    #expect(Files.text(stage.marks + "/order")?.contains(#""stop":{"now":false}"#) == true)
    #expect(Files.text(stage.marks + "/output")?.contains("2 stopped") == true)
  }

  @Test("that is too full for its orders, does not hold up the Supervisor, which ends it when asked to")
  func unreadOrders() async throws {
    let stage = try ScriptedWorkerStage(
      prds: 2, readsAssignment: false,
      worker: """
        trap '' INT TERM; hello; tell '{"claimed":{}}'
        tell '{"activity":{"text":"at work"}}'
        if [ $KB_PRD = 2 ]; then delivered; exit; fi
        touch $DIR/up; await never
        """)
    // An assignment of more than a pipe holds, which nobody reads.
    let words = (1...400).map { _ in "\"\(String(repeating: "x", count: 500))\"" }.joined(separator: ",")
    try stage.stage.configure(#"{"verify": {"commands": [["true", \#(words)]]}}"#)
    let result = await stage.run(
      """
      "$KB" run --parallel 2 > $DIR/output & pid=$!
      await up
      until grep -q 'delivered' $DIR/output; do sleep 0.02; done
      for n in 1 2 3; do
        kill -INT $pid
        [ $n = 3 ] || until [ "$(cat "$KB_STATE_HOME"/runs/*/run.jsonl | grep -c '"stopping"')" -ge $n ]; do sleep 0.02; done
      done
      wait $pid; echo "status=$?"
      """)
    #expect(result.text.contains("status=130"), "\(result.text)\(result.errorText)")
    let output = Files.text(stage.marks + "/output") ?? ""
    #expect(output.contains("1 delivered") && output.contains("1 stopped"), "\(output)")
  }

  @Test("or closes it and lives on, is followed to its end by waitpid alone")
  func closedPipe() async throws {
    let stage = try ScriptedWorkerStage(
      worker: """
        hello
        if [ "${KB_RUN##*-}" = 2 ]; then delivered; exit; fi
        printf '{"v":1,' >&3
        exec 3>&-; touch $DIR/closed; await go
        """)
    let result = await stage.run(
      """
      "$KB" run > $DIR/output & pid=$!
      await closed
      until grep -q 'without an end of line' $DIR/output; do sleep 0.02; done
      grep -c restarting $DIR/output
      touch $DIR/go; wait $pid; echo "status=$?"
      """)
    #expect(result.text == "0\nstatus=0\n", "\(result.text)\(result.errorText)")
    #expect(stage.log.contains("restarting"), "\(stage.log)")
  }
}
