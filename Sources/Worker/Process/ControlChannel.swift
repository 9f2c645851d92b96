import KBProtocol
import KBSystem
import KBText

/// The Worker's side of the protocol: orders in, events out. The Supervisor's end of file asks for a resumable end.
final class ControlChannel {
  /// Why no assignment came; nil while there is hope.
  private(set) var problem: String?
  /// Whether the Supervisor is gone.
  private(set) var isAlone = false

  /// What the Supervisor says of limits that hold for all.
  private(set) var brakes = BrakeSet()

  /// Why no further session may start; nil while one may.
  private(set) var noSessionReason: String?

  /// Both, as whoever waits asks for them.
  var word: SupervisorWord { SupervisorWord(brakes: { self.brakes }, noSessionReason: { self.noSessionReason }) }

  private let loop: EventLoop
  private let runner: ProcessRunner
  private let sender: LineSender
  private var receiver: LineReceiver?
  private var assignment: Assignment?
  private var sequence = 0

  init(orders: Int32, events: Int32, loop: EventLoop, runner: ProcessRunner) {
    self.loop = loop
    self.runner = runner
    sender = LineSender(events, on: loop)
    receiver = LineReceiver(
      orders, on: loop, onLine: { [weak self] in self?.receive($0) }, onEnd: { [weak self] _ in self?.lost() })
  }

  /// Waits for the first order. nil when it does not come in time or is something else.
  func awaitAssignment(within limit: Duration) -> Assignment? {
    var isOver = false
    let timer = loop.after(limit) { isOver = true }
    defer { loop.cancel(timer) }
    loop.run { assignment != nil || isOver || problem != nil || isAlone || runner.stopLevel > .none }
    if isAlone && problem == nil { problem = "kb ended before it gave one" }
    return assignment
  }

  func send(_ event: WorkerEvent) {
    guard let assignment else { return }
    sequence += 1
    let envelope = Envelope(run: assignment.run, prd: assignment.prd, seq: sequence, event)
    if let line = try? ProtocolCoding.line(envelope) { sender.send(line, mayBeDropped: event.mayBeDropped) }
  }

  /// Gives what is queued a few seconds to be read; a Supervisor that does not read must not keep the claim.
  func drain() { sender.drain(within: .seconds(5)) }

  private func receive(_ line: LineSplitter.Event) {
    switch ProtocolCoding.parse(line, as: WorkerOrder.self) {
    case .message(let envelope):
      switch envelope.message {
      case .assign(let new) where assignment == nil:
        if envelope.v == WorkerProtocol.version {
          assignment = new
        } else {
          problem = "the order has protocol version \(envelope.v), this kb-worker speaks \(WorkerProtocol.version)"
        }
      case .assign: break
      case .brakes(let active): brakes = BrakeSet(active)
      case .startNoSession(let why): noSessionReason = why
      case .stop(let now): runner.requestStop(now ? .now : .afterStep)
      }
    case .unrecognized(let text):
      if assignment == nil { problem = "the first line is no order: \(text)" }
    case .tooLong(let bytes):
      if assignment == nil { problem = "the first line has \(bytes) bytes" }
    }
  }

  private func lost() {
    isAlone = true
    runner.requestStop(.afterStep)
  }
}
