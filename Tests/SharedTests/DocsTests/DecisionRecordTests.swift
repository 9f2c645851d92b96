import Foundation
import Testing

@Suite("docs/adr")
struct DecisionRecordTests {
  private static let names = ProjectFiles.paths(below: "docs/adr", ending: ".md")
    .map { String($0.dropFirst("docs/adr/".count)) }.filter { $0 != "README.md" }

  @Test("each record has a number of its own, with four digits")
  func numbers() {
    let numbers = Self.names.compactMap { name in Int(name.prefix(4)).map { ($0, name.dropFirst(4).first) } }
    #expect(!numbers.isEmpty && numbers.count == Self.names.count)
    #expect(Set(numbers.map(\.0)).count == numbers.count && numbers.allSatisfy { $0.1 == "-" }, "\(Self.names)")
  }

  @Test("each has context, decision and consequences under a title with its number", arguments: names)
  func shape(name: String) throws {
    let text = try ProjectFiles.text("docs/adr/\(name)")
    #expect(text.hasPrefix("# \(name.prefix(4)) "))
    let headings = text.split(separator: "\n").filter { $0.hasPrefix("## ") }
    #expect(headings == ["## Context", "## Decision", "## Consequences"])
  }

  @Test("the index lists each once, with its title")
  func index() throws {
    let rows = try ProjectFiles.text("docs/adr/README.md").split(separator: "\n").filter { $0.hasPrefix("| [") }
    #expect(rows.count == Self.names.count)
    for name in Self.names {
      let heading = try ProjectFiles.text("docs/adr/\(name)").prefix { $0 != "\n" }
      let title = heading.dropFirst("# 0000 ".count)
      #expect(rows.contains("| [\(name.prefix(4))](\(name)) | \(title) |"), "\(name)")
    }
  }

  @Test("a record that code cites is there")
  func citations() throws {
    let sources =
      ProjectFiles.paths(below: "Sources", ending: ".swift") + ProjectFiles.paths(below: "Tests", ending: ".swift")
    for path in sources {
      for match in try ProjectFiles.text(path).matches(of: /docs\/adr\/([0-9]{4})/) {
        #expect(Self.names.contains { $0.hasPrefix("\(match.output.1)-") }, "\(path): \(match.output.1)")
      }
    }
  }
}
