import Foundation
import Testing

@Suite("docs/lies.md")
struct LieDocsTests {
  private static func rows() throws -> [[String]] {
    try ProjectFiles.text("docs/lies.md").split(separator: "\n").map(String.init)
      .filter { $0.firstMatch(of: /^\| \d+ \|/) != nil }
      .map { line in
        line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      }
  }

  @Test("has at least 25 lies, numbered in order, each once")
  func numbers() throws {
    let rows = try Self.rows()
    #expect(rows.count >= 25)
    #expect(rows.map { $0[0] } == (1...rows.count).map(String.init))
    #expect(Set(rows.map { $0[1] }).count == rows.count)
  }

  @Test("says of each the wall, or that there is none, what a person sees, and a test")
  func cells() throws {
    for row in try Self.rows() {
      #expect(row.count == 5, "\(row)")
      #expect(row.allSatisfy { !$0.isEmpty }, "\(row)")
      #expect(row.last?.contains(/^`\w+Tests\.\w+`/) == true, "\(row)")
    }
    #expect(try Self.rows().contains { $0[2].hasPrefix("none") })
  }
}
