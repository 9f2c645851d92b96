import Foundation
import KBAgents
import KBDomain
import Testing

@Suite("docs/agent-endings.md")
struct AgentEndingDocsTests {
  @Test("shows the code's own table, row by row")
  func rows() throws {
    let page = try ProjectFiles.text("docs/agent-endings.md")
    let shown = page.split(separator: "\n").filter { $0.hasPrefix("| codex |") || $0.hasPrefix("| claude |") }
    let wanted = KnownEnding.all.map { row in
      "| \(row.agent.rawValue) | \(Self.words(row.sign)) | \(row.meaning.rawValue) | \(row.source) |"
    }
    #expect(shown.map(String.init) == wanted, "the table should be:\n\(wanted.joined(separator: "\n"))")
  }

  private static func words(_ sign: KnownEnding.Sign) -> String {
    switch sign {
    case .says(let parts):
      let text = parts.joined(separator: " … ")
      let closed = "\(text.hasPrefix(" ") ? String(text.dropFirst()) : text) …"
      return text.contains("`") ? "`` \(closed) ``" : "`\(closed)`"
    case .member(let name, let value): return "`\(name)`: `\(value)`"
    }
  }
}
