#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import KBSystem

/// What a child has printed into a file, so that it can't flood this process: it is read piece by piece.
final class SpoolFile {
  private let descriptor: Int32
  private var buffer: [UInt8]

  /// Takes the file's name away. nil where it can't be opened. `piece` is how much is read at once, in bytes.
  init?(_ path: String, piece: Int = 1 << 18) {
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    buffer = [UInt8](repeating: 0, count: piece)
    if descriptor < 0 { return nil }
    // Another answer under the same name gets a file of its own, though this one is still being read.
    unlink(path)
  }

  deinit { Descriptor.close(descriptor) }

  /// In bytes.
  var size: Int {
    var info = stat()
    return fstat(descriptor, &info) == 0 ? Int(info.st_size) : 0
  }

  /// The next bytes; nil at the end.
  func next() -> ArraySlice<UInt8>? {
    guard case .bytes(let count) = Descriptor.read(descriptor, into: &buffer) else { return nil }
    return buffer[..<count]
  }
}
