package import KBDomain
package import KBFailures

/// Looks at the PRD Branches of many PRDs at once. It leaves no ref in the host repository: commits that are missing come
/// without a name.
package struct PRDBranchSurvey {
  private let git: Git
  private let base: String

  /// `base` is the branch that PRD Branches start from.
  package init(git: Git, base: String) {
    self.git = git
    self.base = base
  }

  /// What origin has, by PRD; KB-R016 for one whose branch has no room. Throws KB-R003, KB-R006, KB-R015 or KB-R021.
  package func read(_ prds: [Int]) throws -> [Int: Result<BranchView, ExpectedFailure>] {
    let names = Dictionary(uniqueKeysWithValues: Set(prds).map { ($0, FactoryNames.branch(prd: $0)) })
    let refs = [base] + names.values.sorted()
    let inTheWay = Set(names.keys.flatMap(BranchInTheWay.patterns)).sorted()
    let listing = try git.remote(
      "list its branches", ["ls-remote", "origin"] + refs.map { "refs/heads/\($0)" } + inTheWay)
    let heads = PRDBranch.heads(in: listing)
    guard let baseTip = heads[base] else { throw ExpectedFailure.baseBranchMissing(base) }
    let present = refs.filter { heads[$0] != nil }
    if present.count > 1 { try fetch(present) }
    var views: [Int: Result<BranchView, ExpectedFailure>] = [:]
    for (prd, name) in names {
      if let tip = heads[name] {
        views[prd] = .success(try PRDBranch.view(base: baseTip, branch: tip, in: git))
      } else {
        views[prd] = Self.withoutBranch(prd, base: baseTip, heads)
      }
    }
    return views
  }

  /// A PRD whose branch is not at origin: `base` alone, or KB-R016.
  private static func withoutBranch(
    _ prd: Int, base: String, _ heads: [String: String]
  ) -> Result<BranchView, ExpectedFailure> {
    do {
      try BranchInTheWay.refuse(heads, prds: [prd])
      return .success(BranchView(base: base, branch: nil))
    } catch { return .failure(error) }
  }

  private func fetch(_ names: [String]) throws {
    try git.remote(
      "send its branches",
      ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--refmap=", "origin"]
        + names.map { "refs/heads/\($0)" })
  }
}
