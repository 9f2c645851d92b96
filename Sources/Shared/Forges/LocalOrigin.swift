import KBDomain
import KBFailures
import KBRepository
import KBSystem
import KBText

/// What git says of a clone that the local forge serves.
struct LocalOrigin {
  private let git: Git
  private let clone: (RepositoryIdentity) -> Git?

  /// `git` is in the operator's clone, which is only read; `clone` gives git in the Factory Clone, nil before there is one.
  init(_ git: Git, clone: @escaping (RepositoryIdentity) -> Git? = { _ in nil }) {
    self.git = git
    self.clone = clone
  }

  /// Throws KB-R002 where there is no origin.
  func repository() throws -> RepositoryIdentity {
    let answer = try git.result(["remote", "get-url", "origin"])
    let address = answer.output.split(separator: "\n").first.map(String.init) ?? ""
    guard answer.succeeded, !address.isEmpty else { throw ExpectedFailure.noOrigin(git.checkout) }
    return Self.identity(of: address, checkout: git.checkout)
  }

  /// The branch that origin's HEAD names, or its only one. Throws KB-R006 or KB-R003.
  func defaultBranch() throws -> String { try git.defaultBranchOfOrigin() }

  /// The person at this machine, as a login: made from git's `user.name`, `operator` where that gives none.
  func operatorLogin() throws -> String {
    let slug = FactoryNames.slug(of: try git.result(["config", "--get", "user.name"]).output)
    return slug.isEmpty ? "operator" : String(slug.prefix(39).trimming { $0 == "-" })
  }

  /// The folder that all worktrees of the clone share, absolute.
  func commonFolder() throws -> String {
    try git.output(["rev-parse", "--path-format=absolute", "--git-common-dir"])
  }

  /// The commits that origin has for these branches; a branch that it lacks has none.
  func heads(of branches: [String]) throws -> [String: String] {
    let refs = branches.map { "refs/heads/\($0)" }
    let answer = try git.remote("list its branches", ["ls-remote", "origin"] + refs)
    var heads: [String: String] = [:]
    for line in answer.split(separator: "\n") {
      let words = line.split(separator: "\t")
      if words.count == 2, refs.contains(String(words[1])) {
        heads[String(words[1].dropFirst("refs/heads/".count))] = String(words[0])
      }
    }
    return heads
  }

  /// Whether `base` at origin holds the commit. No ref changes: what is missing is fetched without a name. Before there is
  /// a Factory Clone, no commit of krutrimbox's is known to be there.
  func holds(_ base: String, _ baseCommit: String, _ commit: String) throws -> Bool {
    guard let clone = clone(try repository()) else { return false }
    if try !has(baseCommit, clone) {
      try clone.remote(
        "give \(base)",
        ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--refmap=", "origin", "refs/heads/\(base)"])
    }
    // A commit that no fetch of the base has brought is not in it.
    guard try has(commit, clone) else { return false }
    return try clone.result(["merge-base", "--is-ancestor", commit, baseCommit]).succeeded
  }

  private func has(_ commit: String, _ clone: Git) throws -> Bool {
    try clone.result(["cat-file", "-e", "\(commit)^{commit}"]).succeeded
  }
}
