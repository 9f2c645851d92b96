#if canImport(FoundationEssentials)
  package import FoundationEssentials
#else
  package import Foundation
#endif
import KBDomain
import KBSystem

/// Work that no branch at origin has, kept under a ref of the Factory Clone: what a session left when it was cut off, what
/// stayed out of a commit, or what would not merge.
package struct SavedWork: Equatable, Codable, Sendable {
  /// `refs/krutrimbox/prd-<n>/saved/…`.
  package var ref: String
  package var commit: String
  package var prd: Int
  /// The issue that it is of; nil where its name does not tell.
  package var issue: Int?
  package var savedAt: Date
  /// First line of the commit's message.
  package var subject: String
  /// Whether the base branch has it.
  package var isMerged: Bool

  package init(
    ref: String, commit: String, prd: Int, issue: Int?, savedAt: Date, subject: String, isMerged: Bool
  ) {
    (self.ref, self.commit, self.prd, self.issue) = (ref, commit, prd, issue)
    (self.savedAt, self.subject, self.isMerged) = (savedAt, subject, isMerged)
  }

  /// All of it in a Factory Clone, in the order of PRDs and time. Throws KB-R005.
  package static func all(in git: Git) throws -> [SavedWork] {
    let format = "--format=%(objectname)%00%(committerdate:unix)%00%(refname)%00%(contents:subject)"
    let listing = try git.output(["for-each-ref", format, "refs/krutrimbox"])
    let merged = try git.result(["for-each-ref", "--format=%(refname)", "--merged=HEAD", "refs/krutrimbox"])
    return read(listing, merged: Set(merged.output.split(separator: "\n").map(String.init)))
  }

  /// Pure.
  static func read(_ listing: String, merged: Set<String>) -> [SavedWork] {
    listing.split(separator: "\n").compactMap { line -> SavedWork? in
      let parts = line.split(separator: "\0", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 4, let prd = FactoryNames.prd(ofSavedRef: parts[2]) else { return nil }
      return SavedWork(
        ref: parts[2], commit: parts[0], prd: prd, issue: issue(of: parts[2]),
        savedAt: Date(timeIntervalSince1970: Double(parts[1]) ?? 0), subject: parts[3],
        isMerged: merged.contains(parts[2]))
    }.sorted { ($0.prd, $0.savedAt, $0.ref) < ($1.prd, $1.savedAt, $1.ref) }
  }

  /// `…/saved/<run>-issue-7` and `…/saved/issue-7-2` → 7. Pure.
  static func issue(of ref: String) -> Int? {
    guard let mark = ref.ranges(of: "issue-").last else { return nil }
    return Int(ref[mark.upperBound...].prefix { $0.isNumber })
  }

  /// The command that brings all saved work of a PRD into the clone that it is typed in, under the same names.
  package static func fetchCommand(prd: Int, from clone: String) -> String {
    let refs = FactoryNames.hostRef(prd: prd, "saved/*")
    return Command("git", ["fetch", clone, "\(refs):\(refs)"]).typed
  }
}
