package import KBDomain
import KBText

/// Files of one commit, in which quotes are looked for. git is asked once for all paths, and once for each file; nothing is
/// read but plain files of the commit.
package struct CommitFiles {
  private let git: Git
  private let commit: String

  /// Bytes of one file, and of all that are read for one review.
  static let largest = 1 << 20
  static let most = 32 << 20
  /// Paths that are looked at.
  static let mostPaths = 400

  package init(_ git: Git, of commit: String) {
    self.git = git
    self.commit = commit
  }

  /// What stands at these paths. One that is not in the result was not looked at: there were too many.
  package func files(at paths: [String]) throws -> [String: QuotableFile] {
    var found: [String: QuotableFile] = [:]
    let wanted = Set(paths.prefix(Self.mostPaths)).sorted()
    for path in wanted where !Self.isInside(path) {
      found[path] = .unusable(reason: "it is no path inside the repository")
    }
    let names = wanted.filter(Self.isInside)
    guard !names.isEmpty else { return found }
    let list = try git.output(["--literal-pathspecs", "ls-tree", "-z", "-l", "--full-tree", commit, "--"] + names)
    var entries: [String: TreeEntry] = [:]
    for line in list.split(separator: "\0") {
      if let entry = TreeEntry(line) { entries[entry.path] = entry }
    }
    var left = Self.most
    for path in names {
      guard let entry = entries[path] else {
        found[path] = .unusable(reason: "there is no such file")
        continue
      }
      if let reason = entry.reasonNotToRead(left) {
        found[path] = .unusable(reason: reason)
        continue
      }
      left -= entry.size
      let text = try git.output(["cat-file", "blob", entry.id])
      found[path] = text.utf8.contains(0) ? .unusable(reason: "it is no text") : .text(QuotedFile(text))
    }
    return found
  }

  /// Whether it is a path from the repository's top folder that leads nowhere else. Pure.
  static func isInside(_ path: String) -> Bool {
    let steps = path.split(separator: "/", omittingEmptySubsequences: false)
    let isPlain = steps.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." && $0.lowercased() != ".git" }
    return isPlain && path.utf8.count <= 1000 && !path.utf8.contains { $0 < 0x20 }
  }
}

/// A line of `git ls-tree -z -l`: `100644 blob <id>    <size>\t<path>`.
struct TreeEntry: Equatable {
  let mode: String
  let id: String
  /// 0 for what is no file.
  let size: Int
  let path: String

  init?(_ line: Substring) {
    guard let tab = line.firstIndex(of: "\t") else { return nil }
    let words = line[..<tab].split(separator: " ")
    guard words.count == 4 else { return nil }
    (mode, id, size) = (String(words[0]), String(words[2]), Int(words[3]) ?? 0)
    path = String(line[line.index(after: tab)...])
  }

  /// Why nothing is looked for in it; nil where something may be. `left` is how many bytes may still be read.
  func reasonNotToRead(_ left: Int) -> String? {
    switch mode {
    case "120000": "it is a link"
    case "160000": "it is a submodule"
    case "040000": "it is a folder"
    default:
      size > CommitFiles.largest
        ? "it is too large" : size > left ? "there is too much to look at" : nil
    }
  }
}
