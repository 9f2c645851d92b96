#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBDomain
import KBText

/// An issue that krutrimbox has closed.
struct LocalClosing: Codable, Equatable {
  var number: Int
  var closedAt: Date
}

/// A comment that krutrimbox has written.
struct LocalComment: Codable, Equatable {
  var target: Int
  var author: String
  var body: String
  var createdAt: Date
  var updatedAt: Date

  /// The record's name: one per target and marker, so that a comment is never there twice.
  static func name(_ marker: CommentMarker, on target: Int) -> String {
    "\(target)-\(FactoryNames.slug(of: marker.text))"
  }
}

/// A label that the repository has.
struct LocalLabel: Codable, Equatable {
  var name: String
  var color: String
}

/// A pull request: a note that a branch is meant for another. People merge with git.
struct LocalPullRequest: Codable, Equatable {
  var number: Int
  var title: String
  var body: String
  var head: String
  var base: String
  var isDraft: Bool
  var state: PullRequest.State
  var labels: [String]
  var reviewers: [String]
  /// The commit that `head` had at origin when the pull request left draft, for the time after the branch is deleted.
  var headCommit: String?
  var createdAt: Date
  var updatedAt: Date

  /// As the walk of a PRD sees it.
  func pullRequest(url: String) -> PullRequest {
    PullRequest(
      number: number, id: "\(number)", url: url, state: state, isDraft: isDraft, body: body, labels: Set(labels),
      head: headCommit)
  }

  /// The same branch has the same number, on every machine: 100000 and the PRD's number, which no issue file can have;
  /// for another branch 200000 and more.
  static func number(of head: String) -> Int {
    let digits = head.hasPrefix("krutrimbox/prd-") ? head.dropFirst("krutrimbox/prd-".count) : ""
    if let prd = Int(digits), (1..<LocalIssueFile.numberLimit).contains(prd), head == FactoryNames.branch(prd: prd) {
      return LocalIssueFile.numberLimit + prd
    }
    return 2 * LocalIssueFile.numberLimit + (Int(SHA256.hex(of: head).prefix(7), radix: 16) ?? 0)
  }
}

/// `Closes #3` in a pull request's body.
enum ClosingKeyword {
  private static let words: Set = [
    "close", "closes", "closed", "fix", "fixes", "fixed", "resolve", "resolves", "resolved",
  ]

  /// The issues that a merge closes, as GitHub reads them: a keyword, then `#` and the number.
  static func numbers(in body: String) -> Set<Int> {
    let words = body.split { $0.isWhitespace || $0 == "," }
    return Set(
      zip(words, words.dropFirst()).compactMap { keyword, reference in
        guard Self.words.contains(keyword.lowercased().trimming { $0 == ":" }.description), reference.hasPrefix("#")
        else { return nil }
        return Int(reference.dropFirst().prefix { $0.isASCII && $0.isNumber })
      })
  }
}
