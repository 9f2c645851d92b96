import Foundation
import Shared
import TestSupport
import Testing

@Suite struct `A temporary folder` {
  @Test func `is private, and goes away with what is in it`() throws {
    let place = try SandboxPlayground()
    let folder = try TemporaryFolder.make(in: "\(place.root)/new/tmp")
    for path in [folder.path, "\(place.root)/new"] {
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      #expect(mode == 0o700)
    }
    try Data("x".utf8).write(to: URL(fileURLWithPath: "\(folder.path)/x"))
    folder.remove()
    #expect(!FileManager.default.fileExists(atPath: folder.path))
  }

  @Test func `that can't be made is told`() {
    let failure = #expect(throws: ExpectedFailure.self) { _ = try TemporaryFolder.make(in: "/dev/null/x") }
    #expect(failure?.code == .stateDirectoryUnusable)
  }
}

@Suite(.onOwnThread) struct `Marked processes` {
  @Test func `are found by their variable, and ended with their children`() throws {
    let place = try SandboxPlayground()
    let mark = "mark of \(place.root)"
    let script = "setsid sh -c 'sleep 300 & wait' >/dev/null 2>&1 & "
    _ = try place.runner.run(Command("sh", ["-c", script], environment: ["KB_TEST_MARK": mark]))
    let end = ContinuousClock.now + .seconds(10)
    while MarkedProcesses.find("KB_TEST_MARK", mark).count < 2, ContinuousClock.now < end { usleep(10_000) }
    #expect(MarkedProcesses.find("KB_TEST_MARK", mark).count >= 2)
    #expect(MarkedProcesses.find("KB_TEST_MARK", "mark").isEmpty)
    #expect(MarkedProcesses.end("KB_TEST_MARK", mark).isEmpty)
    #expect(MarkedProcesses.find("KB_TEST_MARK", mark).isEmpty)
  }
}
