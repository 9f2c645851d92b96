import KBDomain
package import KBFailures
import KBSystem

/// The lock directory of the Node tool that krutrimbox comes from. It is respected, and never removed.
package enum LegacyLock {
  package static func path(checkout: String, prd: Int) -> String {
    "\(checkout)/.krutrimbox/locks/prd-\(prd).lock"
  }

  /// Throws KB-P009 where the Node tool holds the PRD, or left its lock behind.
  package static func check(checkout: String, prd: Int) throws(ExpectedFailure) {
    let path = path(checkout: checkout, prd: prd)
    if Files.exists(path) { throw .legacyLock(path, prd: prd) }
  }
}
