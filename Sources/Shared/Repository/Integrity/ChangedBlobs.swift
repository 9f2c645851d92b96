import KBFailures
import KBSystem

/// Differences and contents, read within limits: what is too much is left out.
extension PlainGit {
  /// The most that git prints of changed paths, in bytes.
  private static let mostNames = 32 << 20

  /// Every file in which a branch differs from the commit where it left `base`. Throws KB-R005 where git does not tell it
  /// whole.
  func changedPaths(since base: String, of tip: String) throws -> [ChangedPath] {
    let question = command(
      [
        "diff", "--raw", "-z", "--no-abbrev", "--no-renames", "--no-ext-diff", "--no-textconv",
        "--ignore-submodules=none", "\(base)...\(tip)",
      ])
    var reader = RawDiff(isRecursive: true)
    var changes: [ChangedPath] = []
    do {
      try spool(question, most: Self.mostNames) { bytes in
        for case .entry(let change) in try reader.feed(bytes) { changes.append(change) }
      }
      try reader.finish()
    } catch let failure as RawDiff.Unreadable {
      throw ExpectedFailure.gitFailed("diff", why: failure.why)
    }
    return changes
  }

  /// The contents of blobs by object. Those that are missing, longer than `most`, not text, or behind the first
  /// `ofAll` bytes are left out.
  func blobs(_ objects: [String], most: Int, ofAll: Int) throws -> [String: [UInt8]] {
    var left = ofAll
    var seen: Set<String> = []
    let wanted = objects.filter { object in
      !object.allSatisfy { $0 == "0" } && seen.insert(object).inserted
    }
    if wanted.isEmpty { return [:] }
    let sizes = try result(
      command(
        ["cat-file", "--batch-check=%(objectname) %(objecttype) %(objectsize)"],
        input: .text(wanted.map { $0 + "\n" }.joined())))
    guard sizes.succeeded else { throw ExpectedFailure.gitFailed("cat-file", why: Git.reason(sizes)) }
    var chosen: [String] = []
    for line in sizes.output.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count == 3, words[1] == "blob", let size = Int(words[2]), size <= most, size <= left else { continue }
      left -= size
      chosen.append(String(words[0]))
    }
    return try contents(of: chosen, bytes: ofAll - left, piece: most)
  }

  private func contents(of objects: [String], bytes: Int, piece: Int) throws -> [String: [UInt8]] {
    if objects.isEmpty { return [:] }
    var found: [String: [UInt8]] = [:]
    var current: String?
    var stream = BlobStream(piece: piece, overlap: 1)
    let input = objects.map { $0 + "\n" }.joined()
    try spool(command(["cat-file", "--batch"], input: .text(input)), most: bytes + objects.count * 128 + 1) { bytes in
      try stream.feed(bytes) { part in
        switch part {
        case .blob(let object):
          current = object
          found[object] = []
        case .content(let content, _): current.map { found[$0] = content.contains(0) ? nil : content }
        case .end: current = nil
        case .unreadable: throw ExpectedFailure.gitFailed("cat-file", why: "it did not give every object")
        }
      }
    }
    return found
  }

  /// Runs a command whose output goes into a file of at most so many bytes, and reads that. Throws KB-R005 where it is
  /// more, or git fails.
  private func spool(_ command: Command, most: Int, _ read: (ArraySlice<UInt8>) throws -> Void) throws {
    let path = "\(folder)/answer"
    let result = try result(command.boundingFiles(to: most, output: path))
    guard let file = SpoolFile(path) else { throw ExpectedFailure.gitFailed("spool", why: "git's answer is not there") }
    while let bytes = file.next() { try read(bytes) }
    guard result.succeeded, file.size < most else {
      throw ExpectedFailure.gitFailed(command.arguments.last ?? "", why: Git.reason(result))
    }
  }
}
