package import KBDomain
import KBFailures
import KBSystem

/// Finds issues that are done on the PRD Branch of another PRD alone. krutrimbox closes an issue when it has published its
/// commit; whoever needs that commit waits until it is merged (docs/adr/0027).
package struct UnmergedIssues {
  private let git: Git
  private let base: String

  /// `base` is the branch at origin that merges go to.
  package init(git: Git, base: String) {
    self.git = git
    self.base = base
  }

  /// Those of these issues that are not in the base branch, each with the address of the pull request that has it, or
  /// the branch where there is none. An issue that no unmerged PRD Branch refers to was done by a person. Throws KB-R003,
  /// KB-R006, and what the forge throws.
  package func read(_ issues: Set<Int>, besides own: Int, pullRequest: (String) throws -> PullRequest?) throws -> [Int:
    String]
  {
    guard !issues.isEmpty else { return [:] }
    var waiting: [Int: String] = [:]
    var pulls: [String: PullRequest?] = [:]
    for (issue, place) in try places(of: issues, besides: FactoryNames.branch(prd: own)) {
      if pulls[place.branch] == nil { pulls[place.branch] = .some(try pullRequest(place.branch)) }
      let pull = pulls[place.branch] ?? nil
      // A merge may have made one commit of many, with a message of its own.
      if let pull, pull.state == .merged, let head = pull.head, try isIn(place.commit, head) { continue }
      waiting[issue] = pull?.url ?? place.branch
    }
    return waiting
  }

  /// The newest commit of each issue on a branch that the base branch has not got.
  private func places(of issues: Set<Int>, besides own: String) throws -> [Int: (branch: String, commit: String)] {
    let pattern = FactoryNames.branch(prd: 0).dropLast() + "*"
    let listing = try git.remote(
      "list its branches", ["ls-remote", "origin", "refs/heads/\(base)", "refs/heads/\(pattern)"])
    var heads = PRDBranch.heads(in: listing)
    guard let baseTip = heads.removeValue(forKey: base) else { throw ExpectedFailure.baseBranchMissing(base) }
    // Copies with longer names are nobody's.
    heads = heads.filter { Int($0.key.dropFirst(pattern.count - 1)) != nil }
    guard heads.contains(where: { $0.key != own }) else { return [:] }
    try bring([base: baseTip].merging(heads) { $1 })

    // What a person has merged into the PRD's own branch is there too.
    let here = [baseTip] + [heads.removeValue(forKey: own)].compactMap { $0 }
    let names = Dictionary(heads.map { ($1, $0) }) { min($0, $1) }
    var places: [Int: (branch: String, commit: String)] = [:]
    for commit in try FooterLog(here.map { "^\($0)" } + names.keys.sorted(), in: git).commits {
      for issue in commit.footers.intersection(issues) where places[issue] == nil {
        places[issue] = (names[commit.source] ?? commit.source, commit.id)
      }
    }
    return try places.filter { issue, place in
      // Where many commits became one, that one may hold their footers.
      try !FooterLog(["\(place.commit)..\(baseTip)"], in: git).footers.contains(issue)
    }
  }

  private func bring(_ heads: [String: String]) throws {
    let asked = heads.values.sorted().joined(separator: "\n") + "\n"
    let found = try git.output(["cat-file", "--batch-check"], input: .text(asked))
    let missing = Set(found.split(separator: "\n").filter { $0.hasSuffix(" missing") }.map { $0.prefix { $0 != " " } })
    let names = heads.filter { missing.contains($0.value[...]) }.keys.sorted()
    guard !names.isEmpty else { return }
    try git.remote(
      "send its branches",
      ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--refmap=", "origin"]
        + names.map { "refs/heads/\($0)" })
  }

  private func isIn(_ commit: String, _ tip: String) throws -> Bool {
    try commit == tip || git.result(["merge-base", "--is-ancestor", commit, tip]).succeeded
  }
}
