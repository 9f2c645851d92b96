import KBSystem

/// Standard output of a run. Writing never waits for the reader: what does not fit is queued, and when the reader is
/// gone (`kb run | head -1`, a closed terminal) the run goes on without it.
final class Output {
  /// Bytes that may wait; what comes on top is dropped. The run's files have all of it.
  static let limit = 4 << 20

  /// Whether nobody reads any more.
  private(set) var isClosed = false
  /// Whether something waits to be written.
  var isBusy: Bool { !queue.isEmpty }

  private let descriptor: Int32
  private let loop: EventLoop
  private var queue: [UInt8] = []
  private var token: EventLoop.Token?
  private var dropped = 0

  init(_ descriptor: Int32, on loop: EventLoop) {
    self.descriptor = descriptor
    self.loop = loop
  }

  func write(_ text: String) {
    guard !isClosed else { return }
    guard queue.count < Self.limit else {
      dropped += 1
      return
    }
    queue += Array(text.utf8)
    flush()
  }

  /// The terminal is gone: nothing is written any more.
  func giveUp() {
    isClosed = true
    queue = []
    loop.cancel(token)
    token = nil
  }

  /// Waits until everything is written, nobody reads any more, or the time is over.
  func drain(within limit: Duration) {
    var isOver = false
    let timer = loop.after(limit) { isOver = true }
    loop.run { queue.isEmpty || isClosed || isOver }
    loop.cancel(timer)
  }

  /// A ready pipe takes 512 bytes without waiting (POSIX's least PIPE_BUF), so that much is written at a time.
  private func flush() {
    var written = 0
    while written < queue.count, Terminal.canWrite(descriptor) {
      guard let count = Descriptor.write(descriptor, queue[written..<min(written + 512, queue.count)]) else {
        return giveUp()
      }
      if count == 0 { break }
      written += count
    }
    queue.removeFirst(written)
    if queue.isEmpty {
      loop.cancel(token)
      token = nil
    } else if token == nil {
      token = loop.watchWriting(descriptor) { [weak self] in self?.flush() }
    }
  }
}
