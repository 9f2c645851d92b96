/// The labels krutrimbox reads and creates when they are missing, with their colours.
package enum Label: String, CaseIterable, Sendable {
  case prd = "PRD"
  case readyForAgent = "ready-for-agent"
  case readyForHuman = "ready-for-human"
  case implementationIssue = "PRD-sub-issue"

  /// Six hexadecimal digits.
  package var color: String {
    switch self {
    case .prd: "FEF2C0"
    case .readyForAgent: "C2E0C6"
    case .readyForHuman: "1D76DB"
    case .implementationIssue: "D4C5F9"
    }
  }
}
