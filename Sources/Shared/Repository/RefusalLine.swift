/// A line of what origin printed about a push that it refused: its own words told apart from an agent's names in it. Pure.
///
/// Sources of the forms: docs.github.com "Working with push protection from the command line", "About large files",
/// "Troubleshooting rules".
struct RefusalLine {
  let text: String
  /// What may say why, in small letters; empty where the line only quotes what an agent has named.
  let words: String
  /// Whether it is a rule that GitHub names: `- Commits must have …`, or a line with a code such as GH006.
  let isRule: Bool
  /// Whether it warns only, as GH001 does of files that are large and yet taken.
  var isWarning: Bool { text.hasPrefix("warning:") }

  init(_ text: String) {
    self.text = text
    let lower = text.lowercased()
    let said = lower.hasPrefix("error: ") ? lower.dropFirst(7) : lower[...]
    isRule = said.hasPrefix("- ") || said.hasPrefix("gh0")
    words = Self.isQuote(said) ? "" : Self.withoutNames(String(said))
  }

  /// The lines in the order in which they are shown: the telling one, what follows it, which says what and where, and then
  /// headings and advice.
  static func ordered(_ lines: [String], telling: String?) -> [String] {
    guard let telling else { return lines }
    guard let index = lines.firstIndex(of: telling) else { return [telling] + lines }
    let after = lines[(index + 1)...]
    return [telling] + after.filter { !isAdvice($0) } + lines[..<index] + after.filter(isAdvice)
  }

  private static func isAdvice(_ line: String) -> Bool {
    line.hasPrefix("(?)") || line.hasPrefix("https://") || line == "locations:"
  }

  /// `- commit: 8728dbe`, `path: k8s/deployments/api.yaml:12`.
  private static func isQuote(_ line: Substring) -> Bool {
    let line = line.hasPrefix("- ") ? line.dropFirst(2) : line
    return ["path:", "paths:", "commit:", "blob id:", "location:", "locations:"].contains { line.hasPrefix($0) }
  }

  /// Without the name in `File NAME is 120.00 MB; …`, and without what stands in backticks.
  private static func withoutNames(_ line: String) -> String {
    var line = line[...]
    if line.hasPrefix("file "), let end = line.ranges(of: " is ").last?.upperBound, line[end...].first?.isNumber == true
    {
      line = line[end...]
    }
    let parts = line.split(separator: "`", omittingEmptySubsequences: false)
    return parts.enumerated().filter { $0.offset.isMultiple(of: 2) }.map { String($0.element) }.joined(separator: "``")
  }
}
