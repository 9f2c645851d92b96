import KBConfiguration
import KBFailures
import KBSystem
import KBText

/// Looks for secrets in what a commit brings.
extension GateQuestions {
  /// Contents that are read at once, in bytes.
  private static let batch = 16 << 20
  /// A file is searched by pieces of this size, each with the end of the one before.
  private static let piece = 4 << 20
  private static let overlap = 1 << 13

  /// Throws KB-R035 where new content holds a key, KB-R036 where it is that of a file which the operator's clone ignores.
  /// Content that the parent has, at the same path or at one that the commit takes away, is not new.
  func refuseSecrets(
    among changes: [ChangedPath], on parent: String, sizes: [Int], known: Set<String>, ignored: IgnoredFiles,
    allowed: [PathPattern]
  ) throws {
    let values = ignored.values
    var seen = known
    var found: [(name: String, kind: String)] = []
    var batch: [ChangedPath] = []
    var bytes = 0
    for (index, change) in changes.enumerated() {
      if seen.insert(change.newObject).inserted {
        batch.append(change)
        bytes += sizes[index]
      }
      if bytes >= Self.batch || index == changes.count - 1 {
        try read(batch, bytes) { change, content, line in
          if let name = ignored.name(of: content), try !has(change.newObject, parent) {
            throw ExpectedFailure.ignoredContentInCommit(change.name, of: SafeText.line(name), issue: issue)
          }
          let path = FoldedPath(change.path)
          if allowed.contains(where: { $0.matches(path) }) { return }
          let hits = KeySearch.hits(in: content, values: values)
          if hits.isEmpty { return }
          let old = try keysBefore(change, values)
          for hit in hits where try !old.contains(hit.bytes) && !(hit.isValue && isPublic(hit.bytes, in: parent)) {
            let lines = content[..<hit.offset].count { $0 == UInt8(ascii: "\n") }
            found.append(("\(change.name):\(line + lines)", hit.kind))
          }
        }
        (batch, bytes) = ([], 0)
      }
      if found.count > 20 { break }
    }
    if !found.isEmpty { throw ExpectedFailure.keyInCommit(found, issue: issue) }
  }

  /// Whether the commit has a file with this very content: then it is no secret of the machine.
  private func has(_ object: String, _ commit: String) throws -> Bool {
    var lines = LineSplitter()
    var isThere = false
    try spool(git.command(["ls-tree", "-r", commit]), most: limits.mebibytes.addingBounded(1) << 20) { bytes in
      for case .line(let line) in lines.feed(bytes) where !isThere {
        isThere = String(decoding: line.prefix(80), as: UTF8.self).contains(" \(object)\t")
      }
    }
    return isThere
  }

  /// Whether a file of the commit has the value already, as `.env.example` has what `.env` was copied from: no secret of the
  /// machine. A value is one line.
  private func isPublic(_ value: ArraySlice<UInt8>, in commit: String) throws -> Bool {
    let line = String(decoding: value, as: UTF8.self) + "\n"
    return try git.result(git.command(["grep", "--quiet", "-F", "-f", "-", commit], input: .text(line))).succeeded
  }

  /// The keys that a changed file had before.
  private func keysBefore(_ change: ChangedPath, _ values: [[UInt8]]) throws -> Set<ArraySlice<UInt8>> {
    guard change.oldMode == .file || change.oldMode == .program else { return [] }
    var old: [UInt8] = []
    let command = git.command(["cat-file", "blob", change.oldObject])
    try spool(command, most: limits.mebibytes.addingBounded(1) << 20) { old += $0 }
    return Set(KeySearch.hits(in: old, values: values).map(\.bytes))
  }

  /// Reads the new content of each change, in pieces where it is long, with the number of the piece's first line.
  private func read(
    _ changes: [ChangedPath], _ bytes: Int, _ take: (ChangedPath, _ content: [UInt8], _ line: Int) throws -> Void
  ) throws {
    if changes.isEmpty { return }
    let ids = changes.map { $0.newObject + "\n" }.joined()
    var rest = changes[...]
    var stream = BlobStream(piece: Self.piece, overlap: Self.overlap)
    try spool(git.command(["cat-file", "--batch"], input: .text(ids)), most: bytes + changes.count * 128 + 1) { bytes in
      try stream.feed(bytes) { part in
        switch part {
        case .blob(let id):
          guard let change = rest.first, change.newObject == id else { throw unreadable("git gave another object") }
        case .content(let content, let line):
          guard let change = rest.first else { throw unreadable("git gave another object") }
          try take(change, content, line)
        case .end: rest = rest.dropFirst()
        case .unreadable: throw unreadable("git did not give the complete object")
        }
      }
    }
    guard rest.isEmpty else { throw unreadable("git did not give every object") }
  }
}

/// Reads what `git cat-file --batch` prints: `<object> blob <size>`, the content, a line feed.
struct BlobStream {
  enum Part {
    case blob(String)
    /// The content from a line on, whole or a piece of it.
    case content([UInt8], line: Int)
    case end
    case unreadable
  }

  private enum State {
    case header
    /// So many bytes of the content are still to come.
    case content(left: Int)
    /// The line feed behind the content.
    case feed
  }

  let piece: Int
  let overlap: Int
  private var state = State.header
  private var header: [UInt8] = []
  private var content: [UInt8] = []
  private var line = 1

  init(piece: Int, overlap: Int) {
    self.piece = piece
    self.overlap = overlap
  }

  mutating func feed(_ bytes: ArraySlice<UInt8>, _ take: (Part) throws -> Void) throws {
    var rest = bytes
    while !rest.isEmpty {
      switch state {
      case .header:
        let part = rest.prefix { $0 != UInt8(ascii: "\n") }
        header += part
        rest = rest.dropFirst(part.count)
        if header.count > 200 { return try take(.unreadable) }
        if rest.popFirst() != nil { try begin(take) }
      case .content(let left):
        let part = rest.prefix(min(left, piece + overlap - content.count))
        content += part
        rest = rest.dropFirst(part.count)
        state = left == part.count ? .feed : .content(left: left - part.count)
        if case .feed = state {
          try take(.content(content, line: line))
        } else if content.count == piece + overlap {
          try take(.content(content, line: line))
          line += content.prefix(piece).count { $0 == UInt8(ascii: "\n") }
          content.removeFirst(piece)
        }
      case .feed:
        guard rest.popFirst() == UInt8(ascii: "\n") else { return try take(.unreadable) }
        state = .header
        try take(.end)
      }
    }
  }

  private mutating func begin(_ take: (Part) throws -> Void) throws {
    let words = String(decoding: header, as: UTF8.self).split(separator: " ")
    header = []
    guard words.count == 3, words[1] == "blob", let size = Int(words[2]), size >= 0 else {
      return try take(.unreadable)
    }
    (content, line) = ([], 1)
    state = size == 0 ? .feed : .content(left: size)
    try take(.blob(String(words[0])))
  }
}
