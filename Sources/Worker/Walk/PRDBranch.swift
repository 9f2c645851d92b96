import Shared

/// The PRD Branch at origin, worked on through the host repository's object store. The host's working tree, index and
/// branches are never touched: everything lies under `refs/krutrimbox/prd-<n>/`.
struct PRDBranch {
  let git: Git
  let prd: Int
  /// Name of the branch that the PRD Branch starts from.
  let base: String

  var name: String { FactoryNames.branch(prd: prd) }

  /// What origin has at one moment.
  struct View: Equatable {
    /// Tip of the base branch.
    var base: String
    /// Tip of the PRD Branch; nil before the first push.
    var branch: String?
    /// Issues that commits of the PRD Branch refer to.
    var footers: Set<Int>

    /// Where the next commit goes on top.
    var tip: String { branch ?? base }
  }

  /// Asks origin and brings both branches here. Throws KB-R003 or KB-R006.
  func read() throws -> View {
    let listing = try git.remote(
      "list its branches", ["ls-remote", "origin", "refs/heads/\(base)", "refs/heads/\(name)"])
    let refs = listing.split(separator: "\n").compactMap { line -> (sha: String, ref: String)? in
      let parts = line.split(separator: "\t")
      return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
    }
    guard let baseTip = refs.first(where: { $0.ref == "refs/heads/\(base)" })?.sha else {
      throw ExpectedFailure.baseBranchMissing(base)
    }
    let branchTip = refs.first { $0.ref == "refs/heads/\(name)" }?.sha
    var refspecs = ["+refs/heads/\(base):\(ref("base"))"]
    if branchTip != nil { refspecs.append("+refs/heads/\(name):\(ref("branch"))") }
    try git.remote(
      "send its branches", ["fetch", "--no-tags", "--no-write-fetch-head", "--quiet", "origin"] + refspecs)
    guard branchTip != nil else { return View(base: baseTip, branch: nil, footers: []) }
    let fetchedBase = try git.output(["rev-parse", "--verify", ref("base")])
    let fetchedBranch = try git.output(["rev-parse", "--verify", ref("branch")])
    return View(base: fetchedBase, branch: fetchedBranch, footers: try footers())
  }

  /// The operator's name and address, for commits. Throws KB-R012 before any agent is paid where there is none.
  func identity() throws -> GitIdentity {
    let result = try git.result(["var", "GIT_COMMITTER_IDENT"])
    // `Name <address> seconds zone`
    guard result.succeeded, let open = result.output.firstIndex(of: "<"), let close = result.output.firstIndex(of: ">"),
      open < close
    else { throw ExpectedFailure.identityMissing(why: Git.reason(result)) }
    let name = result.output[..<open].split(separator: " ").joined(separator: " ")
    return GitIdentity(name: name, email: String(result.output[result.output.index(after: open)..<close]))
  }

  /// Full name of one of the PRD's own refs in the host repository.
  func ref(_ name: String) -> String { FactoryNames.hostRef(prd: prd, name) }

  /// Full name of a ref for saved work that no earlier saved work has: `saved/<name>`, else with a number.
  func freeSavedRef(_ name: String) throws -> String {
    var free = ref("saved/\(name)")
    var count = 1
    while try git.result(["rev-parse", "--verify", "--quiet", free]).succeeded {
      count += 1
      free = ref("saved/\(name)-\(count)")
    }
    return free
  }

  /// Paths that differ between two commits.
  func changedPaths(from old: String, to new: String) throws -> [String] {
    try git.output(["diff", "--name-only", "--no-renames", "-z", old, new]).split(separator: "\0").map(String.init)
  }

  /// The commit where the PRD Branch left the base branch: what a review compares with.
  func forkPoint(_ view: View) throws -> String {
    try git.output(["merge-base", view.base, view.tip])
  }

  private func footers() throws -> Set<Int> {
    let messages = try git.output(["log", "--format=%b", "\(ref("base"))..\(ref("branch"))"])
    return IssueReferenceFooter.numbers(in: messages)
  }
}

/// Who a commit is by.
struct GitIdentity: Equatable {
  let name: String
  let email: String
}
