#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// An exclusive kernel lock on a file. The kernel frees it when the holder ends, however it ends; no child inherits it.
package struct FileLock: ~Copyable {
  private let descriptor: Int32
  private let path: String

  private init(descriptor: Int32, path: String) {
    self.descriptor = descriptor
    self.path = path
  }

  deinit { close(descriptor) }

  /// Takes the lock, nil where somebody else holds it. Never removes the file: an unlinked lock can be held twice.
  package static func tryAcquire(_ path: String) throws(SystemFailure) -> FileLock? {
    while true {
      let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
      guard descriptor >= 0 else { throw SystemFailure("open \(path)") }
      guard lock(descriptor, LOCK_EX) else {
        let failure = SystemFailure("lock \(path)")
        close(descriptor)
        if failure.code == EWOULDBLOCK { return nil }
        throw failure
      }
      let lock = FileLock(descriptor: descriptor, path: path)
      if lock.isStillOnItsPath { return lock }
      // Someone replaced the file between open and lock: this lock guards nothing, try the new file.
    }
  }

  /// Takes the lock; nil where an owner has had it for about 200 ms. Who only looks at it, such as `kb workers`, has it
  /// for microseconds, or for as long as a busy machine keeps that one waiting: that is waited out, a minute at most.
  package static func acquire(_ path: String) throws(SystemFailure) -> FileLock? {
    var looksAtOwner = 0
    for _ in 0..<6000 {
      if let lock = try tryAcquire(path) { return lock }
      if isHeld(path) { looksAtOwner += 1 }
      if looksAtOwner == 20 { return nil }
      poll(nil, 0, 10)
    }
    return nil
  }

  /// Whether another process owns the lock now; who only looks does not count. False as well when there is no such file; true where nobody can tell,
  /// such as without a free descriptor: what may be held is left alone.
  package static func isHeld(_ path: String) -> Bool {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return errno != ENOENT && errno != ENOTDIR }
    defer { close(descriptor) }
    return !lock(descriptor, LOCK_SH)
  }

  /// False after somebody removed or replaced the file: another process could then lock the new one.
  package var isStillOnItsPath: Bool {
    var ours = stat()
    var onDisk = stat()
    return fstat(descriptor, &ours) == 0 && lstat(path, &onDisk) == 0
      && ours.st_ino == onDisk.st_ino && ours.st_dev == onDisk.st_dev
  }

  /// The first byte of a text that is being written.
  package static let unfinished: UInt8 = 0

  /// Replaces the file's text. It is information about the holder, never the truth about the lock. The first byte is
  /// written last, so that nobody takes a mix of two texts for one.
  package func write(_ text: [UInt8]) {
    guard let first = text.first else { return }
    put([Self.unfinished], at: 0)
    put(Array(text.dropFirst()), at: 1)
    _ = ftruncate(descriptor, off_t(text.count))
    put([first], at: 0)
  }

  private func put(_ bytes: [UInt8], at place: off_t) {
    _ = bytes.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, place) }
  }

  private static func lock(_ descriptor: Int32, _ kind: Int32) -> Bool {
    while flock(descriptor, kind | LOCK_NB) != 0 {
      if errno != EINTR { return false }
    }
    return true
  }
}
