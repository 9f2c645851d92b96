import Foundation
import Testing

@Suite("The names of tests")
struct TestNameRuleTests {
  private static let tests = ProjectFiles.paths(below: "Tests", ending: ".swift")

  @Test("are sentences in @Test and @Suite, behind which functions and types have short names")
  func titles() throws {
    for path in Self.tests {
      // What the text of a test holds is no declaration.
      let lines = try ProjectFiles.text(path).split(separator: "\n", omittingEmptySubsequences: false)
      for (number, line) in lines.enumerated() {
        let place = "\(path):\(number + 1)"
        let words = line.drop { $0 == " " }
        #expect(words.firstMatch(of: /\b(func|struct|class) `/) == nil, "\(place)")
        guard words.hasPrefix("@Test") || words.hasPrefix("@Suite") else { continue }
        guard words.firstMatch(of: /^@(Test|Suite)(\(|$| )/) != nil else { continue }
        let rest = words.hasSuffix("(") ? words + lines[number + 1].drop { $0 == " " } : words
        #expect(rest.contains("(\""), "\(place) has no title")
      }
    }
  }
}
