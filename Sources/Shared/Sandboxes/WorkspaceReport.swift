package import KBDomain
import KBRepository

/// How the clone must stand before a session.
package struct WantedWorkspace: Equatable, Sendable {
  /// The PRD Branch.
  package var branch: String
  /// The commit that the session starts from; the host repository has it.
  package var commit: String
  /// The branch of origin that has the commit, such as `main`.
  package var originRef: String
  /// What the work is for: the issue's number, or `review`, where nothing is ever kept.
  package var issue: String
  /// The identity for commits that the agent makes.
  package var userName: String
  package var userEmail: String
  /// Last part of the ref that saves left-over work, such as the run id. A label that is taken gets a number.
  package var saveLabel: String

  package init(
    branch: String, commit: String, originRef: String, issue: String, userName: String, userEmail: String,
    saveLabel: String
  ) {
    self.branch = branch
    self.commit = commit
    self.originRef = originRef
    self.issue = issue
    self.userName = userName
    self.userEmail = userEmail
    self.saveLabel = saveLabel
  }
}

/// How the clone stands after `prepare`.
package struct PreparedWorkspace: Equatable, Sendable {
  /// The commit of HEAD.
  package var head: String
  /// Work of the same issue was found and left for the next session to go on with.
  package var keptWork: Bool
  /// What that work has changed; nil where none was kept, or no file differs.
  package var unfinished: UnfinishedWork?
  /// All work that was saved in the clone, by this call or by an earlier one that may have told nobody.
  package var saved: [SavedWork] = []
  /// Repositories that lay inside the tree and were moved below `.git/krutrimbox/saved`.
  package var nested: [String] = []
  /// Whether repositories lie there, moved by this call or by an earlier one.
  package var holdsRepositories = false
  /// Submodules with work that is neither committed in the wanted commit nor at their own remotes.
  package var submodules: [String] = []

  /// Other submodules, with files that git does not track.
  package var untracked: [String] = []
  /// Where an earlier session on the same issue has left commits beside the branch, such as `branch own`.
  package var elsewhere: [String] = []

  /// Work that was in the way of an issue.
  package struct SavedWork: Equatable, Sendable {
    package var commit: String
    /// A ref of the clone, for `SandboxBackend.fetch`.
    package var ref: String
  }
}

/// What an earlier session has changed and nobody has taken yet, seen from the commit that the next one starts from.
package struct UnfinishedWork: Equatable, Sendable {
  /// git's letter and name of each file, such as `M src/main.c`; of many, the first alone.
  package var changes: [String]
  /// How many there are in all.
  package var count: Int

  package init(changes: [String], count: Int) {
    self.changes = changes
    self.count = count
  }
}

/// What a session has left.
package struct WorkspaceSnapshot: Equatable, Sendable {
  /// A commit whose parent is the base, at `FactoryNames.snapshotRef` of the clone.
  package var commit: String
  package var tree: String
  package var baseTree: String
  /// Repositories inside the tree that are no submodules and were left out.
  package var nested: [String]
  /// Submodules with work that is neither in the base nor at their own remotes: a link to it would lead nowhere.
  package var submodules: [String] = []
  /// Other submodules, with files that git does not track: nobody else gets them.
  package var untracked: [String] = []
  /// What else the session has made.
  package var leftOut = LeftOut()
  /// All work that is kept under refs of the clone; empty where this session has left nothing to keep.
  package var saved: [PreparedWorkspace.SavedWork] = []
  /// Those of the refs that keep what this session has left out.
  package var keptRefs: [String] = []

  /// Whether the session has changed any file.
  package var changesFiles: Bool { tree != baseTree }
}

/// What is in a sandbox's clone beside the commits that the host has.
package struct CloneRest: Equatable, Sendable {
  /// All work that is kept under refs of the clone.
  package var saved: [PreparedWorkspace.SavedWork] = []
  /// Repositories inside of the tree.
  package var nested: [String] = []
  /// Whether repositories lie in `.git/krutrimbox/saved`.
  package var holdsRepositories = false
  /// Submodules with work that is nowhere else.
  package var submodules: [String] = []
  /// Other submodules, with files that git does not track.
  package var untracked: [String] = []
  /// Files that git ignores and that are too many or too big for a ref.
  package var unsaved: [String] = []

  /// What is in the sandbox alone and can't be brought to the host; nil where there is nothing.
  package var reasonToStay: String? {
    func names(_ list: [String]) -> String {
      list.prefix(10).joined(separator: ", ") + (list.count > 10 ? " and \(list.count - 10) more" : "")
    }
    if !submodules.isEmpty { return "there is work in its submodules that is nowhere else: \(names(submodules))." }
    if !untracked.isEmpty {
      return "submodules have files in it that git does not track: \(names(untracked)). If they are "
        + "only built there, set `ignore = untracked` in .gitmodules."
    }
    if !nested.isEmpty { return "it has repositories inside: \(names(nested))." }
    if holdsRepositories { return "repositories that were put aside lie in its .git/krutrimbox/saved." }
    return unsaved.isEmpty
      ? nil : "files that git ignores are too many or too big to be kept elsewhere: \(names(unsaved))."
  }
}

/// Reads what `WorkspaceScripts` print.
enum WorkspaceReport {
  /// nil when the output does not say how the clone stands.
  static func prepared(_ output: String) -> PreparedWorkspace? {
    let ready = words(output, "ready").last?.first
    guard let head = ready ?? words(output, "kept").last?.first else { return nil }
    return PreparedWorkspace(
      head: head, keptWork: ready == nil, unfinished: ready == nil ? unfinished(output) : nil,
      saved: saved(output), nested: paths(output, "nested"),
      holdsRepositories: !words(output, "aside").isEmpty, submodules: paths(output, "submodule"),
      untracked: paths(output, "untracked"), elsewhere: paths(output, "elsewhere"))
  }

  private static func saved(_ output: String) -> [PreparedWorkspace.SavedWork] {
    words(output, "saved").filter { $0.count == 2 }.map { .init(commit: $0[0], ref: $0[1]) }
  }

  private static func unfinished(_ output: String) -> UnfinishedWork? {
    guard let count = words(output, "changes").last?.first.flatMap({ Int($0) }), count > 0 else { return nil }
    return UnfinishedWork(
      changes: words(output, "change").map { $0.joined(separator: " ").replacing("\t", with: " ") }, count: count)
  }

  /// nil when the output names no snapshot.
  static func snapshot(_ output: String) -> WorkspaceSnapshot? {
    guard let words = words(output, "snapshot").last, words.count == 3 else { return nil }
    return WorkspaceSnapshot(
      commit: words[0], tree: words[1], baseTree: words[2],
      nested: paths(output, "nested"), submodules: paths(output, "submodule"), untracked: paths(output, "untracked"),
      leftOut: LeftOut(
        ignored: names(output, "ignored"), dropped: names(output, "dropped"), elsewhere: paths(output, "elsewhere"),
        isBig: isSaid(output, "big"), isLoose: isSaid(output, "loose")),
      saved: saved(output), keptRefs: paths(output, "kept-ignored") + paths(output, "kept-elsewhere"))
  }

  /// nil when the output does not end well.
  static func rest(_ output: String) -> CloneRest? {
    guard !words(output, "rest").isEmpty else { return nil }
    return CloneRest(
      saved: saved(output), nested: paths(output, "nested"), holdsRepositories: !words(output, "aside").isEmpty,
      submodules: paths(output, "submodule"), untracked: paths(output, "untracked"), unsaved: paths(output, "unsaved"))
  }

  /// nil when the output does not end well.
  static func hooked(_ output: String) -> HookLeavings? {
    guard isSaid(output, "hooked") else { return nil }
    return HookLeavings(made: paths(output, "made"), changed: paths(output, "changed"))
  }

  /// Whether there is such a line, which says nothing else.
  static func isSaid(_ output: String, _ word: String) -> Bool {
    output.split(whereSeparator: \.isNewline).contains { $0 == prefix + word }
  }

  private static func names(_ output: String, _ kind: String) -> LeftOut.Names {
    let first = paths(output, kind)
    return LeftOut.Names(
      first: first, count: max(first.count, words(output, "\(kind)-count").last?.first.flatMap { Int($0) } ?? 0))
  }

  /// The bundle's bytes in base64 and their count; nil when the output is not whole.
  static func bundle(_ output: String) -> (base64: String, count: Int)? {
    let lines = output.split(whereSeparator: \.isNewline)
    guard let first = lines.firstIndex(where: { $0.hasPrefix(prefix + "bundle ") }),
      let last = lines.lastIndex(where: { $0 == prefix + "bundle-end" }), first < last,
      let count = Int(lines[first].dropFirst((prefix + "bundle ").count))
    else { return nil }
    let encoded = lines[(first + 1)..<last].filter { line in
      line.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="):
          true
        default: false
        }
      }
    }
    return (encoded.joined(), count)
  }

  private static let prefix = "krutrimbox: "

  private static func paths(_ output: String, _ kind: String) -> [String] {
    words(output, kind).map { $0.joined(separator: " ") }
  }

  /// The words after `krutrimbox: <kind> ` of every such line.
  private static func words(_ output: String, _ kind: String) -> [[String]] {
    // A file's name may hold what Unicode takes for the end of a line; the scripts end theirs with a newline alone.
    output.split { $0 == "\n" || $0 == "\r\n" }.compactMap { line in
      guard line.hasPrefix("\(prefix)\(kind) ") else { return nil }
      return line.dropFirst(prefix.count + kind.count + 1).split(separator: " ", omittingEmptySubsequences: false)
        .map(String.init)
    }
  }
}
