import KBText

/// Names that git or a file system would take for something else. Pure.
enum PathName {
  /// Why a path must not come into a repository, to complete a sentence that begins with it; nil where it may.
  static func problem(_ change: ChangedPath, _ path: FoldedPath) -> String? {
    guard change.newMode != nil else { return "has a mode that git does not write" }
    if let problem = tooLong(change.path) { return problem }
    for part in path.parts {
      if part.isEmpty || isDots(part) { return "leads elsewhere" }
      if isGit(part) { return "is a name for git's own folder" }
      if change.isNew && isShort(part) { return "looks like the short name of another file on Windows" }
    }
    return nil
  }

  /// The same of its length alone: what no file system can hold (PATH_MAX).
  static func tooLong(_ path: [UInt8]) -> String? { path.count > 4096 ? "is longer than 4096 bytes" : nil }

  /// `GITHUB~1`: up to six characters, a tilde and a number, three more after a period (Microsoft, "Naming Files, Paths,
  /// and Namespaces"). Windows makes such a name for each longer one, by rules that depend on what else is there.
  static func isShort(_ part: ArraySlice<UInt8>) -> Bool {
    guard part.contains(UInt8(ascii: "~")) else { return false }
    let halves = part.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard halves.count <= 2, let tilde = halves[0].lastIndex(of: UInt8(ascii: "~")), tilde > halves[0].startIndex else {
      return false
    }
    let number = halves[0][(tilde + 1)...]
    return halves[0].count <= 8 && number.first.map { $0 != UInt8(ascii: "0") } == true
      && number.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
      && (halves.count == 1 || halves[1].count <= 3)
  }

  static func isGit(_ part: ArraySlice<UInt8>) -> Bool { part.elementsEqual(".git".utf8) }

  /// `.` or `..`
  static func isDots(_ part: ArraySlice<UInt8>) -> Bool {
    part.count <= 2 && part.allSatisfy { $0 == UInt8(ascii: ".") }
  }
}

/// Where a symbolic link leads, as its text says. Pure.
enum LinkTarget {
  /// More than Linux follows (PATH_MAX).
  static let longest = 4096

  /// Why a link at the path must not have this target, to complete a sentence that begins with the path; nil where it may.
  ///
  /// A target goes up first, by as many `..` as there are folders above the link, and down afterwards: each folder that a
  /// tree's link lies in is a folder and no link, so that the text tells the truth. A `..` after a name could leave by way
  /// of another link. What goes down through links goes on from a place that was allowed to them: no chain leads out.
  static func problem(_ target: [UInt8], at path: [UInt8]) -> String? {
    guard !target.isEmpty, target.count <= longest, !target.contains(0) else { return "is a link to no path" }
    let text = String(decoding: target, as: UTF8.self)
    if text.hasPrefix("/") || text.hasPrefix("~") || text.contains("\\") || text.dropFirst().first == ":" {
      return "is a link that leaves the repository"
    }
    var depth = path.count { $0 == UInt8(ascii: "/") }
    var goesDown = false
    for part in FoldedPath(target).parts where !part.isEmpty && !part.elementsEqual(".".utf8) {
      if PathName.isDots(part) {
        depth -= 1
        if goesDown || depth < 0 { return "is a link that leaves the repository" }
      } else {
        if PathName.isGit(part) || PathName.isShort(part) { return "is a link to git's own folder" }
        goesDown = true
      }
    }
    return nil
  }
}
