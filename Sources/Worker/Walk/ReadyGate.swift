import KBDomain

/// The last look before a pull request leaves draft: it collects what stands against that.
struct ReadyGate {
  /// Sentences without their full stop, of which people are told; empty where nothing is in the way. `review` is what
  /// the final review came to.
  func reasons(against view: PRDView, _ review: Review) throws -> [String] { [] }
}
