import Foundation
import KBProtocol
import KBSystem
import TestSupport
import Testing

/// Each safeguard beside the same step without it: the test of the safeguard would go red without it. Those of a worker
/// are in `LeftOutTests`.
@Suite("A safeguard that is left out", .onOwnThread)
struct SafeguardTests {
  private let folder = TestFolder("guard")

  private func file(_ name: String) -> String { "\(folder.path)/\(name)-\(UInt64.random(in: .min ... .max))" }

  /// Takes a lock as `FileLock` does, but without looking whether the file is still the one on its path.
  private static func careless(_ path: String) -> Int32? {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    return flock(descriptor, LOCK_EX | LOCK_NB) == 0 ? descriptor : nil
  }

  @Test("the inode check: without it, two hold the lock of a file that was replaced")
  func inode() async throws {
    let path = file("inode")
    // Opened before the file is replaced, locked after it: the moment that the check is for.
    let early = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    unlink(path)
    let other = try #require(Self.careless(path))
    #expect(flock(early, LOCK_EX | LOCK_NB) == 0, "both hold it, and neither knows")
    close(other)
    close(early)

    // Another test's child may hold a copy for the moment between its fork and its start.
    #expect(await eventually { !FileLock.isHeld(path) })
    guard let first = try FileLock.tryAcquire(path) else { return #expect(Bool(false), "free") }
    unlink(path)
    let holderKnows = !first.isStillOnItsPath
    #expect(holderKnows)
    guard let second = try FileLock.tryAcquire(path) else { return #expect(Bool(false), "free") }
    let guardsTheNewFile = second.isStillOnItsPath
    #expect(guardsTheNewFile)
    _ = consume first
    _ = consume second
  }

  @Test("close-on-exec: without it, a child that outlives the holder keeps its lock")
  func closeOnExec() async throws {
    for isInherited in [true, false] {
      let path = file("exec")
      let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
      #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
      let child = try Spawn.start(
        Spawn.Request(path: "/bin/sleep", arguments: ["30"], descriptors: isInherited ? [9: descriptor] : [:]))
      close(descriptor)
      // Another test's child may hold a copy for the moment between its fork and its start.
      if isInherited {
        #expect(FileLock.isHeld(path))
      } else {
        #expect(await eventually { !FileLock.isHeld(path) })
        #expect(ProcessTable.exists(child))
      }
      kill(child, SIGKILL)
      _ = await onOwnThread { waitpid(child, nil, 0) }
      #expect(await eventually { !FileLock.isHeld(path) })
    }
  }

  @Test("reading the exit status with waitpid: without it, a grandchild that keeps the pipe keeps us")
  func drain() async throws {
    let isAlive = try await onOwnThread { () -> Result<Bool, any Error> in
      Result {
        let loop = EventLoop(signals: nil)
        let runner = ProcessRunner(loop: loop, environment: ["PATH": "/usr/bin:/bin"])
        let result = try runner.run(Command("sh", ["-c", "sleep 600 & echo $!"]))
        let grandchild = Int32(result.output.trimmingCharacters(in: .newlines)) ?? 0
        // The end of the pipe had not come: whoever waits for it waits as long as the grandchild lives.
        let isAlive = kill(grandchild, 0) == 0
        kill(grandchild, SIGKILL)
        return isAlive
      }
    }.get()
    #expect(isAlive)
  }

  @Test("draining after the exit: without it, the last line of a worker is lost")
  func lastLine() async throws {
    let (without, with) = try await onOwnThread { () -> Result<(Int, Int), any Error> in
      Result {
        var counts = [0, 0]
        for (index, drains) in [false, true].enumerated() {
          for _ in 1...20 {
            let pipe = try Descriptor.pipe()
            let child = try Spawn.start(
              Spawn.Request(path: "/bin/sh", arguments: ["-c", "echo last >&3"], descriptors: [3: pipe.writer]))
            Descriptor.close(pipe.writer)
            // The exit is seen first, as it may be when both come at once.
            waitpid(child, nil, 0)
            let loop = EventLoop(signals: nil)
            var lines = 0
            let receiver = LineReceiver(pipe.reader, on: loop, onLine: { _ in lines += 1 }, onEnd: { _ in })
            if drains { receiver.drainAndClose() }
            counts[index] += lines
            if !drains { Descriptor.close(pipe.reader) }
          }
        }
        return (counts[0], counts[1])
      }
    }.get()
    #expect(without == 0)
    #expect(with == 20)
  }

  @Test("the journal: without it, a session that had succeeded is paid again", .stage, arguments: [true, false])
  func journal(isKept: Bool) async throws {
    let stage = FactoryStage.current
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write parse.txt yes")
    let killed = await stage.kbRun(
      environment: CrashPlan.quick.merging(["KB_CRASH_AT": "after-sessionSucceeded,collect,publish"]) { $1 })
    #expect(killed.deaths == 3)
    let journal = try #require(
      try FileManager.default.subpathsOfDirectory(atPath: stage.state).first { $0.hasSuffix(".journal") })
    if !isKept { unlink("\(stage.state)/\(journal)") }
    #expect(await stage.kbRun().ending(of: prd) == "delivered")
    #expect(stage.sessionCount == (isKept ? 2 : 3))
    #expect(try stage.messages(on: stage.branch(of: prd)).count == 1)
  }

  @Test("reading again under the lock: without it, a list from before starts a PRD that is done", .stage)
  func readAgain() async throws {
    let stage = FactoryStage.current
    let prds = try (1...2).map { number in
      let prd = try stage.repository.addPRD("Plan \(number)")
      try stage.repository.addSubIssue(
        of: prd, "Work", body: "double: write \(number).txt yes" + (number == 1 ? "\n\(stage.waitingScript)" : ""))
      return prd
    }
    // The first run has the second PRD in its list, and works on the first one while another run does the second.
    let run = try await stage.kbRun {
      let other = ShortCommand(
        [BuiltProducts.path("kb"), "run", "--prd", "\(prds[1])"], environment: stage.environment,
        directory: stage.checkout)
      #expect(other.run().status == 0)
    }
    #expect(run.ending(of: prds[1]) == "delivered", "\(run)")
    #expect(stage.sessionCount == 4)
    #expect(try stage.world.effects(.readyForReview).count == 2)
  }
}
