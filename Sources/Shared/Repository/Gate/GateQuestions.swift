import KBConfiguration
import KBFailures
import KBSystem
import KBText

/// What the gate asks git for, each in one process, with answers that are bounded in size.
struct GateQuestions {
  let git: PlainGit
  let limits: RunSettings.Gate
  let issue: Int

  /// Two trees at the same path, of which one may be the empty one.
  private struct Pair {
    let path: [UInt8]
    let old: String
    let new: String
  }

  /// Every file, link and submodule that the two commits don't share. Throws KB-R030, also unless `parent` is the commit's
  /// one parent, and KB-R031.
  ///
  /// git itself walks a whole tree before it prints, with `-r`: one that holds itself ten times, ten deep, takes it all
  /// memory. So it is asked for one level of folders at a time, and each level is counted.
  func changes(from parent: String, to commit: String) throws -> [ChangedPath] {
    let ids = try git.result(git.command(["rev-parse", "\(parent)^{tree}", "\(commit)^{tree}", "\(commit)^@"]))
    let lines = ids.output.split(separator: "\n").map(String.init)
    guard ids.succeeded, lines.count >= 2 else { throw unreadable(Git.reason(ids)) }
    guard lines.dropFirst(2) == [parent] else { throw unreadable("\(commit) is not made on \(parent)") }
    var count = GateCount(limits: limits, issue: issue)
    var changes: [ChangedPath] = []
    var level = lines[0] == lines[1] ? [] : [Pair(path: [], old: lines[0], new: lines[1])]
    while !level.isEmpty {
      var next: [Pair] = []
      try compare(level) { change in
        try count.add(change)
        let folders = [change.oldMode, change.newMode].map { $0 == .folder }
        if folders.contains(true) {
          let none = change.oldObject.utf8.count == 40 ? Self.emptyTree : Self.emptyTree256
          next.append(
            Pair(
              path: change.path, old: folders[0] ? change.oldObject : none, new: folders[1] ? change.newObject : none))
        }
        if folders != [true, true], ![change.oldMode, change.newMode].allSatisfy({ $0 == .folder || $0 == .absent }) {
          changes.append(change)
        }
      }
      level = next
    }
    return changes
  }

  /// git knows it without having it (its object-file.c, `empty_tree`).
  private static let emptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
  private static let emptyTree256 = "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321"

  /// Hands on what differs in each pair of trees, with its whole path.
  private func compare(_ pairs: [Pair], _ take: (ChangedPath) throws -> Void) throws {
    let command = git.command(
      [
        "diff-tree", "--stdin", "--raw", "-z", "--no-abbrev", "--no-renames", "--no-ext-diff", "--no-textconv",
        "--ignore-submodules=none",
      ], input: .text(pairs.map { "\($0.old) \($0.new)\n" }.joined()), allocating: "64m")
    var reader = RawDiff()
    var seen = 0
    do {
      try spool(command, most: limits.files * 1024 + pairs.count * 256 + 1 << 20) { bytes in
        for event in try reader.feed(bytes) {
          switch event {
          case .trees(let trees):
            guard seen < pairs.count, trees == "\(pairs[seen].old) \(pairs[seen].new)" else {
              throw unreadable("git compared other trees")
            }
            seen += 1
          case .entry(var change):
            guard seen > 0 else { throw unreadable("git compared no trees") }
            let folder = pairs[seen - 1].path
            if !folder.isEmpty { change.path = folder + [UInt8(ascii: "/")] + change.path }
            // Each folder deeper is another git, and one path of all of them would be read to its end.
            if !change.isRemoval, let problem = PathName.tooLong(change.path) {
              throw ExpectedFailure.pathNameRefused(change.name, problem, issue: issue)
            }
            try take(change)
          }
        }
      }
      try reader.finish()
    } catch let failure as RawDiff.Unreadable {
      throw unreadable(failure.why)
    }
    guard seen == pairs.count else { throw unreadable("git did not compare every folder") }
  }

  /// Of each new object, in bytes. Throws KB-R031 where all new content together is too much, each path counted, as it is when it is checked out.
  func sizes(of changes: [ChangedPath]) throws -> [Int] {
    var sizes: [Int] = []
    var sum = 0
    let most = limits.mebibytes << 20
    var lines = LineSplitter()
    var rest = changes[...]
    try batch(
      ["cat-file", "--batch-check=%(objectname) %(objecttype) %(objectsize)"], changes, most: changes.count * 128
    ) { bytes in
      for event in lines.feed(bytes) {
        guard case .line(let line) = event, let change = rest.popFirst(), let size = Self.size(line, of: change) else {
          throw unreadable("an object is missing, or no file")
        }
        sum = sum.addingBounded(size)
        sizes.append(size)
        if sum > most { throw tooMuch("\(limits.mebibytes) MiB", at: change) }
      }
    }
    guard rest.isEmpty, lines.tornBytes == 0 else { throw unreadable("git did not tell every size") }
    return sizes
  }

  /// In bytes; nil where it is not about this change, or about no file.
  private static func size(_ line: [UInt8], of change: ChangedPath) -> Int? {
    let words = line.split(separator: 0x20, omittingEmptySubsequences: false)
    guard words.count == 3, words[0].elementsEqual(change.newObject.utf8), words[1].elementsEqual("blob".utf8),
      let size = Int(String(decoding: words[2], as: UTF8.self)), size >= 0
    else { return nil }
    return size
  }

  /// Throws KB-R034 where a link leads out of the repository or into git's own folder.
  func refuseLinks(among changes: [ChangedPath], allowing protection: Protection) throws {
    let links = changes.filter { $0.newMode == .link }
    for link in links where !protection.allows(FoldedPath(link.path)) {
      let target = try git.result(git.command(["cat-file", "blob", link.newObject]))
      guard target.succeeded else { throw unreadable(Git.reason(target)) }
      if let problem = LinkTarget.problem(Array(target.output.utf8), at: link.path) {
        throw ExpectedFailure.linkRefused(link.name, problem, issue: issue)
      }
    }
  }

  /// Asks for the new object of each change.
  private func batch(
    _ arguments: [String], _ changes: [ChangedPath], most: Int, _ read: (ArraySlice<UInt8>) throws -> Void
  ) throws {
    if changes.isEmpty { return }
    let ids = changes.map { $0.newObject + "\n" }.joined()
    try spool(git.command(arguments, input: .text(ids)), most: most, read)
  }

  /// Runs a command whose output goes into a file of at most so many bytes, and reads that.
  func spool(_ command: Command, most: Int, _ read: (ArraySlice<UInt8>) throws -> Void) throws {
    let path = "\(git.folder)/answer"
    let result = try git.result(command.boundingFiles(to: most, output: path))
    guard let file = SpoolFile(path) else { throw unreadable("git's answer is not there") }
    while let bytes = file.next() { try read(bytes) }
    if file.size >= most { throw tooMuch("\(most >> 20) MiB of names") }
    guard result.succeeded else { throw unreadable(Git.reason(result)) }
  }

  func unreadable(_ why: String) -> ExpectedFailure { .gateBlind(issue: issue, why: why) }

  private func tooMuch(_ what: String, at change: ChangedPath? = nil) -> ExpectedFailure {
    .commitTooLarge(what, at: change?.name, issue: issue)
  }
}

/// How much of each kind a commit has brought so far.
private struct GateCount {
  let limits: RunSettings.Gate
  let issue: Int
  private var files = 0
  private var folders = 0
  private var folder: ArraySlice<UInt8> = []
  private var entries = 0

  init(limits: RunSettings.Gate, issue: Int) {
    self.limits = limits
    self.issue = issue
  }

  /// Entries of one folder come one after another. Throws KB-R031.
  mutating func add(_ change: ChangedPath) throws(ExpectedFailure) {
    if change.oldMode == .folder || change.newMode == .folder { folders += 1 } else { files += 1 }
    if max(files, folders) > limits.files {
      throw .commitTooLarge("\(limits.files) files", at: nil, issue: issue)
    }
    guard change.isNew else { return }
    let parent = change.path[..<(change.path.lastIndex(of: UInt8(ascii: "/")) ?? 0)]
    if parent != folder { (folder, entries) = (parent, 0) }
    entries += 1
    if entries > limits.folderEntries {
      throw .commitTooLarge("\(limits.folderEntries) new entries in one folder", at: nil, issue: issue)
    }
  }
}
