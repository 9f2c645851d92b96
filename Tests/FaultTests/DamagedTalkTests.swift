import Foundation
import KBSystem
import TestSupport
import Testing

@Suite("A worker that talks nonsense", .onOwnThread, .stage)
struct DamagedTalkTests {
  /// Events that mean something, and whose numbers and times are out of all bounds.
  static let outOfBounds = [
    #"{"issue":{"number":9223372036854775807,"position":-9223372036854775808,"title":"t","total":9223372036854775807}}"#,
    #"{"sessionStarted":{"agent":"codex","issue":9223372036854775807}}"#,
    #"{"sessionEnded":{"issue":3,"ok":true,"usage":{"costUSD":1e300,"inputTokens":9223372036854775807,"outputTokens":9223372036854775807}}}"#,
    #"{"sessionEnded":{"issue":3,"ok":true,"usage":{"costUSD":1e300,"inputTokens":9223372036854775807,"outputTokens":9223372036854775807}}}"#,
    #"{"sessionEnded":{"issue":3,"ok":true,"usage":{"costUSD":-1e300,"inputTokens":-9223372036854775808,"outputTokens":-9223372036854775808}}}"#,
    #"{"sessionEnded":{"issue":3,"ok":true,"usage":{"costUSD":-1e300,"inputTokens":-9223372036854775808,"outputTokens":-9223372036854775808}}}"#,
    #"{"brake":{"brake":{"reason":"usage-limit","until":1e300,"why":"never"}}}"#,
    #"{"brake":{"brake":{"reason":"github-limit","until":-1e300,"why":"long ago"}}}"#,
    #"{"waiting":{"brake":{"reason":"usage-limit","until":1e300,"why":"never"}}}"#,
    #"{"pullRequest":{"number":-9223372036854775808,"url":""}}"#,
  ]

  /// What the worker says before it delivers.
  private static func stage(saying lines: [[UInt8]]) throws -> ScriptedWorkerStage {
    let stage = try ScriptedWorkerStage(
      worker: """
        hello; tell '{"claimed":{}}'
        sed -e "s/RUN/$KB_RUN/" -e "s/\\"prd\\":12/\\"prd\\":$KB_PRD/" < $DIR/talk >&3
        delivered
        """)
    try FileManager.default.createDirectory(atPath: stage.marks, withIntermediateDirectories: true)
    try Data(lines.flatMap { $0 + [10] }).write(to: URL(fileURLWithPath: stage.marks + "/talk"))
    return stage
  }

  private static func line(_ message: String) -> [UInt8] {
    Array(#"{"message":\#(message),"prd":12,"run":"RUN","seq":7,"v":1}"#.utf8)
  }

  @Test("in numbers out of all bounds ends nothing: not the run, piped or on a terminal, and no report of it")
  func numbers() async throws {
    let stage = try Self.stage(saying: Self.outOfBounds.map(Self.line))
    let result = await stage.run(
      """
      "$KB" run; echo "status=$?"
      for format in text json html; do "$KB" report --format $format > $DIR/report; echo "$format=$?"; done
      """)
    for expected in ["status=0", "text=0", "json=0", "html=0"] {
      #expect(result.text.contains(expected), "\(result.text)\(result.errorText)")
    }
  }

  @Test(
    "on a terminal, is drawn or left out",
    .enabled(if: Files.exists("/proc/self") && Files.exists("/usr/bin/script"), "no script of util-linux"))
  func terminal() async throws {
    let stage = try Self.stage(saying: Self.outOfBounds.map(Self.line))
    let result = await stage.run(
      "TERM=xterm script -qec '\"$KB\" run' $DIR/typescript < /dev/null > /dev/null; echo \"status=$?\"")
    #expect(result.text.contains("status=0"), "\(Files.text(stage.marks + "/typescript") ?? "")")
  }

  @Test("because its agent counts more tokens than there are numbers, works on to the delivery")
  func agentsNumbers() async throws {
    let stage = FactoryStage.current
    let prd = try stage.repository.addPRD("Import")
    for name in ["one", "two"] {
      try stage.repository.addSubIssue(
        of: prd, name, body: "double: usage 9223372036854775807 0\ndouble: write \(name).txt yes")
    }
    let run = await stage.kbRun()
    #expect(run.ending(of: prd) == "delivered", "\(run)")
    #expect(stage.sessionCount == 3)
    #expect(await stage.kb(["report"]).status == 0)
  }

  @Test("in a thousand damaged lines is heard to its end", arguments: 1...2)
  func damaged(seed: Int) async throws {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fixtures/protocol-v1.jsonl").path
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
      .map { $0.replacing(/"run":"[0-9a-f-]+"/, with: #""run":"RUN""#) }.filter {
        !$0.contains(#"{"ended":"#) && !$0.contains(#"{"hello":"#)
      }
    var mutations = Mutations(seed: UInt64(seed))
    let deep = Array(String(repeating: "[", count: 500_000).utf8)
    let talk = (1...1000).map { _ in mutations.line(of: lines[mutations.number(below: lines.count)]) } + [deep]
    let stage = try Self.stage(saying: talk)
    let result = await stage.run(
      "\"$KB\" run > $DIR/output; echo \"status=$?\"; \"$KB\" report > $DIR/report; echo \"report=$?\"")
    #expect(result.text.contains("status=0"), "\(result.text)\(result.errorText)")
    #expect(result.text.contains("report=0"), "\(result.text)\(result.errorText)")
  }
}
