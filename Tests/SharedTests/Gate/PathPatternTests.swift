import Foundation
import Testing
@testable import KBRepository
@testable import KBText

@Suite("Patterns of protected paths")
struct PathPatternTests {
  @Test(
    "a glob matches paths as people expect",
    arguments: [
      (".github/", ".github/workflows/ci.yml", true), ("*.md", "README.md", true), ("*.md", "docs/a.md", false),
      ("**/*.md", "docs/a.md", true), ("**/*.md", "a.md", true), ("docs/**", "docs/a/b", true), ("a?c", "abc", true),
      ("a?c", "a/c", false), ("Package.swift", "Package.swift", true), ("Package.swift", "x/Package.swift", false),
      ("**", "anything/at/all", true), ("*", "a/b", false), ("", "a", false),
      ("dir/**", "dir", true), ("dir/", "dir", true), ("dir/**", "dirt", false), ("**/.envrc", "a/b/.envrc", true),
      ("**/.idea/**", "a/.idea", true), ("a**c", "a/b/c", true), ("mise.*.toml", "mise.local.toml", true),
    ])
  func glob(pattern: String, path: String, isMatch: Bool) {
    #expect(PathPattern(pattern).matches(FoldedPath(path)) == isMatch)
  }

  static let workflows: [String] = [
    ".github/workflows/ci.yml", ".GitHub/workflows/ci.yml", ".GITHUB/x", ".github", ".GitHub", ".github./x",
    ".github /x",
    ".github::$INDEX_ALLOCATION/x", ".github:stream/x", ".github\\workflows\\ci.yml", ".g\u{200c}ithub/x",
    ".git\u{feff}hub/x", ".g\u{131}thub/x", ".github\u{2060}/x",
  ]

  @Test("match a name that a file system takes for the same", arguments: workflows)
  func folded(path: String) { #expect(PathPattern(".github/**").matches(FoldedPath(path))) }

  @Test(
    "match without case and normalization in every script",
    arguments: [
      ("stra\u{df}e/**", "STRASSE/a"), ("caf\u{e9}/**", "cafe\u{301}/a"), ("cafe\u{301}/**", "CAF\u{c9}/a"),
      ("secret\u{17f}/**", "secrets/a"), ("\u{212a}eys/**", "keys/a"), ("\u{3a3}/**", "\u{3c3}/a"),
    ])
  func scripts(pattern: String, path: String) { #expect(PathPattern(pattern).matches(FoldedPath(path))) }

  @Test(
    "leave other names alone", arguments: [".githubx/a", "github/a", "a/.github/b", ".git-hub/a", "gith", ".gitlabx"])
  func others(path: String) { #expect(!PathPattern(".github/**").matches(FoldedPath(path))) }

  @Test("reach below a folder that a link takes the place of")
  func below() {
    #expect(PathPattern("docs/CODEOWNERS").reachesBelow(FoldedPath("Docs")))
    #expect(PathPattern("ci/build/**").reachesBelow(FoldedPath("ci")))
    #expect(!PathPattern("ci/build").reachesBelow(FoldedPath("ci/build")))
    #expect(!PathPattern("**/.envrc").reachesBelow(FoldedPath("a")))
    #expect(!PathPattern("city/**").reachesBelow(FoldedPath("ci")))
  }

  @Test("that hold everywhere are the ones of docs/configuration.md")
  func documented() throws {
    let page = try ProjectFiles.text("docs/configuration.md")
    let section = try #require(
      page.components(separatedBy: "### Protected paths\n").last?.components(separatedBy: "\n## ").first)
    let list = section.split(separator: "\n\n")[1]
    #expect(list.matches(of: /`([^`]+)`/).map { String($0.output.1) } == Protection.builtIn)
  }
}
