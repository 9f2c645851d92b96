#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import KBText

/// Reads a file line by line, and afterwards what is appended to it. A file that is not there yet has no lines.
package final class FileTail {
  package let path: String
  private var descriptor: Int32 = -1
  private var splitter = LineSplitter()
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)

  package init(_ path: String) {
    self.path = path
  }

  deinit { if descriptor >= 0 { Descriptor.close(descriptor) } }

  /// The whole lines that have come since the last call, at most about a megabyte of them at once; empty when there is
  /// nothing more. Invalid UTF-8 is replaced.
  package func read() -> [String] {
    if descriptor < 0 { descriptor = open(path, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { return [] }
    var lines: [String] = []
    for _ in 0..<16 {
      guard case .bytes(let count) = Descriptor.read(descriptor, into: &buffer) else { break }
      lines += splitter.feed(buffer[0..<count]).map(Self.text)
    }
    return lines
  }

  /// What stands behind the last newline, when nobody writes any more; nil where nothing does.
  package var rest: String? {
    splitter.tornLine.isEmpty ? nil : String(decoding: splitter.tornLine, as: UTF8.self)
  }

  private static func text(_ event: LineSplitter.Event) -> String {
    switch event {
    case .line(let bytes): String(decoding: bytes, as: UTF8.self)
    case .tooLong(let bytes): "(a line of \(bytes) bytes was left out)"
    }
  }
}
