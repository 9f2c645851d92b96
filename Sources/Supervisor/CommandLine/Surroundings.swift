import KBSystem

/// What a command may know of where it was started. Nothing else reads the environment.
struct Surroundings: Sendable {
  let environment: [String: String]
  /// The directory that `kb` was started in, absolute.
  let directory: String
  /// The file of the running program; nil where the system does not tell.
  let executable: String?
  /// Switches for fault tests.
  let faults: FaultPoints

  /// The environment's variable; nil where it is missing or empty.
  func variable(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }

  /// Writes to standard output, waiting where the reader is slow.
  func print(_ text: String) { Descriptor.writeAll(1, Array((text + "\n").utf8)) }

  /// Writes text to standard output, on a terminal wrapped to its width: further rows of a line begin below its last
  /// column, which at least two spaces set apart.
  func printWrapped(_ text: String) {
    let width = Terminal.isTerminal(1) && variable("TERM") != "dumb" ? Terminal.size(of: 1)?.columns : nil
    let rows = text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line in
      let gap = line.ranges(of: "  ").last?.upperBound ?? line.startIndex
      let start = line.count - line[gap...].drop { $0 == " " }.count
      return StyledLine(String(line)).wrapped(forTerminal: width, indent: start < (width ?? 0) * 2 / 3 ? start : 0)
    }
    print(rows.map { $0.text(colours: false) }.joined(separator: "\n"))
  }

  /// Writes lines to standard output: on a terminal in colours, unless `NO_COLOR` is set, and wrapped to its width.
  func print(_ lines: [StyledLine]) {
    let isTerminal = Terminal.isTerminal(1) && variable("TERM") != "dumb"
    let colours = isTerminal && variable("NO_COLOR") == nil
    let rows = lines.flatMap { $0.wrapped(forTerminal: isTerminal ? Terminal.size(of: 1)?.columns : nil) }
    print(rows.map { $0.text(colours: colours) }.joined(separator: "\n"))
  }

  /// Writes to standard error, on a terminal wrapped to its width.
  func complain(_ text: String) {
    let columns = Terminal.isTerminal(2) ? Terminal.size(of: 2)?.columns : nil
    let rows = text.split(separator: "\n", omittingEmptySubsequences: false).flatMap {
      StyledLine(String($0)).wrapped(forTerminal: columns, indent: 4)
    }
    Descriptor.writeAll(2, Array((rows.map { $0.text(colours: false) + "\n" }.joined()).utf8))
  }

  /// Draws on standard output, with colours unless `NO_COLOR` is set.
  func painter(on output: Output) -> LivePainter {
    LivePainter(
      output, colours: variable("NO_COLOR") == nil,
      fallbackWidth: variable("COLUMNS").flatMap { Int($0) } ?? 80)
  }
}
