import Foundation
import KBSystem
import TestSupport
import Testing

@Suite("A kernel lock on a file", .onOwnThread)
struct FileLockTests {
  private let path = "/tmp/kb-lock-\(UInt64.random(in: .min ... .max))"

  /// Another test's child may hold a copy for the moment between its fork and its start.
  private func waitUntilFree() {
    let end = ContinuousClock.now + .seconds(300)
    while FileLock.isHeld(path) && ContinuousClock.now < end { sched_yield() }
  }

  /// Whether the lock can be had just now; it is let go again.
  private func canBeTaken() throws -> Bool {
    switch try FileLock.tryAcquire(path) {
    case .some: true
    case .none: false
    }
  }

  @Test("excludes a second holder until it is dropped")
  func excludes() throws {
    defer { unlink(path) }
    do {
      guard let lock = try FileLock.tryAcquire(path) else { return #expect(Bool(false), "nobody holds it") }
      #expect(try !canBeTaken())
      #expect(FileLock.isHeld(path))
      _ = consume lock
    }
    let end = ContinuousClock.now + .seconds(300)
    while try !canBeTaken() && ContinuousClock.now < end { sched_yield() }
    #expect(ContinuousClock.now < end)
  }

  @Test("is not lost to one who only looks, however slowly")
  func looker() throws {
    defer { unlink(path) }
    let looker = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    #expect(flock(looker, LOCK_SH | LOCK_NB) == 0)
    Thread.detachNewThread {
      usleep(500_000)
      close(looker)
    }
    switch try FileLock.acquire(path) {
    case .some: break
    case .none: #expect(Bool(false), "a looker is no owner")
    }
  }

  @Test("passes for held where nobody can tell, and for free where there is none")
  func unclear() throws {
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "/dev/null")
    defer { unlink(path) }
    #expect(FileLock.isHeld(path))
    #expect(!FileLock.isHeld("\(path)/none"))
    #expect(!FileLock.isHeld("\(path)-none"))
  }

  @Test("notices when its file is replaced, which lets another take the new file")
  func replaced() throws {
    defer { unlink(path) }
    guard let lock = try FileLock.tryAcquire(path) else { return #expect(Bool(false), "nobody holds it") }
    let before = lock.isStillOnItsPath
    unlink(path)
    #expect(try canBeTaken())
    let after = lock.isStillOnItsPath
    #expect(before && !after)
  }

  @Test("is not inherited by a child: it is free though the child lives")
  func notInherited() throws {
    defer { unlink(path) }
    var pid: Int32 = 0
    do {
      guard let lock = try FileLock.tryAcquire(path) else { return #expect(Bool(false), "nobody holds it") }
      pid = try Spawn.start(Spawn.Request(path: "/bin/sleep", arguments: ["60"]))
      _ = consume lock
    }
    waitUntilFree()
    #expect(!FileLock.isHeld(path) && kill(pid, 0) == 0)
    kill(pid, SIGKILL)
    waitpid(pid, nil, 0)
  }

  @Test("does not follow a symbolic link")
  func symlink() throws {
    defer { unlink(path) }
    #expect(Foundation.symlink("/tmp/kb-elsewhere", path) == 0)
    #expect(throws: SystemFailure.self) { try canBeTaken() }
  }
}
