import Foundation
import Testing

@Suite("Files that the pages on the code name")
struct FileMentionTests {
  /// Files that a worked example makes.
  private static let invented: Set = ["PodmanSandbox.swift", "LicenceScan.swift"]

  private static let files = ["Sources", "Tests", "docs"].flatMap { folder in
    [".swift", ".md", ".sh"].flatMap { ProjectFiles.paths(below: folder, ending: $0) }
  }

  @Test(
    "exist", arguments: ["docs/architecture.md", "docs/factory-flow.md", "docs/extending.md", "docs/security.md"])
  func exist(page: String) throws {
    let text = try ProjectFiles.text(page)
    for match in text.matches(of: /`([\w\/+.-]+\.(?:swift|sh))`/) {
      let name = String(match.output.1)
      guard !Self.invented.contains(String(name.split(separator: "/").last ?? "")) else { continue }
      let isThere = ProjectFiles.exists(name) || Self.files.contains { $0.hasSuffix("/\(name)") }
      #expect(isThere, "\(page): \(name)")
    }
    for match in text.matches(of: /`((?:Sources|Tests)\/[\w\/.-]+)`/) where !match.output.1.contains(".swift") {
      #expect(ProjectFiles.exists(String(match.output.1)), "\(page): \(match.output.1)")
    }
  }
}
