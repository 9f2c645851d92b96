import KBProtocol
import KBText

/// What the lines of one worker mean. Pure: a line in, what to do with it out.
struct WorkerConversation: Equatable, Sendable {
  enum Step: Equatable, Sendable {
    /// An event to go by.
    case tell(WorkerEvent)
    /// Something to log; it ends nothing.
    case oddity(String)
    case ignore
    /// The worker is of another build: end it.
    case refuse(version: String)
  }

  /// Oddities that are told one by one; what comes after is only counted.
  static let oddityLimit = 20

  let run: String
  let prd: Int
  private(set) var hasGreeted = false
  /// The outcome it told; what it says afterwards does not count.
  private(set) var outcome: FactoryRunOutcome?
  /// Lines that were not understood or belong to another run.
  private(set) var oddities = 0

  init(run: String, prd: Int) {
    self.run = run
    self.prd = prd
  }

  mutating func receive(_ line: ProtocolLine<WorkerEvent>) -> Step {
    switch line {
    case .unrecognized(let text): return odd("a line that is not understood: \(text)")
    case .tooLong(let bytes): return odd("a line of \(bytes) bytes was cut off")
    case .message(let envelope):
      guard envelope.run == run, envelope.prd == prd else {
        return odd("a line of another run was dropped: \(SafeText.line(String(envelope.run.prefix(60))))")
      }
      return receive(envelope.message, version: envelope.v)
    }
  }

  /// `tornBytes` came after the last newline when the pipe ended: the newline is what makes a message.
  mutating func end(tornBytes: Int) -> Step {
    tornBytes == 0 ? .ignore : odd("\(tornBytes) bytes without an end of line were dropped")
  }

  private mutating func receive(_ event: WorkerEvent, version: Int) -> Step {
    if outcome != nil { return odd("a line after the outcome was dropped") }
    if case .hello(_, let build) = event {
      if version != WorkerProtocol.version || build != BuildVersion.text {
        return .refuse(version: SafeText.line(String(build.prefix(60))))
      }
      hasGreeted = true
    } else if !hasGreeted {
      return odd("a line before the greeting was dropped")
    }
    if case .ended(let outcome) = event { self.outcome = outcome }
    return .tell(event)
  }

  private mutating func odd(_ text: String) -> Step {
    oddities += 1
    if oddities < Self.oddityLimit { return .oddity(text) }
    return oddities == Self.oddityLimit ? .oddity("\(text); further ones are counted only") : .ignore
  }
}
