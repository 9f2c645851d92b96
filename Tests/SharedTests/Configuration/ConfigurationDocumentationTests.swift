import Foundation
import KBConfiguration
import KBTemplates
import Testing

@Suite("docs/configuration.md")
struct ConfigurationDocumentationTests {
  /// The page's table rows that begin with a name.
  private static let rows: [String] = {
    let root = URL(fileURLWithPath: #filePath).pathComponents.dropLast(4).joined(separator: "/").dropFirst()
    let text = (try? String(contentsOfFile: root + "/docs/configuration.md", encoding: .utf8)) ?? ""
    return text.split(separator: "\n").filter { $0.hasPrefix("| `") }.map(String.init)
  }()

  private func expect(_ wanted: [String], isIn table: (String) -> Bool) {
    let found = Self.rows.filter(table)
    #expect(found == wanted, "the page should have these rows:\n\(wanted.joined(separator: "\n"))")
  }

  @Test("has a row for each key and no other")
  func rowKey() {
    let wanted = ConfigurationKey.all.map {
      "| `\($0.path)` | \($0.type) | \($0.defaultText) | \($0.meaning) | \($0.reach.counts) |"
    }
    expect(wanted) { $0.split(separator: "|").count == 5 }
  }

  @Test("has a row for each template and no other")
  func rowTemplate() {
    let wanted = TemplateKind.allCases.filter(\.isConfigurable).map { kind in
      "| `\(kind.rawValue)` | \(kind.placeholders.map { "`\($0.rawValue)`" }.joined(separator: ", ")) |"
    }
    expect(wanted) { row in TemplateKind.allCases.contains { row.hasPrefix("| `\($0.rawValue)` | `") } }
  }

  @Test("has a row for each placeholder and no other")
  func rowPlaceholder() {
    let used = Set(TemplateKind.allCases.filter(\.isConfigurable).flatMap(\.placeholders))
    expect(Placeholder.allCases.filter(used.contains).map { "| `{{\($0.rawValue)}}` | \($0.meaning) |" }) {
      $0.contains("{{")
    }
  }

  @Test("has the environment's variables")
  func environmentsVariables() {
    #expect(Self.rows.contains { $0.hasPrefix("| `\(RunSettings.sandboxTemplateVariable)` |") })
    #expect(Self.rows.contains { $0.hasPrefix("| `KB_STATE_HOME` |") })
    #expect(Self.rows.contains { $0.hasPrefix("| `KB_CONFIG_HOME` |") })
  }
}
