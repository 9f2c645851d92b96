import Foundation
import Testing

@Suite("Tests that the pages name as proof")
struct TestMentionTests {
  /// What one file's tests are called: suites as types, and their functions.
  private static let functions: [String: Set<String>] = {
    var found: [String: Set<String>] = [:]
    for path in ProjectFiles.paths(below: "Tests", ending: ".swift") {
      var suite: String?
      for line in (try? ProjectFiles.text(path))?.split(separator: "\n") ?? [] {
        // Suites of one system are indented, and so are types inside of a suite.
        let text = line.drop { $0 == " " }
        if ["extension ", "struct ", "final class "].contains(where: text.hasPrefix) {
          let name = text.split { " :".contains($0) }.first { $0.hasSuffix("Tests") }
          if name != nil || text.startIndex == line.startIndex { suite = name.map(String.init) }
        }
        guard let suite else { continue }
        let function = line.range(of: "func ").map { line[$0.upperBound...].prefix { $0.isLetter || $0.isNumber } }
        found[suite, default: []].formUnion(function.map { [String($0)] } ?? [])
      }
    }
    return found
  }()

  @Test(
    "exist, as suite and as function",
    arguments: ["docs/operations.md", "docs/fault-cases.md", "docs/lies.md", "docs/security.md"])
  func exist(page: String) throws {
    let text = try ProjectFiles.text(page)
    #expect(text.contains("Tests."), "the page names tests")
    var suite = ""
    // `Suite`, `Suite.function`, and `.function` of the suite before it.
    for match in text.matches(of: /`(\w*Tests)?(?:\.([a-z]\w*))?`/) where match.output.1 != nil || match.output.2 != nil
    {
      if let name = match.output.1 { suite = String(name) }
      let known = Self.functions[suite]
      #expect(known != nil || FileManager.default.fileExists(atPath: "\(ProjectFiles.root)/Tests/\(suite)"), "\(suite)")
      if let function = match.output.2 {
        #expect(known?.contains(String(function)) == true, "\(page): \(suite).\(function)")
      }
    }
  }

  @Test("stand beside every promise of docs/security.md")
  func promises() throws {
    let rows = try ProjectFiles.text("docs/security.md").components(separatedBy: "| promise | proved by |").dropFirst()
      .flatMap { $0.split(separator: "\n").dropFirst().prefix { $0.hasPrefix("|") } }
    #expect(rows.count >= 5)
    for row in rows { #expect(row.contains(/\| [^|]*`\w+Tests(\.\w+)?`[^|]*\|$/), "\(row)") }
  }
}
