import KBDomain
import KBFailures

/// A branch at origin that keeps a PRD Branch from being made: git keeps branches like files, and `krutrimbox/prd-1` lies
/// in a folder that a branch `krutrimbox` takes (git's refs.c, `refs_verify_refname_available`). Pure.
enum BranchInTheWay {
  /// The pattern of `git ls-remote` for the branch that is in the way of every PRD.
  static let ofAll = "refs/heads/krutrimbox"

  /// A branch that is never made, by which it is tried whether git may push.
  static let trial = "refs/heads/krutrimbox/trial"

  /// Whether a branch of this name leaves no room for one or all PRD Branches.
  static func isInTheWay(_ branch: String) -> Bool {
    let parts = branch.split(separator: "/", omittingEmptySubsequences: false)
    guard parts[0] == "krutrimbox" else { return false }
    return parts.count == 1 || parts.count > 2 && parts[1].hasPrefix("prd-")
  }

  /// The patterns for those in the way of one PRD Branch, which may be a folder itself.
  static func patterns(prd: Int) -> [String] { [ofAll, "refs/heads/\(FactoryNames.branch(prd: prd))/*"] }

  /// Throws KB-R016 where one of these branches is in the way of the PRDs; without `prds` only of all.
  static func refuse(_ heads: [String: String], prds: [Int] = []) throws(ExpectedFailure) {
    let names = heads.keys.sorted()
    if names.contains("krutrimbox") { throw .branchInTheWay("krutrimbox", of: "krutrimbox/…") }
    for branch in prds.map(FactoryNames.branch) {
      if let name = names.first(where: { $0.hasPrefix(branch + "/") }) { throw .branchInTheWay(name, of: branch) }
    }
  }
}
