import Foundation
import KBConfiguration
import KBFailures
import Testing

@Suite("Files that the configuration names")
struct ProjectFileTests {
  static func configuration(_ path: String) -> String { "{\n\"prompts\": {\n\"afkIssue\": \"\(path)\" } }" }

  @Test(arguments: ["/etc/passwd", "~/x.md", "../README.md", "texts/../../README.md", "a/.."])
  func mustBeNamedInsideTheFolder(_ path: String) throws {
    let repository = try ConfiguredRepository(Self.configuration(path), files: ["README.md": "x"])
    #expect(repository.failure?.code == .configurationPathEscapes)
    #expect(repository.failure?.what.contains("line 3: `prompts.afkIssue`") == true)
  }

  @Test func mayBeALinkInsideTheFolder() throws {
    let repository = try ConfiguredRepository(Self.configuration("link.md"), files: [".krutrimbox/real.md": "real"])
    try repository.link(".krutrimbox/link.md", to: "real.md")
    #expect(try repository.load().settings.prompts.afkIssue == "real")
  }

  @Test func mustNotBeALinkOutOfTheFolder() throws {
    let repository = try ConfiguredRepository(Self.configuration("link.md"), files: ["README.md": "x"])
    try repository.link(".krutrimbox/link.md", to: "../README.md")
    #expect(repository.failure?.code == .configurationPathEscapes)
  }

  @Test func mustNotLieBehindALinkOutOfTheFolder() throws {
    let other = try ConfiguredRepository(files: ["secret.md": "x"])
    let repository = try ConfiguredRepository(Self.configuration("texts/secret.md"))
    try repository.link(".krutrimbox/texts", to: other.root)
    #expect(repository.failure?.code == .configurationPathEscapes)
  }

  @Test func mustBeThere() throws {
    #expect(try ConfiguredRepository(Self.configuration("gone.md")).failure?.code == .configurationFileMissing)
  }

  @Test(arguments: ["texts", "."]) func mustBeAFile(_ path: String) throws {
    let repository = try ConfiguredRepository(Self.configuration(path), files: [".krutrimbox/texts/a.md": ""])
    #expect(repository.failure?.code == .configurationFileMissing)
  }

  @Test func mustNotBeAPipeThatNobodyWrites() throws {
    let repository = try ConfiguredRepository(Self.configuration("pipe"))
    #expect(mkfifo(repository.root + "/.krutrimbox/pipe", 0o600) == 0)
    #expect(repository.failure?.code == .configurationFileMissing)
  }

  @Test func mustBeText() throws {
    let repository = try ConfiguredRepository(Self.configuration("a.md"))
    try repository.write(".krutrimbox/a.md", Data([0xC3, 0x28]))
    #expect(repository.failure?.code == .badConfigurationValue)
    #expect(repository.failure?.fix.contains("a.md") == true)
  }

  @Test(arguments: ["{{issueTitel}}", "{{ }}", "{{prd", "{{logTail}}", "{{branch}} {{repo}}"])
  func mustBeATemplateWhereTheyAreOne(_ text: String) throws {
    let repository = try ConfiguredRepository(
      "{ \"templates\": { \"commitMessage\": \"c.txt\" } }", files: [".krutrimbox/c.txt": "one\n\(text)\n"])
    #expect(repository.failure?.code == .badConfigurationValue)
    #expect(repository.failure?.what.contains("on line 2") == true)
  }

  @Test func mayHoldBracesInAPrompt() throws {
    let repository = try ConfiguredRepository(Self.configuration("a.md"), files: [".krutrimbox/a.md": "{{ jinja }} {{"])
    #expect(try repository.load().settings.prompts.afkIssue == "{{ jinja }} {{")
  }
}
