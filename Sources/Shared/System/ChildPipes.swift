import KBText

/// Our end of a child's standard output or error. However fast the child prints, one turn of the loop takes little of it:
/// what else waits on the loop is served between two turns.
final class OutputReader {
  /// What one turn takes: so many lines, out of so many bytes that are read when there is none left.
  private static let (linesPerTurn, bytesPerTurn) = (128, 1 << 14)

  private let descriptor: Int32
  private let keeps: Command.Keeps
  private var splitter = LineSplitter()
  /// Lines that were read and not yet taken.
  private var waiting: ArraySlice<LineSplitter.Event> = []
  private var captured: [UInt8] = []
  private var token: EventLoop.Token?
  private var loop: EventLoop?
  private var buffer = [UInt8](repeating: 0, count: bytesPerTurn)
  /// What was read, in bytes; a short line counts as `Command.leastLine`, because each costs time.
  private(set) var weight = 0
  /// What was read, in bytes.
  private(set) var bytes = 0
  /// Whether lines are left that no event of the descriptor will tell of.
  var hasMore: Bool { !waiting.isEmpty }
  /// Whether the last look found nothing more to read.
  private(set) var isEmpty = false

  init(_ descriptor: Int32, keeping keeps: Command.Keeps) {
    self.descriptor = descriptor
    self.keeps = keeps
    Descriptor.setNonBlocking(descriptor)
  }

  /// What is kept of all that was read; invalid UTF-8 is replaced.
  var text: String {
    switch keeps {
    case .first: String(decoding: captured, as: UTF8.self)
    case .last(let limit): String(decoding: captured.suffix(limit), as: UTF8.self)
    }
  }

  func watch(on loop: EventLoop, _ handler: @escaping () -> Void) {
    self.loop = loop
    token = loop.watchReading(descriptor, handler)
  }

  /// Reads no more: the child can't print on once the pipe is full.
  func stop() {
    loop?.cancel(token)
    waiting = []
    isEmpty = true
  }

  /// The whole lines of one turn.
  func read() -> [String] {
    if waiting.isEmpty {
      switch Descriptor.read(descriptor, into: &buffer) {
      case .bytes(let count):
        isEmpty = false
        take(buffer[0..<count])
      case .wouldBlock:
        isEmpty = true
      case .end:
        isEmpty = true
        loop?.cancel(token)
      }
    }
    let lines = waiting.prefix(Self.linesPerTurn)
    waiting = waiting.dropFirst(lines.count)
    return lines.map(Self.text)
  }

  private func take(_ bytes: ArraySlice<UInt8>) {
    keep(bytes)
    self.bytes += bytes.count
    let events = splitter.feed(bytes)
    weight += events.reduce(bytes.count) { sum, event in
      if case .line(let line) = event { sum + max(0, Command.leastLine - line.count) } else { sum }
    }
    waiting = events[...]
  }

  private func keep(_ bytes: ArraySlice<UInt8>) {
    switch keeps {
    case .first(let limit): captured += bytes.prefix(limit - captured.count)
    case .last(let limit):
      captured += bytes
      if captured.count > 2 * limit + Self.bytesPerTurn { captured.removeFirst(captured.count - limit) }
    }
  }

  /// An unfinished last line, when the child has ended.
  func rest() -> [String] {
    splitter.tornLine.isEmpty ? [] : [String(decoding: splitter.tornLine, as: UTF8.self)]
  }

  func close() {
    loop?.cancel(token)
    Descriptor.close(descriptor)
  }

  private static func text(of event: LineSplitter.Event) -> String {
    switch event {
    case .line(let bytes): String(decoding: bytes, as: UTF8.self)
    case .tooLong(let bytes): "(a line of \(bytes) bytes was dropped)"
    }
  }
}

/// Our end of a child's standard input: writes the text as fast as the child reads, then closes.
final class InputWriter {
  private let descriptor: Int32
  private var rest: ArraySlice<UInt8>
  private var token: EventLoop.Token?
  private var loop: EventLoop?
  private var isOpen = true

  init(_ descriptor: Int32, _ bytes: [UInt8]) {
    self.descriptor = descriptor
    rest = bytes[...]
    Descriptor.setNonBlocking(descriptor)
  }

  func watch(on loop: EventLoop) {
    self.loop = loop
    token = loop.watchWriting(descriptor) { [weak self] in self?.write() }
  }

  func close() {
    guard isOpen else { return }
    isOpen = false
    loop?.cancel(token)
    Descriptor.close(descriptor)
  }

  private func write() {
    if let count = Descriptor.write(descriptor, rest) {
      rest = rest.dropFirst(count)
      if rest.isEmpty { close() }
    } else {
      close()  // The child stopped reading; its exit status tells the rest.
    }
  }
}
