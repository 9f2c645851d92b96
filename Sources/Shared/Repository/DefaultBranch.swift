import KBFailures

extension Git {
  /// The branch that origin's HEAD names, or its only one. Throws KB-R006 or KB-R003.
  package func defaultBranchOfOrigin() throws -> String {
    let answer = try remote("name its default branch", ["ls-remote", "--symref", "origin", "HEAD", "refs/heads/*"])
    let lines = answer.split(separator: "\n")
    for line in lines where line.hasPrefix("ref: refs/heads/") && line.hasSuffix("\tHEAD") {
      return String(line.dropFirst("ref: refs/heads/".count).prefix { $0 != "\t" })
    }
    let branches = lines.compactMap { line in line.firstRange(of: "\trefs/heads/").map { line[$0.upperBound...] } }
    guard branches.count == 1 else { throw ExpectedFailure.defaultBranchMissing }
    return String(branches[0])
  }
}
