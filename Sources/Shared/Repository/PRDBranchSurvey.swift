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

  /// What origin has, by PRD. Throws KB-R003 or KB-R006.
  package func read(_ prds: [Int]) throws -> [Int: PRDBranch.View] {
    let names = Dictionary(uniqueKeysWithValues: Set(prds).map { ($0, FactoryNames.branch(prd: $0)) })
    let refs = [base] + names.values.sorted()
    let listing = try git.remote("list its branches", ["ls-remote", "origin"] + refs.map { "refs/heads/\($0)" })
    let heads = PRDBranch.heads(in: listing)
    guard let baseTip = heads[base] else { throw ExpectedFailure.baseBranchMissing(base) }
    let present = refs.filter { heads[$0] != nil }
    if present.count > 1 { try fetch(present) }
    var views: [Int: PRDBranch.View] = [:]
    for (prd, name) in names {
      views[prd] =
        try heads[name].map { try PRDBranch.view(base: baseTip, branch: $0, in: git) }
        ?? PRDBranch.View(base: baseTip, branch: nil)
    }
    return views
  }

  private func fetch(_ names: [String]) throws {
    try git.remote(
      "send its branches",
      ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--refmap=", "origin"]
        + names.map { "refs/heads/\($0)" })
  }
}
