import KBDomain

/// What a session is for.
struct SessionAim: Equatable {
  let purpose: SessionPurpose
  /// nil where it is about the whole PRD.
  let issue: Int?
  /// How many Implementation Issues the PRD has, done ones included.
  let issueCount: Int
}

extension PRDView {
  /// A session of this PRD; nil issue where it is about the whole PRD.
  func aim(_ purpose: SessionPurpose, on issue: Int? = nil) -> SessionAim {
    SessionAim(purpose: purpose, issue: issue, issueCount: sequence.issues.count)
  }
}
