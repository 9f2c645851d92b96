import Foundation
import KBSystem
import KBText
import TestSupport
import Testing

@Suite("Attack: a session floods")
struct FloodTests {
  /// What happened beside a flood.
  private struct Seen: Sendable {
    var result: CommandResult
    /// The most lines that were handled between two looks at everything else.
    var most: Int
    var lines: Int
  }

  private static let floods = [
    "exec yes x", "exec yes ''", "exec yes x >&2", "yes x >&2 & exec yes x",
    "exec tr '\\\\0' x < /dev/zero", "tr '\\\\0' x < /dev/zero >&2 & exec yes x",
  ]

  /// Runs a script. Each turn of the loop is counted by a timer that is always due.
  private func run(_ script: String, limit: Int, stopAfter: Int = .max) async throws -> Seen {
    try await onOwnThread {
      Result {
        let loop = EventLoop(signals: nil)
        let runner = ProcessRunner(loop: loop, environment: ["PATH": "/usr/bin:/bin"])
        var command = Command("sh", ["-c", script], onStop: .interrupt)
        command.outputLimit = limit
        command.keeps = .last(1 << 16)
        var (sinceTurn, most, lines) = (0, 0, 0)
        func turn() {
          most = max(most, sinceTurn)
          sinceTurn = 0
          if lines > stopAfter { runner.requestStop(.now) }
          loop.after(.zero, turn)
        }
        turn()
        let result = try runner.run(command) { _ in
          sinceTurn += 1
          lines += 1
          return true
        }
        return Seen(result: result, most: max(most, sinceTurn), lines: lines)
      }
    }.get()
  }

  @Test("whatever it prints, each turn of the loop handles a few lines, and the flood is ended", arguments: floods)
  func bounded(script: String) async throws {
    let limit = 8 << 20
    let seen = try await run(script, limit: limit)
    #expect(seen.result.end == .flooded(limit))
    #expect(seen.most <= 512)
    #expect(seen.lines <= limit / Command.leastLine + 512)
    #expect(seen.result.output.utf8.count <= 1 << 16)
  }

  @Test("an order to stop reaches it while it floods", arguments: floods.prefix(4))
  func stopped(script: String) async throws {
    #expect(try await run(script, limit: 1 << 40, stopAfter: 2000).result.end == .stopped)
  }

  @Test("what floods on after the end of the session does not keep its end from coming")
  func grandchild() async throws {
    let seen = try await run("yes x & exit 3", limit: 1 << 40)
    #expect(seen.result.end == .exited(.code(value: 3)))
    #expect(seen.most <= 512)
  }

  @Test("all that was printed before the end is read, in turns")
  func burst() async throws {
    let seen = try await run("seq 1 9000", limit: 1 << 40)
    #expect(seen.result.end == .exited(.success))
    #expect(seen.lines == 9000)
    #expect(seen.result.output.hasSuffix("\n9000\n"))
    #expect(seen.most <= 512)
  }

  @Test("one line that holds half a million is shown by its first and last ones")
  func manyInOne() {
    let shown = SafeText.shortened(String(repeating: "x\n", count: 500_000) + "end")
    #expect(shown.utf8.count < 1000)
    #expect(shown.hasSuffix("end"))
    #expect(shown.contains("(499921 more lines)"))
  }
}
