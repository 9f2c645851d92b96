#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Cuts a byte stream into lines with a hard length limit. Never waits, never throws.
package struct LineSplitter {
  package enum Event: Equatable {
    /// A whole line without its newline.
    case line([UInt8])
    /// A line of this many bytes was longer than the limit and has been dropped.
    case tooLong(bytes: Int)
  }

  /// 1 MiB: the protocol's limit (docs/protocol.md).
  package static let standardLimit = 1 << 20

  private let limit: Int
  private var tail: [UInt8] = []
  private var skipped = 0
  private var skipping = false

  package init(limit: Int = LineSplitter.standardLimit) {
    self.limit = limit
  }

  /// Bytes that came after the last newline. A message without its newline is torn and must not be read as one.
  package var tornBytes: Int { skipping ? skipped : tail.count }

  /// What came after the last newline, for text that people read; empty where it was too long.
  package var tornLine: [UInt8] { tail }

  package mutating func feed(_ bytes: ArraySlice<UInt8>) -> [Event] {
    var events: [Event] = []
    var rest = bytes
    while let newline = Self.newline(in: rest) {
      events.append(finishLine(with: rest[rest.startIndex..<newline]))
      rest = rest[rest.index(after: newline)...]
    }
    keep(rest)
    return events
  }

  /// `memchr(3)`: a flood of bytes is looked through at the speed of memory, in a debug build too.
  private static func newline(in bytes: ArraySlice<UInt8>) -> Int? {
    bytes.withUnsafeBytes { raw in
      guard let base = raw.baseAddress, let found = memchr(base, 10, raw.count) else { return nil }
      return bytes.startIndex + base.distance(to: UnsafeRawPointer(found))
    }
  }

  private mutating func finishLine(with end: ArraySlice<UInt8>) -> Event {
    defer {
      tail.removeAll(keepingCapacity: tail.count < 1 << 16)
      skipping = false
      skipped = 0
    }
    if skipping { return .tooLong(bytes: skipped + end.count) }
    if tail.count + end.count > limit { return .tooLong(bytes: tail.count + end.count) }
    return .line(tail + end)
  }

  private mutating func keep(_ rest: ArraySlice<UInt8>) {
    if skipping {
      skipped += rest.count
    } else if tail.count + rest.count > limit {
      skipping = true
      skipped = tail.count + rest.count
      tail = []
    } else {
      tail += rest
    }
  }
}
