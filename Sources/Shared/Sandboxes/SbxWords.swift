import KBSystem

/// What a call of the sandbox CLI said, without what it says in passing. Its error is one line, `ERROR: …`, after which
/// hints may follow; before it, on either stream, stand the messages of a starting daemon, warnings, layers that are
/// pulled, the stages of a creation, and a notice in a box that a newer version exists (docker/sbx-releases#201, #336,
/// #393, #444, #542, #593).
enum SbxWords {
  /// Why the call failed: its last error with what follows it, else the last lines that are no chatter, else the last of
  /// those. Twelve lines at most; nil where nothing was said.
  static func reason(_ result: CommandResult) -> String? {
    let streams = [result.errors, result.output].map(lines)
    let said = streams.map { $0.filter { !isChatter($0) } }
    for lines in said {
      if let start = lines.lastIndex(where: isError) { return text(lines[start...].prefix(12)) }
    }
    let best = said.first { !$0.isEmpty } ?? streams.first { !$0.isEmpty }
    return best.map { text($0.suffix(12)) }
  }

  /// The error that a call's error stream, or its output where that is empty, begins with, and what follows it: eight
  /// lines at most, else nil. Before it only the daemon's start may stand. `isAll`: it is written as the CLI writes it
  /// (`ERROR: `), and nothing was said on the other stream.
  static func leadingError(_ result: CommandResult) -> (lines: [String], isAll: Bool)? {
    let said = [result.errors, result.output].map { withoutStart(lines($0)) }.filter { !$0.isEmpty }
    guard let lines = said.first, lines.count <= 8, isError(lines[0]) else { return nil }
    return (lines, said.count == 1 && lines[0].hasPrefix("ERROR: "))
  }

  /// Lines without those with which the daemon starts, and without the box in which a newer version is announced.
  private static func withoutStart(_ lines: [String]) -> [String] {
    let start = lines.prefix { line in isBox(line) || starts.contains { line.hasPrefix($0) } }
    let box = start.filter(isBox)
    return box.isEmpty || box.contains { $0.contains(Sbx.program) } ? Array(lines.dropFirst(start.count)) : lines
  }

  private static let starts = [
    "Starting sandboxd daemon", "Daemon started", "Logs: ", "Docker Sandboxes has been updated",
    "WARN: could not acquire docker hub refresh lock",
  ]

  /// What a command that ran inside printed, without the lines of a starting daemon before it.
  static func inner(_ output: String) -> String {
    withoutStart(output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
      .joined(separator: "\n")
  }

  /// Whether the call was refused because it does not know a flag.
  static func isUnknownFlag(_ result: CommandResult) -> Bool {
    let text = (reason(result) ?? "").lowercased()
    return !result.succeeded && (text.contains("unknown flag") || text.contains("unknown shorthand flag"))
  }

  private static func text(_ lines: some Sequence<String>) -> String {
    lines.map { String($0.prefix(400)) }.joined(separator: "\n")
  }

  /// Lines with words in them, without colours.
  private static func lines(_ text: String) -> [String] {
    text.replacing(#/\u{1B}\[[0-9;?]*[A-Za-z]/#, with: "").split(whereSeparator: \.isNewline).map(String.init)
      .filter { line in line.contains { !$0.isWhitespace } }
  }

  private static func isError(_ line: String) -> Bool { line.lowercased().hasPrefix("error:") }

  /// Boxes and rules.
  private static func isBox(_ line: String) -> Bool {
    line.unicodeScalars.first { !$0.properties.isWhitespace }.map { (0x2500...0x257F).contains($0.value) } ?? false
  }

  private static func isChatter(_ line: String) -> Bool {
    let words = line.drop(while: \.isWhitespace)
    guard let first = words.unicodeScalars.first else { return true }
    // Spinners; the mark of a stage that went well.
    if isBox(line) || (0x2800...0x28FF).contains(first.value) || first == "✓" { return true }
    return beginnings.contains { words.hasPrefix($0) } || words.prefixMatch(of: layer) != nil
  }

  private static let beginnings = [
    "Starting sandboxd daemon", "Daemon started", "Logs: ", "WARN", "Warning: ", "time=", "Creating new sandbox",
    "Digest: sha256:", "Status: ", "Docker Sandboxes has been updated", "Client Version: ", "Server Version: ",
  ]
  private static var layer: Regex<Substring> {
    #/[0-9a-f]{12}: (?:Already|Pull|Download|Verifying|Waiting|Extract)|\S+: Pulling from /#
  }
}
