import Foundation

/// What a test asks of a Markdown page.
struct MarkdownPage {
  /// Its lines without code blocks and inline code.
  private let lines: [String]
  /// Lines that are headings, with their inline code.
  private let headings: [String]

  init(_ text: String) {
    var isCode = false
    var lines: [String] = []
    var headings: [String] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      if line.trimmingCharacters(in: .whitespaces).hasPrefix("```") {
        isCode.toggle()
      } else if !isCode {
        if line.hasPrefix("#") { headings.append(String(line.drop { $0 == "#" })) }
        lines.append(line.replacing(/`[^`]*`/, with: "``"))
      }
    }
    self.lines = lines
    self.headings = headings
  }

  /// Targets of links that lead to a place in this repository.
  var localLinks: [String] {
    lines.flatMap { line in
      line.matches(of: /\]\(([^)\s]+)[^)]*\)/).map { String($0.output.1) }
    }.filter { !$0.contains("://") && !$0.hasPrefix("mailto:") }
  }

  /// The names under which GitHub lets a link reach the headings.
  var anchors: Set<String> {
    var anchors: Set<String> = []
    for heading in headings {
      let plain = heading.replacing(/\]\([^)]*\)/, with: "]").trimmingCharacters(in: .whitespaces).lowercased()
      let slug = plain.compactMap { character -> String? in
        if character == " " { return "-" }
        return character.isLetter || character.isNumber || character == "-" || character == "_"
          ? String(character) : nil
      }.joined()
      var name = slug
      var count = 0
      while anchors.contains(name) {
        count += 1
        name = "\(slug)-\(count)"
      }
      anchors.insert(name)
    }
    return anchors
  }
}
