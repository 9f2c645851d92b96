/// Names that git or a file system would take for something else. Pure.
enum PathName {
  /// Why a path must not come into a repository, to complete a sentence that begins with it; nil where it may.
  static func problem(_ change: ChangedPath, _ path: FoldedPath) -> String? {
    guard change.newMode != nil else { return "has a mode that git does not write" }
    if change.path.count > 4096 { return "is longer than 4096 bytes" }
    for part in path.parts {
      switch part {
      case "", ".", "..": return "leads elsewhere"
      case ".git": return "is a name for git's own folder"
      default: if change.isNew && isShort(part) { return "looks like the short name of another file on Windows" }
      }
    }
    return nil
  }

  /// `GITHUB~1`: up to six characters, a tilde and a number, three more after a period (Microsoft, "Naming Files, Paths,
  /// and Namespaces"). Windows makes such a name for each longer one, by rules that depend on what else is there.
  static func isShort(_ part: Substring) -> Bool {
    let halves = part.split(separator: ".", omittingEmptySubsequences: false)
    guard halves.count <= 2, let tilde = halves[0].lastIndex(of: "~"), tilde > halves[0].startIndex else {
      return false
    }
    let number = halves[0][halves[0].index(after: tilde)...]
    return halves[0].count <= 8 && !number.isEmpty && number.allSatisfy(\.isNumber) && number.first != "0"
      && (halves.count == 1 || halves[1].count <= 3)
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
    for part in FoldedPath(target).parts where !part.isEmpty && part != "." {
      if part == ".." {
        depth -= 1
        if goesDown || depth < 0 { return "is a link that leaves the repository" }
      } else {
        if part == ".git" || PathName.isShort(part) { return "is a link to git's own folder" }
        goesDown = true
      }
    }
    return nil
  }
}
