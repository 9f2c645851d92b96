#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBDomain

/// Commits with the issues that their messages refer to, newest first.
struct FooterLog {
  struct Commit: Equatable {
    /// The argument that led to it.
    var source: String
    var id: String
    /// When its author made it; a rebase leaves that as it is.
    var authored: Date
    var footers: Set<Int>
  }

  let commits: [Commit]

  /// `range` is what `git log` takes; the commits must be here. Throws KB-R005.
  init(_ range: [String], in git: Git) throws {
    commits = Self.commits(in: try git.output(["log", "--source", "--format=%x00%S %H %at%n%B"] + range))
  }

  var footers: Set<Int> { commits.reduce(into: []) { $0.formUnion($1.footers) } }

  /// When the newest commit was made that refers to each issue.
  var times: [Int: Date] {
    var times: [Int: Date] = [:]
    for commit in commits {
      for issue in commit.footers { times[issue] = max(times[issue] ?? .distantPast, commit.authored) }
    }
    return times
  }

  /// Pure.
  static func commits(in log: String) -> [Commit] {
    log.split(separator: "\0").compactMap { entry in
      let parts = entry.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
      let head = (parts.first ?? "").split(separator: " ").map(String.init)
      guard head.count == 3, let time = Double(head[2]) else { return nil }
      // The subject line counts too: a person's whole message may be `Refs #3`.
      return Commit(
        source: head[0], id: head[1], authored: Date(timeIntervalSince1970: time),
        footers: parts.count > 1 ? IssueReferenceFooter.numbers(in: String(parts[1])) : [])
    }
  }
}
