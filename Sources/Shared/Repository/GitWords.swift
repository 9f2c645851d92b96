import KBText

/// What a git that talked to origin printed, without what tells nothing. Pure.
package enum GitWords {
  /// At most so many lines are shown.
  static let limit = 12

  /// The lines that say why: the other side's own first, then git's. Safe to print; each is cut at 300 characters. Where
  /// there are more than are shown, those that are known to say why come first.
  package static func telling(_ errors: String) -> [String] {
    var lines = lines(errors)
    if lines.count > limit {
      let known = lines.filter { OriginTrouble.of($0) != .unknown }
      lines = known + lines.filter { !known.contains($0) }
    }
    return shown(lines)
  }

  /// All such lines, safe to print.
  static func lines(_ errors: String) -> [String] {
    var remote: [String] = []
    var own: [String] = []
    for line in errors.split(whereSeparator: \.isNewline).map({ SafeText.line(String($0)) }) {
      if line.hasPrefix("remote:") {
        let said = line.dropFirst("remote:".count).trimming(\.isWhitespace)
        if !isProgress(String(said)) { remote.append(String(said)) }
      } else if !isProgress(line) && !chatter.contains(where: line.hasPrefix) {
        own.append(line)
      }
    }
    var known: Set<String> = []
    return (remote + own).filter { line in
      // A rule drawn of dashes tells nothing.
      line.contains { $0.isLetter || $0.isNumber } && known.insert(line).inserted
    }
  }

  /// The first of them, cut.
  static func shown(_ lines: [String]) -> [String] { lines.prefix(limit).map { SafeText.cut($0, to: 300) } }

  /// Sources: git's progress.c, and `Total 3 (delta 1), reused …` of its builtin/pack-objects.c.
  private static func isProgress(_ line: String) -> Bool {
    progress.contains(where: line.hasPrefix) || line.hasPrefix("Total ") && line.contains(" (delta ")
  }

  private static let progress = [
    "Resolving deltas:", "Counting objects:", "Enumerating objects:", "Compressing objects:", "Writing objects:",
    "Receiving objects:", "Unpacking objects:", "Delta compression using",
  ]

  /// What git itself adds to a push or fetch, and the advice that it gives after every failure. The other side's lines may
  /// begin like that. Sources: git's transport.c, connect.c.
  private static let chatter = [
    "Everything up-to-date", "To ", "From ", "hint:", "warning:", "error: failed to push some refs",
    "Please make sure you have the correct access", "and the repository exists.",
    "fatal: Could not read from remote repository.", "Done",
  ]
}
