import Foundation
import KBSystem
import TestSupport
import Testing

@Suite("The poll loop", .onOwnThread)
struct EventLoopTests {
  // A handler that takes long, or a busy machine, must not make a limit fire that was kept.
  @Test("handles what came before a timer's time is handled, before the timer")
  func handlesCame() throws {
    let loop = EventLoop(signals: nil)
    let (first, second) = (try Descriptor.pipe(), try Descriptor.pipe())
    defer { [first.reader, first.writer, second.reader, second.writer].forEach { close($0) } }
    var order: [String] = []
    var watches: [EventLoop.Token] = []
    watches.append(
      loop.watchReading(first.reader) {
        order.append("first")
        watches.forEach(loop.cancel)
        watches = [
          loop.watchReading(second.reader) {
            order.append("second")
            watches.forEach(loop.cancel)
          }
        ]
        _ = Descriptor.writeAll(second.writer, [1])
        usleep(100_000)
      })
    loop.after(.milliseconds(50)) { order.append("timer") }
    _ = Descriptor.writeAll(first.writer, [1])
    loop.run { order.count == 3 }
    #expect(order == ["first", "second", "timer"])
  }
}
