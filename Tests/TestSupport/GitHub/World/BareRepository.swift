import Foundation

/// The git side of a repository: a bare repository that stands for origin at GitHub.
package struct BareRepository: Sendable {
  /// The repository's directory.
  package let path: String
  /// The date of commits that are made here, in seconds since 1970; nil for the real time.
  private let date: Int?

  /// The repository in this directory.
  package init(path: String, date: Int? = nil) {
    self.path = path
    self.date = date
  }

  /// The commit that a branch points to; nil where there is no such branch.
  ///
  /// Reads the ref files itself where it can: pages of pull requests ask for many.
  package func sha(ofBranch branch: String) -> String? {
    guard !branch.isEmpty, !branch.split(separator: "/", omittingEmptySubsequences: false).contains("..") else {
      return nil
    }
    let ref = "refs/heads/" + branch
    if let loose = try? String(contentsOfFile: path + "/" + ref, encoding: .utf8) {
      let sha = loose.trimmingCharacters(in: .whitespacesAndNewlines)
      if Self.isSHA(sha) { return sha }
    }
    if let packed = try? String(contentsOfFile: path + "/packed-refs", encoding: .utf8) {
      for line in packed.split(separator: "\n") where line.hasSuffix(" " + ref) { return String(line.prefix(40)) }
    }
    guard FileManager.default.fileExists(atPath: path + "/reftable") else { return nil }
    let result = git(["rev-parse", "--verify", "--quiet", ref])
    return result.status == 0 ? result.output.trimmingCharacters(in: .whitespacesAndNewlines) : nil
  }

  /// How many commits the head has that the base has not; nil where git can't tell.
  package func commitCount(from base: String, to head: String) -> Int? {
    let result = git(["rev-list", "--count", "\(base)..\(head)"])
    guard result.status == 0 else { return nil }
    return Int(result.output.trimmingCharacters(in: .whitespacesAndNewlines))
  }

  /// Makes the base point to a merge of the head, as GitHub's merge button does; nil where git refuses.
  package func merge(_ head: String, into base: String, message: String) -> String? {
    guard let headSHA = sha(ofBranch: head), let baseSHA = sha(ofBranch: base) else { return nil }
    let tree = git(["merge-tree", "--write-tree", baseSHA, headSHA])
    guard tree.status == 0, let treeSHA = tree.output.split(separator: "\n").first else { return nil }
    let commit = git(["commit-tree", String(treeSHA), "-p", baseSHA, "-p", headSHA, "-m", message])
    let sha = commit.output.trimmingCharacters(in: .whitespacesAndNewlines)
    guard commit.status == 0, git(["update-ref", "refs/heads/" + base, sha, baseSHA]).status == 0 else { return nil }
    return sha
  }

  private static func isSHA(_ text: String) -> Bool { text.count >= 40 && text.allSatisfy(\.isHexDigit) }

  private func git(_ arguments: [String]) -> (status: Int, output: String) {
    let result = Self.git(["--git-dir", path] + arguments, date: date)
    return (result.status, result.text)
  }

  /// Runs git as GitHub: with no configuration but its own.
  private static func git(_ arguments: [String], input: [UInt8] = [], date: Int? = nil) -> ShortCommand.Result {
    var environment = [
      "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "HOME": "/nonexistent", "PATH": ToolPath.system,
    ]
    for role in ["AUTHOR", "COMMITTER"] {
      environment["GIT_\(role)_NAME"] = "GitHub"
      environment["GIT_\(role)_EMAIL"] = "noreply@github.com"
      environment["GIT_\(role)_DATE"] = date.map { "@\($0) +0000" }
    }
    return ShortCommand(["git"] + arguments, environment: environment, input: input).run()
  }
}

/// Making repositories and branches for tests.
extension BareRepository {
  /// A new bare repository with one commit on its default branch.
  ///
  /// - Throws: `WorldFileError` where git refuses.
  package static func create(path: String, branch: String = "main", date: Int? = nil) throws -> BareRepository {
    let repository = BareRepository(path: path, date: date)
    let made = git(["init", "--quiet", "--bare", "--initial-branch", branch, path])
    guard made.status == 0 else { throw WorldFileError(description: made.errorText) }
    try repository.commit(on: branch, file: "README.md", text: "# \(branch)\n", message: "Begin")
    return repository
  }

  /// Adds a commit that writes one file at the root of a branch, starting the branch from another where it is new.
  ///
  /// - Returns: the commit's sha.
  @discardableResult
  package func commit(
    on branch: String, from base: String? = nil, file: String, text: String, message: String
  ) throws -> String {
    let parent = sha(ofBranch: branch) ?? base.flatMap { sha(ofBranch: $0) }
    let blob = Self.git(["--git-dir", path, "hash-object", "-w", "--stdin"], input: Array(text.utf8)).firstLine
    let kept = parent.map { git(["ls-tree", $0]).output.split(separator: "\n").map(String.init) } ?? []
    let entries = kept.filter { !$0.hasSuffix("\t" + file) } + ["100644 blob \(blob)\t\(file)"]
    let listing = entries.joined(separator: "\n") + "\n"
    let tree = Self.git(["--git-dir", path, "mktree"], input: Array(listing.utf8)).firstLine
    let parents = parent.map { ["-p", $0] } ?? []
    let made = git(["commit-tree", tree] + parents + ["-m", message]).output.split(separator: "\n").first ?? ""
    guard git(["update-ref", "refs/heads/" + branch, String(made)]).status == 0 else {
      throw WorldFileError(description: "git refused a commit on \(branch) in \(path)")
    }
    return String(made)
  }
}
