import KBText

/// What a tree's entry is, as git writes it (git-fast-import(1), gitformat-index(5)).
package enum FileMode: String, Sendable {
  /// The path has no entry on this side.
  case absent = "000000"
  case folder = "040000"
  case file = "100644"
  case program = "100755"
  case link = "120000"
  case submodule = "160000"
}

/// One entry that two trees don't share.
package struct ChangedPath: Equatable, Sendable {
  /// nil is a mode that git does not write, as old programs and agents made them.
  package let oldMode: FileMode?
  package let newMode: FileMode?
  /// Hexadecimal; zeros where the path is absent.
  package let oldObject: String
  package let newObject: String
  /// As it stands in the tree, with any byte but NUL.
  package var path: [UInt8]

  /// Whether the commit takes the path away.
  var isRemoval: Bool { newMode == .absent }
  /// Whether the path was not there before.
  var isNew: Bool { oldMode == .absent }

  /// For people: safe to print, cut at 200 characters.
  package var name: String { SafeText.cut(SafeText.line(String(decoding: path, as: UTF8.self)), to: 200) }
}

/// Reads what `git diff-tree --stdin --raw -z` prints for pairs of trees (git-diff-tree(1), "Raw output format"; the line
/// before each pair's entries in `stdin_diff_trees` of its builtin/diff-tree.c), piece by piece.
struct RawDiff {
  /// It is not what git prints, or ends in the middle.
  struct Unreadable: Error, Equatable {
    let why: String
  }

  /// Longer than git's own limit for a path of a tree (4096 in its fsck.c), so that nothing piles up here.
  private static let longest = 1 << 16

  /// Whether paths may be those of files in folders, as with `-r`.
  private let isRecursive: Bool
  private var rest: [UInt8] = []
  private var header: [UInt8]?

  init(isRecursive: Bool = false) { self.isRecursive = isRecursive }

  enum Event: Equatable {
    /// Two trees, as `<object> <object>`: the entries that follow are theirs.
    case trees(String)
    /// Its path is the name within the tree.
    case entry(ChangedPath)
  }

  /// What is whole now. Throws `Unreadable`.
  mutating func feed(_ bytes: some Collection<UInt8>) throws(Unreadable) -> [Event] {
    rest += bytes
    var found: [Event] = []
    var start = 0
    while start < rest.count {
      let isEntry = header != nil || rest[start] == UInt8(ascii: ":")
      guard let end = rest[start...].firstIndex(of: isEntry ? 0 : UInt8(ascii: "\n")) else { break }
      let part = Array(rest[start..<end])
      start = end + 1
      if let header {
        found.append(.entry(try entry(header, part)))
        self.header = nil
      } else if isEntry {
        header = part
      } else {
        found.append(.trees(String(decoding: part, as: UTF8.self)))
      }
    }
    rest.removeFirst(start)
    guard rest.count <= Self.longest else { throw Unreadable(why: "an entry has no end") }
    return found
  }

  /// Says that nothing comes any more. Throws `Unreadable` where something is missing.
  func finish() throws(Unreadable) {
    if header != nil || !rest.isEmpty { throw Unreadable(why: "it ends in the middle of an entry") }
  }

  /// `:100644 100755 <object> <object> M`, by its bytes: a commit may have very many.
  private func entry(_ header: [UInt8], _ path: [UInt8]) throws(Unreadable) -> ChangedPath {
    let words = header.split(separator: 0x20, omittingEmptySubsequences: false)
    guard words.count == 5, words[0].count == 7, words[0].first == UInt8(ascii: ":"), words[1].count == 6,
      Self.isObject(words[2]), words[2].count == words[3].count, Self.isObject(words[3]), words[4].count == 1,
      let status = words[4].first, "ADMT".utf8.contains(status), !path.isEmpty,
      isRecursive || !path.contains(UInt8(ascii: "/"))
    else { throw Unreadable(why: "git printed an entry that is none") }
    return ChangedPath(
      oldMode: FileMode(rawValue: Self.text(words[0].dropFirst())), newMode: FileMode(rawValue: Self.text(words[1])),
      oldObject: Self.text(words[2]), newObject: Self.text(words[3]), path: path)
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

  private static func isObject(_ word: ArraySlice<UInt8>) -> Bool {
    (word.count == 40 || word.count == 64)
      && word.allSatisfy {
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || UInt8(ascii: "a")...UInt8(ascii: "f") ~= $0
      }
  }
}
