/// Our end of a child's standard output or error.
final class OutputReader {
  private static let captureLimit = 32 << 20

  private let descriptor: Int32
  private var splitter = LineSplitter()
  private var captured: [UInt8] = []
  private var token: EventLoop.Token?
  private var loop: EventLoop?
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)

  init(_ descriptor: Int32) {
    self.descriptor = descriptor
    Descriptor.setNonBlocking(descriptor)
  }

  /// Everything read so far, up to the capture limit; invalid UTF-8 is replaced.
  var text: String { String(decoding: captured, as: UTF8.self) }

  func watch(on loop: EventLoop, _ handler: @escaping () -> Void) {
    self.loop = loop
    token = loop.watchReading(descriptor, handler)
  }

  /// The whole lines that can be read now; at most 4 MiB at once, so that a flood doesn't starve the loop.
  func read() -> [String] {
    var lines: [String] = []
    for _ in 0..<64 {
      switch Descriptor.read(descriptor, into: &buffer) {
      case .bytes(let count):
        let bytes = buffer[0..<count]
        captured += bytes.prefix(Self.captureLimit - captured.count)
        lines += splitter.feed(bytes).map(Self.text)
      case .wouldBlock:
        return lines
      case .end:
        loop?.cancel(token)
        return lines
      }
    }
    return lines
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
