package import KBDomain
import KBFailures
import KBSystem

/// The PRD Branch at origin, worked on in the Factory Clone: everything lies under `refs/krutrimbox/prd-<n>/`.
package struct PRDBranch {
  package let git: Git
  package let prd: Int
  /// Name of the branch that the PRD Branch starts from.
  package let base: String

  package init(git: Git, prd: Int, base: String) {
    self.git = git
    self.prd = prd
    self.base = base
  }

  package var name: String { FactoryNames.branch(prd: prd) }

  /// Asks origin, and brings here what of both branches is not here yet. Where origin is as `known` says, that is the
  /// answer, and nothing else is asked. Throws KB-R003, KB-R006, KB-R016 or
  /// KB-R021.
  package func read(knowing known: BranchView? = nil) throws -> BranchView {
    let listing = try git.remote(
      "list its branches",
      ["ls-remote", "origin", "refs/heads/\(base)", "refs/heads/\(name)"] + BranchInTheWay.patterns(prd: prd))
    let heads = Self.heads(in: listing)
    if heads[name] == nil { try BranchInTheWay.refuse(heads, prds: [prd]) }
    guard let baseTip = heads[base] else { throw ExpectedFailure.baseBranchMissing(base) }
    let branchTip = heads[name]
    if let known, known.base == baseTip, known.branch == branchTip { return known }
    let tips =
      try keepsWhatIsHere(base: baseTip, branch: branchTip)
      ? (baseTip, branchTip) : fetch(hasBranch: branchTip != nil)
    guard let branch = tips.1 else { return BranchView(base: tips.0, branch: nil) }
    return try Self.view(base: tips.0, branch: branch, in: git)
  }

  /// Whether everything that both commits need lies here already, as after the Supervisor's fetch; refs of the PRD hold
  /// them then.
  private func keepsWhatIsHere(base: String, branch: String?) throws -> Bool {
    let tips = [("base", base)] + (branch.map { [("branch", $0)] } ?? [])
    let walk = ["rev-list", "--quiet", "--objects"] + tips.map(\.1) + ["--not", "--all"]
    guard try git.result(walk, limit: .seconds(300)).succeeded else { return false }
    let updates = tips.map { "update \(ref($0.0)) \($0.1)\n" }.joined()
    return try git.result(["update-ref", "--stdin"], input: .text(updates)).succeeded
  }

  /// Brings both branches here and returns their tips, which may be newer than those that were listed.
  private func fetch(hasBranch: Bool) throws -> (base: String, branch: String?) {
    var refspecs = ["+refs/heads/\(base):\(ref("base"))"]
    if hasBranch { refspecs.append("+refs/heads/\(name):\(ref("branch"))") }
    try git.remote(
      "send its branches",
      [
        "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--refmap=", "origin",
      ] + refspecs)
    let fetchedBase = try git.output(["rev-parse", "--verify", ref("base")])
    return (fetchedBase, hasBranch ? try git.output(["rev-parse", "--verify", ref("branch")]) : nil)
  }

  /// The operator's name and address, for commits. Throws KB-R012 before any agent is paid where there is none.
  package func identity() throws -> GitIdentity {
    try GitIdentity(try git.result(GitIdentity.question))
  }

  /// Full name of one of the PRD's own refs in the host repository.
  package func ref(_ name: String) -> String { FactoryNames.hostRef(prd: prd, name) }

  /// Full name of a ref for saved work that no earlier saved work has: `saved/<name>`, else with a number.
  package func freeSavedRef(_ name: String) throws -> String {
    let taken = try git.output(["for-each-ref", "--format=%(refname)", ref("saved")]).split(separator: "\n")
    return FreeRef.name(ref("saved/\(name)"), beside: taken.map(String.init))
  }

  /// The commit where the PRD Branch left the base branch: what a review compares with.
  package func forkPoint(_ view: BranchView) throws -> String {
    try git.output(["merge-base", view.base, view.tip])
  }

  /// A look at both branches, whose commits are here, by commit or full ref.
  static func view(base: String, branch: String, in git: Git) throws -> BranchView {
    let log = try FooterLog(["\(base)..\(branch)"], in: git)
    return BranchView(
      base: base, branch: branch, isAhead: !log.commits.isEmpty, footers: log.footers, footerTimes: log.times)
  }

  /// Tips by branch name, from the output of `git ls-remote`. Pure.
  static func heads(in listing: String) -> [String: String] {
    var heads: [String: String] = [:]
    for line in listing.split(separator: "\n") {
      let parts = line.split(separator: "\t")
      if parts.count == 2, parts[1].hasPrefix("refs/heads/") {
        heads[String(parts[1].dropFirst(11))] = String(parts[0])
      }
    }
    return heads
  }
}
