import KBDomain
import KBFailures
import KBRepository

/// Compares the tests and checks of the PRD Branch with those of the commit from which it began.
struct IntegrityComparison {
  let search: TestIntegritySearch
  let gate: Gate
  let narrator: Narrator

  /// It stops nothing: where git can't tell, it says that. Throws `StopRequested` and KB-M007 alone.
  func integrity(of view: PRDView) throws -> TestIntegrity {
    guard view.branch.isAhead else { return TestIntegrity() }
    do {
      return try gate.plainly { try search.search(since: view.branch.base, of: view.branch.tip, in: $0) }
    } catch let failure as ExpectedFailure where failure.code != .diskLow {
      narrator.note("tests were not compared with those of the base branch: \(failure.why ?? failure.what)")
      return TestIntegrity(blindness: "git did not tell what changed")
    }
  }
}
