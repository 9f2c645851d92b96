#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import KBText

/// One `poll(2)` that waits for everything a process waits for: descriptors, signals, ended children and timers.
///
/// Everything runs on the calling thread, one handler after the other, so handlers need no locks. Timers use the clock
/// that stands still while the machine sleeps: a laptop that wakes up has lost no time limit (docs/adr/0003).
package final class EventLoop {
  /// Names a watch or a timer so that it can be cancelled.
  package struct Token: Hashable {
    fileprivate let number: Int
  }

  private struct Watch {
    let descriptor: Int32
    let events: Int16
    let handler: () -> Void
  }

  private struct Timer {
    let due: SuspendingClock.Instant
    let handler: () -> Void
  }

  /// Called for every signal but SIGCHLD, which ends in the handlers of `onExit`.
  package var onSignal: (Int32) -> Void = { _ in }

  private let signals: SignalPipe?
  private let clock = SuspendingClock()
  private var watches: [Token: Watch] = [:]
  private var timers: [Token: Timer] = [:]
  private var children: [Int32: (ExitStatus) -> Void] = [:]
  private var nextToken = 0

  /// From now on a pipe whose reader is gone is an error of the write, not the end of the process.
  package init(signals: SignalPipe?) {
    self.signals = signals
    signal(SIGPIPE, SIG_IGN)
  }

  /// Calls `handler` whenever the descriptor can be read (or has ended).
  package func watchReading(_ descriptor: Int32, _ handler: @escaping () -> Void) -> Token {
    add(Watch(descriptor: descriptor, events: Int16(POLLIN), handler: handler))
  }

  /// Calls `handler` whenever the descriptor can be written. Cancel it when there is nothing to write.
  package func watchWriting(_ descriptor: Int32, _ handler: @escaping () -> Void) -> Token {
    add(Watch(descriptor: descriptor, events: Int16(POLLOUT), handler: handler))
  }

  /// Calls `handler` once, after `delay`.
  @discardableResult
  package func after(_ delay: Duration, _ handler: @escaping () -> Void) -> Token {
    let token = newToken()
    timers[token] = Timer(due: clock.now.advanced(by: delay), handler: handler)
    return token
  }

  /// Calls `handler` again and again, every `interval`, until the returned token is cancelled.
  @discardableResult
  package func every(_ interval: Duration, _ handler: @escaping () -> Void) -> Token {
    let token = newToken()
    func arm() {
      timers[token] = Timer(due: clock.now.advanced(by: interval)) {
        arm()
        handler()
      }
    }
    arm()
    return token
  }

  package func cancel(_ token: Token?) {
    guard let token else { return }
    watches[token] = nil
    timers[token] = nil
  }

  /// Calls `handler` once, when the child has ended, and reaps it.
  package func onExit(of pid: Int32, _ handler: @escaping (ExitStatus) -> Void) {
    children[pid] = handler
  }

  /// Children whose end somebody waits for.
  package var knownChildren: Set<Int32> { Set(children.keys) }

  /// Waits and calls handlers until `finished` says so. It is asked after every round.
  package func run(until finished: () -> Bool) {
    while !finished() { turn() }
  }

  private func add(_ watch: Watch) -> Token {
    let token = newToken()
    watches[token] = watch
    return token
  }

  private func newToken() -> Token {
    nextToken += 1
    return Token(number: nextToken)
  }

  private func turn() {
    // A signal that came before a child's end is handled before it.
    for signal in signals?.drain() ?? [] where signal != SIGCHLD { onSignal(signal) }
    // A child may have ended before it was asked about: then nothing would wake the poll below.
    let mayWait = !reapChildren()
    let order = watches.keys.sorted { $0.number < $1.number }
    var entries = order.compactMap { watches[$0] }.map { pollfd(fd: $0.descriptor, events: $0.events, revents: 0) }
    if let signals { entries.append(pollfd(fd: signals.reader, events: Int16(POLLIN), revents: 0)) }
    // What came before a time limit was over is handled before the limit, however long handlers and other programs
    // have kept this one from looking: only timers that were due before the look are fired after it.
    let lookedAt = clock.now
    _ = poll(&entries, nfds_t(entries.count), mayWait ? millisecondsToNextTimer() : 0)

    for signal in signals?.drain() ?? [] where signal != SIGCHLD { onSignal(signal) }
    for (token, entry) in zip(order, entries) where entry.revents != 0 { watches[token]?.handler() }
    _ = reapChildren()
    fireTimers(dueBy: lookedAt)
  }

  /// Asks for known children only: `waitpid(-1)` would steal the end of somebody else's.
  /// Returns whether one has ended.
  private func reapChildren() -> Bool {
    var hasEnded = false
    for pid in children.keys {
      guard let status = ExitStatus.ofEnded(pid) else { continue }
      hasEnded = true
      children.removeValue(forKey: pid)?(status)
    }
    return hasEnded
  }

  private func fireTimers(dueBy moment: SuspendingClock.Instant) {
    let due = timers.filter { $0.value.due <= moment }.sorted { $0.value.due < $1.value.due }
    for (token, timer) in due where timers[token] != nil {
      timers[token] = nil
      timer.handler()
    }
  }

  /// -1 (for ever) without timers. Without a signal pipe nothing tells of ended children: look every 20 ms.
  private func millisecondsToNextTimer() -> Int32 {
    let longest: Int32 = signals == nil && !children.isEmpty ? 20 : -1
    guard let due = timers.values.map(\.due).min() else { return longest }
    let now = clock.now
    // One more millisecond, so that the timer is due when poll returns.
    let wait = due <= now ? 0 : Int32(clamping: now.duration(to: due).milliseconds + 1)
    return longest < 0 ? wait : min(wait, longest)
  }
}
