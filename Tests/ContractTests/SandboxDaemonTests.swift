#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import Foundation
import KBSystem
import TestSupport
import Testing

@Suite("How the daemon of the sbx double starts, while others look at it", .onOwnThread)
struct SandboxDaemonTests {
  @Test("one that starts waits for whoever looks whether there is one")
  func startsWaits() async throws {
    let bench = try SandboxBench(isSetUp: false)
    let lock = open(bench.folder + "/sbx/daemon.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    #expect(flock(lock, LOCK_SH) == 0)
    async let start = bench.run(["sbx", "daemon", "start"])
    // Long enough for it to find the lock taken; what is expected holds if it does not, too.
    usleep(500_000)
    close(lock)
    #expect(await start.status == 0)
    #expect(await bench.run(["sbx", "daemon", "status"]).text == "Status: running\n")
  }

  @Test("one that was killed has a successor")
  func killedSuccessor() async throws {
    let bench = try SandboxBench()
    let first = try pid(bench)
    kill(first, SIGKILL)
    #expect(Wait.until { !FileLock.isHeld(bench.folder + "/sbx/daemon.lock") })
    #expect(try await bench.create("box", bench.makeRepository()).status == 0)
    #expect(try pid(bench) != first)
  }

  @Test("many that start at once are one")
  func manyStart() async throws {
    let bench = try SandboxBench(isSetUp: false)
    await withTaskGroup { group in
      for _ in 0..<6 { group.addTask { await bench.run(["sbx", "daemon", "start"]).status } }
      for await status in group { #expect(status == 0) }
    }
    #expect(await bench.run(["sbx", "daemon", "stop"]).status == 0)
    #expect(await bench.run(["sbx", "daemon", "status"]).text == "Status: stopped\n")
  }

  private func pid(_ bench: SandboxBench) throws -> Int32 {
    try #require(Int32(try String(contentsOfFile: bench.folder + "/sbx/daemon.pid", encoding: .utf8)))
  }
}
