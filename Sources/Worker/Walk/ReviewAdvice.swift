import KBDomain
import KBRepository

/// What a reviewer is told besides the plan.
struct ReviewAdvice {
  /// The repository's addition to the prompt; nil where there is none.
  let addition: String?
  let comparison: IntegrityComparison

  /// What the branch does to tests and checks, a line each; empty where that is nothing.
  func integrity(of view: PRDView) throws -> String { try comparison.integrity(of: view).text }
}
