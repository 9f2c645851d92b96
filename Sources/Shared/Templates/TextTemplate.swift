import KBText

/// A text with `{{name}}` gaps. Tiny on purpose: no conditions, no loops, and what is inserted is never expanded again.
///
/// Two rules make conditions needless: a line that holds gaps, all of them empty, is left out; and an inserted value
/// of several lines repeats the blanks and `>` that its line starts with.
package struct TextTemplate: Equatable, Sendable {
  private enum Part: Equatable {
    case text(String)
    case gap(Placeholder)
  }

  private let lines: [[Part]]

  /// Throws what is wrong with the text, as a part of a sentence: a name that this kind of template does not have, or
  /// `{{` without `}}` on its line.
  package init(_ text: String, _ kind: TemplateKind) throws(Fault) {
    var lines: [[Part]] = []
    for (index, line) in text.utf8Lines.enumerated() {
      lines.append(try Self.parts(of: line, kind, line: index + 1))
    }
    self.lines = lines
  }

  package struct Fault: Error, Equatable {
    package let why: String
  }

  /// The problem of a repository's own template; nil where there is none.
  package static func problem(in text: String, _ kind: TemplateKind) -> String? {
    do {
      _ = try TextTemplate(text, kind)
      return nil
    } catch {
      return error.why
    }
  }

  /// The text with its gaps filled. A placeholder without a value is empty.
  package func render(_ values: [Placeholder: String]) -> String {
    let rendered = lines.compactMap { parts -> String? in
      let inserted = parts.compactMap { part -> String? in
        if case .gap(let name) = part { values[name] ?? "" } else { nil }
      }
      if !inserted.isEmpty, inserted.allSatisfy(\.isEmpty) { return nil }
      var start = ""
      if case .text(let text)? = parts.first { start = String(text.prefix { " \t>".contains($0) }) }
      var line = ""
      for part in parts {
        switch part {
        case .text(let text): line += (line.endsCode ? "\n" + start : "") + text
        case .gap(let name):
          let value = (values[name] ?? "").utf8Lines.joined(separator: "\n" + start)
          // A block of code behind other words on the line would be none.
          line += (value.beginsCode && line != start ? "\n" + start : "") + value
        }
      }
      return line
    }
    return rendered.joined(separator: "\n")
  }

  private static func parts(of line: String, _ kind: TemplateKind, line number: Int) throws(Fault) -> [Part] {
    var parts: [Part] = []
    var rest = line[...]
    while let open = rest.firstRange(of: "{{") {
      guard let close = rest[open.upperBound...].firstRange(of: "}}") else {
        throw Fault(why: "has {{ without }} on line \(number)")
      }
      let name = rest[open.upperBound..<close.lowerBound].trimming { $0 == " " }
      guard let placeholder = Placeholder(rawValue: String(name)), kind.placeholders.contains(placeholder) else {
        let names = kind.placeholders.map(\.rawValue)
        let nearest = NearestName.of(String(name), among: names).map { "; did you mean {{\($0)}}?" }
        throw Fault(
          why: "holds {{\(SafeText.quotable(String(name)))}} on line \(number), which \(kind.rawValue) does not have"
            + (nearest ?? "; it has \(names.joined(separator: ", "))"))
      }
      if rest.startIndex < open.lowerBound { parts.append(.text(String(rest[..<open.lowerBound]))) }
      parts.append(.gap(placeholder))
      rest = rest[close.upperBound...]
    }
    if !rest.isEmpty { parts.append(.text(String(rest))) }
    return parts
  }
}

extension String {
  fileprivate var beginsCode: Bool { hasPrefix("```") }

  fileprivate var endsCode: Bool { hasSuffix("\n```") || hasSuffix("````") }
}
