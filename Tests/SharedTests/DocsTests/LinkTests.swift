import Foundation
import Testing

@Suite("Links between the pages")
struct LinkTests {
  private static let pages =
    ["README.md", "CONTEXT.md", "CONTRIBUTING.md", "CHANGELOG.md"].filter(ProjectFiles.exists)
    + ProjectFiles.paths(below: "docs", ending: ".md")

  @Test("every relative link leads to a file, and its anchor to a heading", arguments: pages)
  func resolve(page: String) throws {
    let folder = URL(fileURLWithPath: "\(ProjectFiles.root)/\(page)").deletingLastPathComponent()
    for link in MarkdownPage(try ProjectFiles.text(page)).localLinks {
      let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let target =
        parts[0].isEmpty
        ? "\(ProjectFiles.root)/\(page)" : folder.appendingPathComponent(parts[0]).standardizedFileURL.path
      guard FileManager.default.fileExists(atPath: target) else {
        Issue.record("\(page): there is no \(link)")
        continue
      }
      guard parts.count == 2 else { continue }
      let anchors = MarkdownPage(try String(contentsOfFile: target, encoding: .utf8)).anchors
      #expect(anchors.contains(parts[1]), "\(page): \(parts[0]) has no heading #\(parts[1])")
    }
  }

  @Test("every page that code or a message names is there")
  func namedInCode() throws {
    for path in ProjectFiles.paths(below: "Sources", ending: ".swift") {
      for match in try ProjectFiles.text(path).matches(of: /\bdocs\/[a-z\/-]+\.md\b/) {
        #expect(ProjectFiles.exists(String(match.output)), "\(path): \(match.output)")
      }
    }
  }

  @Test("a page is read as GitHub reads it")
  func reading() {
    let page = MarkdownPage(
      """
      # One: `two` and three
      ## Same
      ## Same
      ```
      # no heading [no](link.md)
      ```
      A [link](a/b.md#same) and `[none](x.md)`, [far](https://example.com/y).
      """)
    #expect(page.anchors == ["one-two-and-three", "same", "same-1"])
    #expect(page.localLinks == ["a/b.md#same"])
  }
}
