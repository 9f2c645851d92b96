#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Room on the disk that is kept beside a journal and given to it when the disk is full: what a session has come to must
/// be remembered, also where the disk filled up while it worked.
struct JournalReserve {
  /// More than a session and the steps after it write; most of it for the text of a review.
  static let size = 256 << 10
  /// Given back at a time, so that other files don't get the rest.
  static let step = 64 << 10

  let path: String

  /// Takes the room, where it is not taken already.
  func fill() throws(SystemFailure) {
    let file = try AppendFile(path)
    let missing = Self.size - Int(lseek(file.descriptor, 0, SEEK_END))
    if missing <= 0 { return }
    // Not zeros: some file systems keep no room for them.
    var random = SystemRandomNumberGenerator()
    try file.append((0..<missing).map { _ in UInt8.random(in: 0...255, using: &random) })
  }

  /// Gives a part back. False when nothing is left.
  func release() -> Bool {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return false }
    defer { Descriptor.close(descriptor) }
    let size = Int(lseek(descriptor, 0, SEEK_END))
    return size > 0 && ftruncate(descriptor, off_t(max(0, size - Self.step))) == 0
  }

  /// Gives all of it back.
  func remove() { unlink(path) }
}
