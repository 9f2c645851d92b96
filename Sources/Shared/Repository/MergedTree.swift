import KBFailures
import KBSystem

/// Merges of commits, without a working tree and without anybody's attributes, merge drivers or filters: an agent wrote
/// one of the sides.
extension PlainGit {
  /// The tree of two commits merged, which the clone has then; nil where they conflict. Throws KB-M007 for want of room
  /// and KB-R005 where git can't merge for another reason: neither is a conflict.
  package func mergedTree(of ours: String, _ theirs: String) throws -> String? {
    let merged = try result(command(["merge-tree", "--write-tree", ours, theirs], writingToClone: true))
    let tree = merged.output.split(separator: "\n").first.map(String.init)
    // Status 1 is a conflict, with a tree all the same.
    if merged.end == .exited(.code(value: 1)), tree != nil { return nil }
    guard merged.succeeded, let tree else { throw ExpectedFailure.gitFailed("merge-tree", why: Git.reason(merged)) }
    return tree
  }

  /// Files in which two commits conflict, as far as git can tell: none where they merge, where git is older than 2.38,
  /// and where it fails. Throws `StopRequested` and KB-M007 alone.
  package func conflicts(between ours: String, _ theirs: String) throws -> [String] {
    let merged = try result(
      command(["merge-tree", "--write-tree", "--name-only", "--no-messages", "-z", ours, theirs]))
    guard merged.end == .exited(.code(value: 1)) else { return [] }
    // The tree comes first.
    let parts = merged.output.split(separator: "\0").map(String.init)
    guard let tree = parts.first, tree.count >= 40, tree.allSatisfy(\.isHexDigit) else { return [] }
    return Array(parts.dropFirst())
  }
}
