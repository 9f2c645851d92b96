import Foundation
import KBSystem
import TestSupport
import Testing

@Suite("The real kb with a scripted worker", .onOwnThread, .stage)
struct SupervisorFaultTests {
  @Test("works on when nobody reads its output any more")
  func closedOutput() async throws {
    let stage = try ScriptedWorkerStage(prds: 3, worker: "hello; delivered")
    let result = await stage.run("\"$KB\" run | head -1; echo \"status=${PIPESTATUS[0]}\"")
    #expect(result.text.contains("status=0"), "\(result.text)\(result.errorText)")
    #expect(result.text.split(separator: "\n").count == 2)
    #expect(stage.log.components(separatedBy: " delivered ").count - 1 == 3)
  }

  @Test("works on when its output is closed from the start")
  func noOutput() async throws {
    let stage = try ScriptedWorkerStage(worker: "hello; delivered")
    let result = await stage.run("\"$KB\" run >&-; echo \"status=$?\"")
    #expect(result.text.contains("status=0"))
    #expect(stage.log.contains("delivered"))
  }

  @Test("Ctrl-C once ends workers after saving, with status 130")
  func once() async throws {
    let stage = try ScriptedWorkerStage(
      prds: 2, worker: "hello; touch $DIR/up; read -r order; echo \"$order\" > $DIR/order; stopped")
    let result = await stage.run(
      "\"$KB\" run & pid=$!; await up; kill -INT $pid; wait $pid; echo \"status=$?\"")
    #expect(result.text.contains("status=130"), "\(result.text)\(result.errorText)")
    #expect(result.text.contains("1 stopped, 1 not started"))
    #expect(Files.text(stage.marks + "/order")?.contains(#""stop":{"now":false}"#) == true)
  }

  @Test("SIGTERM twice ends workers at once")
  func twice() async throws {
    let stage = try ScriptedWorkerStage(
      worker: """
        hello; touch $DIR/up; read -r order; touch $DIR/first; read -r order; echo "$order" > $DIR/order; stopped
        """)
    let result = await stage.run(
      "\"$KB\" run & pid=$!; await up; kill -TERM $pid; await first; kill -TERM $pid; wait $pid; echo \"status=$?\"")
    #expect(result.text.contains("status=130"), "\(result.text)\(result.errorText)")
    #expect(Files.text(stage.marks + "/order")?.contains(#""stop":{"now":true}"#) == true)
  }

  @Test("a third Ctrl-C kills workers that obey nothing")
  func thrice() async throws {
    let stage = try ScriptedWorkerStage(
      worker: """
        trap '' INT TERM; hello; touch $DIR/up; read -r a; touch $DIR/first; read -r b; touch $DIR/second; await never
        """)
    let result = await stage.run(
      """
      "$KB" run & pid=$!; await up; kill -INT $pid; await first; kill -INT $pid; await second; kill -INT $pid
      wait $pid; echo "status=$?"
      """)
    #expect(result.text.contains("status=130"), "\(result.text)\(result.errorText)")
    #expect(result.text.contains("1 stopped"))
  }

  @Test("a closed terminal does not end the night, nor what is written to a file")
  func hangUp() async throws {
    let stage = try ScriptedWorkerStage(prds: 2, worker: "hello; touch $DIR/up; await go; delivered")
    let result = await stage.run(
      """
      "$KB" run > $DIR/output & pid=$!; await up; kill -HUP $pid; touch $DIR/go
      wait $pid; echo "status=$?"
      """)
    #expect(result.text.contains("status=0"), "\(result.text)\(result.errorText)")
    #expect(stage.log.components(separatedBy: " delivered ").count - 1 == 2)
    #expect((Files.text(stage.marks + "/output") ?? "").contains("2 delivered"))
  }

  @Test("a terminal that goes away does not end the night either")
  func lostTerminal() async throws {
    guard Files.exists("/proc/self"), Files.exists("/usr/bin/script") else { return }
    let stage = try ScriptedWorkerStage(prds: 2, worker: "hello; touch $DIR/up; await go; delivered")
    let result = await stage.run(
      """
      TERM=xterm script -qec '"$KB" run' /dev/null < /dev/null > /dev/null 2>&1 & pid=$!
      await up; kill -KILL $pid; touch $DIR/go
      until grep -q '"finished":{"status":0}' "$KB_STATE_HOME"/runs/*/run.jsonl; do sleep 0.02; done; echo finished
      """)
    #expect(result.text.contains("finished"))
    #expect(stage.log.components(separatedBy: " delivered ").count - 1 == 2)
  }

  @Test("on a terminal the table is drawn in place and gives way to the summary")
  func table() async throws {
    guard Files.exists("/proc/self"), Files.exists("/usr/bin/script") else { return }
    let stage = try ScriptedWorkerStage(prds: 2, worker: "hello; tell '{\"claimed\":{}}'; delivered")
    _ = await stage.run("TERM=xterm NO_COLOR=1 script -qec '\"$KB\" run' $DIR/typescript < /dev/null > /dev/null")
    let screen = SimpleTerminal(Files.text(stage.marks + "/typescript") ?? "")
    // What the run said before its table stays above the summary.
    let first = screen.lines.first { !$0.hasPrefix("kb: ") }
    #expect(first?.wholeMatch(of: /2 PRDs in \d+ s: 2 delivered\..*/) != nil, "\(screen.lines)")
    #expect(screen.lines.filter { $0.contains("delivered  ") }.count == 2)
    #expect(!screen.lines.contains { $0.contains("agent now") })
  }

  @Test(
    "on a narrow terminal the summary wraps, and leaves nothing of the table",
    .enabled(if: Files.exists("/proc/self") && Files.exists("/usr/bin/script"), "no script of util-linux"))
  func narrowTable() async throws {
    let stage = try ScriptedWorkerStage(prds: 3, worker: "hello; tell '{\"claimed\":{}}'; delivered")
    // At 22 columns a line of the summary fills three rows: it must keep its last character.
    for columns in [22, 31, 40] {
      let file = "typescript-\(columns)"
      _ = await stage.run(
        "TERM=xterm NO_COLOR=1 script -qec 'stty cols \(columns) rows 60; \"$KB\" run' $DIR/\(file) </dev/null >/dev/null"
      )
      let typescript = try #require(Files.text(stage.marks + "/" + file))
      // The cursor goes up for the last time before the summary.
      let summary = typescript.ranges(of: /\u{1b}\[[0-9]+A/).last.map { String(typescript[$0.upperBound...]) }
      let alone = SimpleTerminal(try #require(summary), columns: columns)
      let screen = SimpleTerminal(typescript, columns: columns)
      #expect(columns != 22 || alone.lines.contains { $0.hasSuffix("needed no session") })
      #expect(Array(screen.lines.suffix(alone.lines.count)) == alone.lines, "\(screen.lines)")
    }
  }

  @Test("a killed Supervisor is the end of the worker's orders")
  func killed() async throws {
    let stage = try ScriptedWorkerStage(worker: "hello; touch $DIR/up; read -r order || touch $DIR/alone")
    let result = await stage.run("\"$KB\" run & pid=$!; await up; kill -KILL $pid; wait $pid; await alone; echo done")
    #expect(result.text.contains("done"))
  }

  @Test("a worker inherits nothing but its four descriptors, and no ignored signal")
  func inheritance() async throws {
    let stage = try ScriptedWorkerStage(
      worker: """
        ls /proc/$$/fd > $DIR/descriptors
        grep '^SigIgn' /proc/$$/status > $DIR/ignored
        hello; delivered
        """)
    guard Files.isDirectory("/proc/self") else { return }
    _ = await stage.run("trap '' HUP USR1; exec 7</dev/null; \"$KB\" run")
    let descriptors = Files.text(stage.marks + "/descriptors")?.split(separator: "\n").compactMap { Int($0) } ?? []
    #expect(descriptors.filter { $0 < 255 }.sorted() == [0, 1, 2, 3])
    let ignored = Files.text(stage.marks + "/ignored")?.split(whereSeparator: \.isWhitespace).last.flatMap {
      UInt64($0, radix: 16)
    }
    let (hangUp, user1) = (UInt64(1) << 0, UInt64(1) << 9)
    #expect(try #require(ignored) & (hangUp | user1) == 0)
  }
}
