import Foundation
import KBSystem

/// The helper of one `sbx exec`, on the machine's side: it starts the command and passes its streams on. When the client
/// is killed the command goes on, and what it still prints is thrown away.
struct GuestRelay {
  private let execution: GuestExecution
  private let plan: GuestExecution.Plan
  private let signals: SignalPipe
  /// The client's ends, -1 once nobody reads there.
  private var outward: [GuestExecution.Channel: Int32] = [:]

  static func main(_ arguments: [String]) -> Never {
    let execution = GuestExecution(directory: arguments.first ?? "")
    guard let plan = execution.plan, let signals = try? SignalPipe([SIGCHLD]) else { exit(70) }
    var relay = GuestRelay(execution: execution, plan: plan, signals: signals)
    relay.run()
    exit(0)
  }

  private init(execution: GuestExecution, plan: GuestExecution.Plan, signals: SignalPipe) {
    self.execution = execution
    self.plan = plan
    self.signals = signals
    for channel in [GuestExecution.Channel.output, .error, .done] {
      // Without a reader the open fails: the client is gone already.
      let descriptor = open(execution.path(channel), O_WRONLY | O_NONBLOCK | O_CLOEXEC)
      if descriptor >= 0 { _ = fcntl(descriptor, F_SETFL, 0) }
      outward[channel] = descriptor
    }
  }

  private mutating func run() {
    defer { execution.remove() }
    do {
      finish(try play())
    } catch {
      let name = plan.request.path.lastPathPart
      send(
        "OCI runtime exec failed: exec failed: unable to start container process: exec: \"\(name)\": "
          + "executable file not found in $PATH: unknown\n", to: .error)
      finish(127)
    }
  }

  /// Runs the command to its end. Returns its status as a shell states it.
  private mutating func play() throws -> Int32 {
    let (output, error, input) = (try Descriptor.pipe(), try Descriptor.pipe(), try Descriptor.pipe())
    var descriptors: [Int32: Int32] = [1: output.writer, 2: plan.isMerged ? output.writer : error.writer]
    if plan.hasInput { descriptors[0] = input.reader }
    let pid = try Spawn.start(
      Spawn.Request(
        path: plan.request.path, arguments: plan.request.arguments, environment: plan.request.environment,
        directory: plan.request.directory, descriptors: descriptors))
    [output.writer, error.writer, input.reader].forEach { close($0) }
    for descriptor in [output.reader, error.reader, input.writer] { Descriptor.setNonBlocking(descriptor) }

    var feed = InputFeed(from: plan.hasInput ? execution.path(.input) : nil, to: input.writer)
    send("\(GuestExecution.inputIsOpen)\n", to: .done)
    var readers: [(descriptor: Int32, channel: GuestExecution.Channel)] = [
      (output.reader, .output), (error.reader, .error),
    ]
    var status: Int32?
    while status == nil || plan.waitsForOutputs && !readers.isEmpty {
      let waits = [(signals.reader, POLLIN)] + readers.map { ($0.descriptor, POLLIN) } + feed.waits
      var watched = waits.map { pollfd(fd: $0.0, events: Int16($0.1), revents: 0) }
      _ = poll(&watched, nfds_t(watched.count), 1000)
      _ = signals.drain()
      status = status ?? ExitStatus.ofEnded(pid).map(Child.shellStatus)
      feed.move()
      readers = readers.filter { passOn($0.descriptor, to: $0.channel) }
    }
    // What was written before the end is in the pipes now.
    for reader in readers { _ = passOn(reader.descriptor, to: reader.channel) }
    return status ?? 127
  }

  /// Passes on what can be read. False at the end.
  private mutating func passOn(_ descriptor: Int32, to channel: GuestExecution.Channel) -> Bool {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      switch Descriptor.read(descriptor, into: &buffer) {
      case .bytes(let count): send(Array(buffer[0..<count]), to: channel)
      case .end: return false
      case .wouldBlock: return true
      }
    }
  }

  private mutating func finish(_ status: Int32) { send("\(status)\n", to: .done) }

  private mutating func send(_ text: String, to channel: GuestExecution.Channel) { send(Array(text.utf8), to: channel) }

  private mutating func send(_ bytes: [UInt8], to channel: GuestExecution.Channel) {
    guard let descriptor = outward[channel], descriptor >= 0 else { return }
    if !Descriptor.writeAll(descriptor, bytes) {
      close(descriptor)
      outward[channel] = -1
    }
  }
}

/// The way of standard input from the client's file into the command, without ever waiting for either.
private struct InputFeed {
  private var source: Int32
  private var target: Int32
  private var waiting: ArraySlice<UInt8> = []

  /// No file: the command finds its input at its end.
  init(from path: String?, to target: Int32) {
    source = path.map { open($0, O_RDONLY | O_NONBLOCK | O_CLOEXEC) } ?? -1
    self.target = target
    if source < 0 { endTarget() }
  }

  var waits: [(Int32, Int32)] {
    guard target >= 0 else { return [] }
    return waiting.isEmpty ? (source >= 0 ? [(source, POLLIN)] : []) : [(target, POLLOUT)]
  }

  mutating func move() {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while target >= 0 {
      if waiting.isEmpty, source >= 0 {
        switch Descriptor.read(source, into: &buffer) {
        case .bytes(let count): waiting = buffer[0..<count]
        case .end:
          close(source)
          source = -1
        case .wouldBlock: return
        }
      }
      if waiting.isEmpty { return source < 0 ? endTarget() : () }
      guard let count = Descriptor.write(target, waiting) else { return endTarget() }
      if count == 0 { return }
      waiting = waiting.dropFirst(count)
    }
  }

  private mutating func endTarget() {
    if target >= 0 { close(target) }
    target = -1
  }
}
