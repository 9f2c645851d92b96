import KBProtocol
import KBSystem
import KBText

/// The times that a worker is held to. Tests make them short.
struct WorkerLimits: Equatable, Sendable {
  /// From its start to its greeting.
  var hello = Duration.seconds(60)
  /// Without any line (docs/protocol.md: a heartbeat comes every 10 s).
  var silence = Duration.seconds(300)
  /// From its outcome to its end.
  var farewell = Duration.seconds(15)
  /// From an order to stop now to a kill. What ends at once does so in a second or two; the rest is for a sandbox that
  /// takes its time to stop, without which its agent would work on.
  var stopNow = Duration.seconds(60)
}

/// One running `kb-worker`: its pipes, its limits, its end.
final class WorkerProcess {
  /// What a worker is started with.
  struct Start {
    /// Absolute path of the program.
    var program: String
    var environment: [String: String]
    var assignment: Assignment
    var limits = WorkerLimits()
  }

  /// What it tells while it lives.
  enum News {
    case event(WorkerEvent)
    case oddity(String)
    case ended(WorkerEnd)
  }

  /// The variable that marks the worker and everything it starts.
  static let runMarker = "KB_RUN"
  static let prdMarker = "KB_PRD"

  let assignment: Assignment
  let pid: Int32

  private let loop: EventLoop
  private let limits: WorkerLimits
  private let report: (News) -> Void
  private let orders: LineSender
  private var events: LineReceiver?
  private var conversation: WorkerConversation
  private var sequence = 0
  private var silence = Duration.zero
  private var reason: WorkerEnd.Reason?
  private var timers: [EventLoop.Token] = []

  /// Starts the program and sends it its assignment. Throws the system's reason.
  init(_ start: Start, on loop: EventLoop, report: @escaping (News) -> Void) throws(SystemFailure) {
    assignment = start.assignment
    limits = start.limits
    self.loop = loop
    self.report = report
    conversation = WorkerConversation(run: start.assignment.run, prd: start.assignment.prd)
    let pipes = try WorkerPipes(log: start.assignment.log)
    do {
      pid = try pipes.withLog { mapping throws(SystemFailure) in
        try Spawn.start(
          Spawn.Request(
            path: start.program, environment: Self.environment(start), directory: start.assignment.checkout,
            descriptors: mapping))
      }
    } catch {
      pipes.closeAll()
      throw error
    }
    pipes.closeTheirs()
    orders = LineSender(pipes.orders.writer, on: loop)
    listen(to: pipes.events.reader)
    send(.assign(assignment: start.assignment))
  }

  /// Asks it to end.
  func stop(now: Bool) {
    send(.stop(now: now))
    if now { killUnlessEnded() }
  }

  /// Kills it unless it ends within `limits.stopNow`.
  func killUnlessEnded() {
    timers.append(loop.after(limits.stopNow) { [weak self] in self?.kill(.stopped) })
  }

  /// Tells it which limits hold for all.
  func tell(_ brakes: BrakeSet) { send(.brakes(active: brakes.all)) }

  /// Tells it that no further session may start.
  func startNoSession(because why: String) { send(.startNoSession(why: why)) }

  /// Ends its whole group at once. The first reason counts.
  func kill(_ why: WorkerEnd.Reason) {
    if reason == nil { reason = why }
    ProcessTable.killGroup(pid)
  }

  /// Time has passed in which lines could have been read.
  func passed(_ time: Duration) {
    silence += time
    if silence >= limits.silence { kill(.silent(limits.silence)) }
  }

  private func send(_ order: WorkerOrder) {
    sequence += 1
    let envelope = Envelope(run: assignment.run, prd: assignment.prd, seq: sequence, order)
    if let line = try? ProtocolCoding.line(envelope) { orders.send(line) }
  }

  private func listen(to descriptor: Int32) {
    events = LineReceiver(
      descriptor, on: loop, onLine: { [weak self] in self?.receive($0) },
      onEnd: { [weak self] torn in
        guard let self else { return }
        act(on: conversation.end(tornBytes: torn))
      })
    // Strong: the process is followed to its end, whoever has lost interest.
    loop.onExit(of: pid) { status in self.finish(status) }
    timers.append(
      loop.after(limits.hello) { [weak self] in
        guard let self, !conversation.hasGreeted else { return }
        kill(.noHello(limits.hello))
      })
  }

  private func receive(_ line: LineSplitter.Event) {
    silence = .zero
    act(on: conversation.receive(ProtocolCoding.parse(line, as: WorkerEvent.self)))
  }

  private func act(on step: WorkerConversation.Step) {
    switch step {
    case .tell(let event):
      report(.event(event))
      if case .ended = event {
        timers.append(loop.after(limits.farewell) { [weak self] in self?.kill(.byItself) })
      }
    case .oddity(let text): report(.oddity(text))
    case .ignore: break
    case .refuse(let version): kill(.wrongVersion(version))
    }
  }

  /// The exit status comes from `waitpid`. What the pipe still holds is read; its end is not waited for, because a
  /// descendant may hold it for hours.
  private func finish(_ status: ExitStatus) {
    events?.drainAndClose()
    orders.close()
    timers.forEach(loop.cancel)
    ProcessTable.killGroup(pid)
    ProcessTable.killAbandonedCommands(marker: Self.runMarker, assignment.run)
    report(
      .ended(
        WorkerEnd(
          status: status, reason: reason ?? .byItself, outcome: conversation.outcome,
          lastLines: conversation.outcome == nil ? LogTail.lines(of: assignment.log) : [])))
  }

  private static func environment(_ start: Start) -> [String: String] {
    start.environment.merging([runMarker: start.assignment.run, prdMarker: "\(start.assignment.prd)"]) { _, own in own }
  }
}
