import KBProtocol

/// What time goes into.
enum WorkKind: String, CaseIterable, Codable, Sendable {
  /// An agent session.
  case agent
  /// The repository's own checks.
  case verify
  /// Sandbox and clone: creating, preparing, taking work out, removing.
  case sandbox
  /// Commits, pushes, GitHub.
  case publishing
  /// A brake is waited for.
  case waiting
  /// Between a worker's crash and its successor.
  case restarting
  /// Starting, claiming, reading the PRD.
  case starting

  init(_ phase: RunPhase) {
    switch phase {
    case .agent, .review: self = .agent
    case .verify: self = .verify
    case .fence, .sandbox, .branch, .collect, .cleanUp: self = .sandbox
    case .publish, .pullRequest, .close, .deliver, .report: self = .publishing
    case .claim, .read: self = .starting
    }
  }

  /// As people read it.
  var text: String {
    switch self {
    case .agent: "agent"
    case .verify: "verify"
    case .sandbox: "sandbox"
    case .publishing: "publishing"
    case .waiting: "waiting for limits"
    case .restarting: "between tries"
    case .starting: "starting, reading"
    }
  }
}

/// Seconds per kind of work.
struct TimeSplit: Equatable, Codable, Sendable {
  var agent = 0.0
  var verify = 0.0
  var sandbox = 0.0
  var publishing = 0.0
  var waiting = 0.0
  var restarting = 0.0
  var starting = 0.0

  /// The seconds of a kind.
  subscript(kind: WorkKind) -> Double {
    get {
      switch kind {
      case .agent: agent
      case .verify: verify
      case .sandbox: sandbox
      case .publishing: publishing
      case .waiting: waiting
      case .restarting: restarting
      case .starting: starting
      }
    }
    set {
      switch kind {
      case .agent: agent = newValue
      case .verify: verify = newValue
      case .sandbox: sandbox = newValue
      case .publishing: publishing = newValue
      case .waiting: waiting = newValue
      case .restarting: restarting = newValue
      case .starting: starting = newValue
      }
    }
  }

  /// All of it.
  var total: Double { WorkKind.allCases.reduce(0) { $0 + self[$1] } }

  static func + (left: TimeSplit, right: TimeSplit) -> TimeSplit {
    var sum = left
    for kind in WorkKind.allCases { sum[kind] += right[kind] }
    return sum
  }
}
