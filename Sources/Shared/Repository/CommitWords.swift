/// What a commit says beside its files, its parents and the time: who made it, and its message. Pure.
package struct CommitWords: Equatable, Sendable {
  package let author: String
  package let committer: String
  package let message: String

  /// From what `git cat-file commit` prints; nil where that is no commit.
  package init?(_ raw: String) {
    guard let end = raw.firstRange(of: "\n\n") else { return nil }
    var names: [Substring: String] = [:]
    for line in raw[..<end.lowerBound].split(separator: "\n") {
      let parts = line.split(separator: " ", maxSplits: 1)
      // `Name <address> seconds zone`
      guard parts.count == 2, let close = parts[1].lastIndex(of: ">") else { continue }
      names[parts[0]] = String(parts[1][...close])
    }
    guard let author = names["author"], let committer = names["committer"] else { return nil }
    self.author = author
    self.committer = committer
    message = String(raw[end.upperBound...])
  }
}
