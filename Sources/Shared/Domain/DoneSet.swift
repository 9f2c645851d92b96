/// The issues that need no more work: closed on the forge, or referenced by a footer on the PRD Branch at origin that no
/// reopening has made void.
package struct DoneSet: Equatable, Sendable {
  package private(set) var numbers: Set<Int>

  package init(_ numbers: Set<Int> = []) {
    self.numbers = numbers
  }

  /// From the forge's state and from the commit messages on the PRD Branch.
  package init(subIssues: [SubIssue], footers: Set<Int>) {
    numbers = footers.union(subIssues.filter { !$0.isOpen }.map(\.number))
  }

  package func contains(_ number: Int) -> Bool { numbers.contains(number) }
}

/// The commit-message line that ties a commit to an issue.
package enum IssueReferenceFooter {
  package static func line(for number: Int) -> String { "Refs #\(number)" }

  /// The numbers of all lines that are exactly `Refs #<n>`.
  package static func numbers(in text: String) -> Set<Int> {
    Set(
      text.split(whereSeparator: \.isNewline).compactMap { line in
        guard line.hasPrefix("Refs #"), let number = Int(line.dropFirst(6)), number > 0 else { return nil }
        return line == "Refs #\(number)" ? number : nil
      })
  }
}
