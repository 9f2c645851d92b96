/// What a git that talked to origin printed, without what tells nothing. Pure.
package enum GitWords {
  /// At most so many lines.
  static let limit = 12

  /// The lines that say why: the other side's own first, then git's. Safe to print; each is cut at 300 characters.
  package static func telling(_ errors: String) -> [String] {
    let lines = errors.split(whereSeparator: \.isNewline).map(String.init)
    let remote = lines.filter { $0.hasPrefix("remote:") }.map {
      String($0.dropFirst("remote:".count).trimming(\.isWhitespace))
    }
    let own = lines.filter { !$0.hasPrefix("remote:") }
    return (remote + own).map { SafeText.cut(SafeText.line($0), to: 300) }.filter(tells).reduce(into: []) {
      told, line in
      if told.count < limit && !told.contains(line) { told.append(line) }
    }
  }

  /// Neither progress, nor advice that git adds to every failure, nor a rule drawn of dashes.
  private static func tells(_ line: String) -> Bool {
    guard line.contains(where: { $0.isLetter || $0.isNumber }) else { return false }
    return !chatter.contains { line.hasPrefix($0) }
  }

  /// Sources: git's progress.c, transport.c, connect.c.
  private static let chatter = [
    "Resolving deltas:", "Counting objects:", "Enumerating objects:", "Compressing objects:", "Writing objects:",
    "Receiving objects:", "Unpacking objects:", "Delta compression using", "Total ", "Everything up-to-date", "To ",
    "From ", "hint:", "warning:", "error: failed to push some refs", "Please make sure you have the correct access",
    "and the repository exists.", "fatal: Could not read from remote repository.", "Done",
  ]
}
