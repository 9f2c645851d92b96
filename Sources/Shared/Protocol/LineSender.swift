package import KBSystem
package import KBText

/// Sends lines on a pipe without ever waiting for the reader: what does not fit is queued, and what a slow reader may
/// miss is dropped when the queue is long.
package final class LineSender {
  /// Bytes that may wait before droppable lines are dropped.
  package static let softLimit = 64 << 10

  /// Whether the other side has closed the pipe.
  package private(set) var isClosed = false
  /// Lines dropped because the reader was slow.
  package private(set) var dropped = 0

  private let descriptor: Int32
  private let loop: EventLoop
  private var queue: [UInt8] = []
  private var token: EventLoop.Token?

  /// Takes over the descriptor.
  package init(_ descriptor: Int32, on loop: EventLoop) {
    self.descriptor = descriptor
    self.loop = loop
    Descriptor.setNonBlocking(descriptor)
  }

  package var queuedBytes: Int { queue.count }

  package func send(_ line: [UInt8], mayBeDropped: Bool = false) {
    if isClosed { return }
    if mayBeDropped && queue.count > Self.softLimit {
      dropped += 1
      return
    }
    queue += line
    flush()
  }

  /// Waits until everything is sent, the reader is gone, or the time is over.
  package func drain(within limit: Duration) {
    var isOver = false
    let timer = loop.after(limit) { isOver = true }
    loop.run { queue.isEmpty || isClosed || isOver }
    loop.cancel(timer)
  }

  package func close() {
    guard !isClosed else { return }
    isClosed = true
    loop.cancel(token)
    Descriptor.close(descriptor)
  }

  private func flush() {
    while !queue.isEmpty {
      guard let count = Descriptor.write(descriptor, queue[...]) else { return close() }
      if count == 0 { break }
      queue.removeFirst(count)
    }
    if queue.isEmpty {
      loop.cancel(token)
      token = nil
    } else if token == nil {
      token = loop.watchWriting(descriptor) { [weak self] in self?.flush() }
    }
  }
}

/// Receives lines from a pipe and tells of its end.
package final class LineReceiver {
  private let descriptor: Int32
  private let loop: EventLoop
  private var splitter = LineSplitter()
  private var token: EventLoop.Token?
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)
  private let onLine: (LineSplitter.Event) -> Void
  private let onEnd: (_ tornBytes: Int) -> Void

  /// Takes over the descriptor.
  package init(
    _ descriptor: Int32, on loop: EventLoop, onLine: @escaping (LineSplitter.Event) -> Void,
    onEnd: @escaping (_ tornBytes: Int) -> Void
  ) {
    self.descriptor = descriptor
    self.loop = loop
    self.onLine = onLine
    self.onEnd = onEnd
    Descriptor.setNonBlocking(descriptor)
    token = loop.watchReading(descriptor) { [weak self] in self?.read(atMost: 4) }
  }

  /// Reads what is there when the writer has ended, then closes; a grandchild may still hold the pipe.
  package func drainAndClose() {
    read(atMost: 64)
    close()
  }

  private func read(atMost rounds: Int) {
    for _ in 0..<rounds where token != nil {
      switch Descriptor.read(descriptor, into: &buffer) {
      case .bytes(let count):
        splitter.feed(buffer[0..<count]).forEach(onLine)
      case .wouldBlock:
        return
      case .end:
        close()
        onEnd(splitter.tornBytes)
        return
      }
    }
  }

  private func close() {
    guard token != nil else { return }
    loop.cancel(token)
    token = nil
    Descriptor.close(descriptor)
  }
}
