import Foundation
import KBSystem
import TestSupport
import Testing

@Suite("Marked processes", .onOwnThread)
struct MarkedProcessesTests {
  @Test("are found by their variable, and ended with their children")
  func foundVariable() throws {
    let place = try SandboxPlayground()
    let mark = "mark of \(place.root)"
    let script = "\(PortableShell.newSession) sh -c 'sleep 300 & wait' >/dev/null 2>&1 & "
    _ = try place.runner.run(Command("sh", ["-c", script], environment: ["KB_TEST_MARK": mark]))
    let end = ContinuousClock.now + .seconds(300)
    var found = MarkedProcesses.find("KB_TEST_MARK", mark)
    while found.count < 2, ContinuousClock.now < end {
      usleep(10_000)
      found = MarkedProcesses.find("KB_TEST_MARK", mark)
    }
    #expect(found.count >= 2)
    #expect(MarkedProcesses.find("KB_TEST_MARK", "mark").isEmpty)
    #expect(MarkedProcesses.end("KB_TEST_MARK", mark, patience: .seconds(300)).isEmpty)
    #expect(MarkedProcesses.find("KB_TEST_MARK", mark).isEmpty)
  }
  // At `execve` a process shows no environment for a moment. It must not pass for gone.
  @Test("are found while they start another program")
  func foundStart() throws {
    let place = try SandboxPlayground()
    let mark = "mark of \(place.root)"
    let again = #"exec sh -c "$1" sh "$1""#
    let script = #"sh -c "$1" sh "$1" >/dev/null 2>&1 & echo $!"#
    let started = try place.runner.run(
      Command("sh", ["-c", script, "sh", again], environment: ["KB_TEST_MARK": mark]))
    let pid = try #require(Int32(started.output.trimmingCharacters(in: .whitespacesAndNewlines)))
    let missed = (0..<2000).count { _ in !MarkedProcesses.has(pid, "KB_TEST_MARK", mark) }
    #expect(missed == 0)
    #expect(MarkedProcesses.end("KB_TEST_MARK", mark, patience: .seconds(300)).isEmpty)
  }

  // Each of them starts the next one and ends: whoever lists processes first and looks at them after meets none.
  @Test("are found though each hands on to the next")
  func foundThough() throws {
    let place = try SandboxPlayground()
    let mark = "mark of \(place.root)"
    let next = #"[ "$1" = 0 ] && exec sleep 300; "$0" -c "$2" "$0" $(($1 - 1)) "$2" &"#
    let script = #"\#(PortableShell.newSession) sh -c "$1" sh 1000 "$1" >/dev/null 2>&1 & sleep 0.1"#
    _ = try place.runner.run(Command("sh", ["-c", script, "sh", next], environment: ["KB_TEST_MARK": mark]))
    let missed = (0..<100).count { _ in MarkedProcesses.find("KB_TEST_MARK", mark).isEmpty }
    #expect(missed == 0)
    #expect(MarkedProcesses.end("KB_TEST_MARK", mark, patience: .seconds(300)).isEmpty)
    #expect(MarkedProcesses.find("KB_TEST_MARK", mark).isEmpty)
  }
}
