import KBDomain

/// The last look before a pull request leaves draft: it collects what stands against that.
struct ReadyGate {
  /// Sentences without their full stop, of which people are told; empty where nothing is in the way.
  func reasons(against view: PRDView, _ judgement: Judgement) throws -> [String] { judgement.reasons }
}
