#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Written once, before the handlers that use it are installed; a C handler can capture nothing.
nonisolated(unsafe) private var signalWriter: Int32 = -1

/// Turns signals into bytes on a pipe, so that one `poll(2)` waits for them together with everything else.
package struct SignalPipe {
  /// The end to poll for reading.
  package let reader: Int32

  /// Takes over these signals for the process. Call once, first thing in `main`.
  package init(_ signals: [Int32]) throws(SystemFailure) {
    let (reader, writer) = try Descriptor.pipe()
    Descriptor.setNonBlocking(reader)
    Descriptor.setNonBlocking(writer)
    self.reader = reader
    signalWriter = writer
    for number in signals {
      Platform.handle(number) { number in
        let saved = errno
        var byte = UInt8(truncatingIfNeeded: number)
        _ = write(signalWriter, &byte, 1)
        errno = saved
      }
    }
  }

  /// The signals that have come since the last call, oldest first.
  package func drain() -> [Int32] {
    var signals: [Int32] = []
    var buffer = [UInt8](repeating: 0, count: 256)
    while case .bytes(let count) = Descriptor.read(reader, into: &buffer) {
      signals += buffer[0..<count].map { Int32($0) }
    }
    return signals
  }
}
