import KBProtocol

/// The end of what the agent of the newest session printed: all of a log that people on the forge may see.
struct AgentWords {
  /// Lines that are kept.
  static let limit = 60

  private var issue: Int?
  private var isOpen = false
  private var lines: [Substring] = []

  /// The newest `count` lines of the session on the issue, nil for the final review; empty where the newest session was
  /// another's. They may hold secrets.
  func last(_ count: Int, of issue: Int?) -> String {
    self.issue == issue ? lines.suffix(count).joined(separator: "\n") : ""
  }

  mutating func apply(_ event: WorkerEvent) {
    switch event {
    case .sessionStarted(let issue, _, _):
      self = AgentWords()
      self.issue = issue
      isOpen = true
    case .sessionEnded: isOpen = false
    default: break
    }
  }

  /// Text that is printed while no session is at work is somebody else's.
  mutating func append(_ text: String) {
    guard isOpen else { return }
    lines += text.split(whereSeparator: \.isNewline)
    if lines.count > 2 * Self.limit { lines.removeFirst(lines.count - Self.limit) }
  }
}
