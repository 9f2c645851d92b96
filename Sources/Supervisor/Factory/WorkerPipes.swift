import KBSystem
import KBText

/// The descriptors of one worker: 0 orders, 1 and 2 its log, 3 events.
struct WorkerPipes {
  let orders: (reader: Int32, writer: Int32)
  let events: (reader: Int32, writer: Int32)
  private let log: AppendFile?

  /// A log that can't be opened costs the log, not the worker. Throws where the system has no more descriptors.
  init(log path: String) throws(SystemFailure) {
    orders = try Descriptor.pipe()
    do {
      events = try Descriptor.pipe()
    } catch {
      Descriptor.close(orders.reader)
      Descriptor.close(orders.writer)
      throw error
    }
    log = try? AppendFile(path)
  }

  /// Calls `start` with descriptor in the worker → descriptor here, while the log is open.
  func withLog<Result>(_ start: ([Int32: Int32]) throws(SystemFailure) -> Result) throws(SystemFailure) -> Result {
    var mapping = [Int32(0): orders.reader, 3: events.writer]
    if let log {
      mapping[1] = log.descriptor
      mapping[2] = log.descriptor
    }
    defer { withExtendedLifetime(log) {} }
    return try start(mapping)
  }

  /// Closes the worker's ends, once it has them.
  func closeTheirs() {
    Descriptor.close(orders.reader)
    Descriptor.close(events.writer)
  }

  func closeAll() {
    closeTheirs()
    Descriptor.close(orders.writer)
    Descriptor.close(events.reader)
  }
}

/// The end of a log file, for messages.
enum LogTail {
  /// The newest lines, oldest first, safe to print; empty where there is no log.
  static func lines(of path: String, count: Int = 8) -> [String] {
    let bytes = Files.lastBytes(path, limit: 16 << 10) ?? []
    return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).suffix(count).map {
      SafeText.cut(SafeText.line(String($0)), to: 300)
    }
  }
}
