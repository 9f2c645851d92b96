#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import KBSystem

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
    try file.append(Self.noise(missing))
  }

  /// Not zeros, nor anything that repeats: some file systems keep no room for that.
  private static func noise(_ count: Int) -> [UInt8] {
    var word = UInt64.random(in: 1 ... .max)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + 8)
    while bytes.count < count {
      word ^= word << 13
      word ^= word >> 7
      word ^= word << 17
      withUnsafeBytes(of: word) { bytes.append(contentsOf: $0) }
    }
    return Array(bytes.prefix(count))
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
