import Foundation
import KBConfiguration
import KBFailures
import Testing

@Suite("Files that the configuration names")
struct ProjectFileTests {
  static func configuration(_ path: String) -> String { "{\n\"prompts\": {\n\"afkIssue\": \"\(path)\" } }" }

  @Test(
    "must be named inside the folder",
    arguments: ["/etc/passwd", "~/x.md", "../README.md", "texts/../../README.md", "a/.."])
  func namedInside(_ path: String) throws {
    let repository = try ConfiguredRepository(Self.configuration(path), files: ["README.md": "x"])
    #expect(repository.failure?.code == .configurationPathEscapes)
    #expect(repository.failure?.what.contains("line 3: `prompts.afkIssue`") == true)
  }

  @Test("may be a link inside the folder")
  func linkInside() throws {
    let repository = try ConfiguredRepository(Self.configuration("link.md"), files: [".krutrimbox/real.md": "real"])
    try repository.link(".krutrimbox/link.md", to: "real.md")
    #expect(try repository.load().settings.prompts.afkIssue == "real")
  }

  @Test("must not be a link out of the folder")
  func linkFolder() throws {
    let repository = try ConfiguredRepository(Self.configuration("link.md"), files: ["README.md": "x"])
    try repository.link(".krutrimbox/link.md", to: "../README.md")
    #expect(repository.failure?.code == .configurationPathEscapes)
  }

  @Test("must not lie behind a link out of the folder")
  func lieBehind() throws {
    let other = try ConfiguredRepository(files: ["secret.md": "x"])
    let repository = try ConfiguredRepository(Self.configuration("texts/secret.md"))
    try repository.link(".krutrimbox/texts", to: other.root)
    #expect(repository.failure?.code == .configurationPathEscapes)
  }

  @Test("must be there")
  func mustExist() throws {
    #expect(try ConfiguredRepository(Self.configuration("gone.md")).failure?.code == .configurationFileMissing)
  }

  @Test("must be a file", arguments: ["texts", "."])
  func mustBeFile(_ path: String) throws {
    let repository = try ConfiguredRepository(Self.configuration(path), files: [".krutrimbox/texts/a.md": ""])
    #expect(repository.failure?.code == .configurationFileMissing)
  }

  @Test("must not be a pipe that nobody writes")
  func pipeNobody() throws {
    let repository = try ConfiguredRepository(Self.configuration("pipe"))
    #expect(mkfifo(repository.root + "/.krutrimbox/pipe", 0o600) == 0)
    #expect(repository.failure?.code == .configurationFileMissing)
  }

  @Test("must be text")
  func mustBeText() throws {
    let repository = try ConfiguredRepository(Self.configuration("a.md"))
    try repository.write(".krutrimbox/a.md", Data([0xC3, 0x28]))
    #expect(repository.failure?.code == .badConfigurationValue)
    #expect(repository.failure?.fix.contains("a.md") == true)
  }

  @Test(
    "must be a template where they are one",
    arguments: ["{{issueTitel}}", "{{ }}", "{{prd", "{{logTail}}", "{{branch}} {{repo}}"])
  func mustBeTemplate(_ text: String) throws {
    let repository = try ConfiguredRepository(
      "{ \"templates\": { \"commitMessage\": \"c.txt\" } }", files: [".krutrimbox/c.txt": "one\n\(text)\n"])
    #expect(repository.failure?.code == .badConfigurationValue)
    #expect(repository.failure?.what.contains("on line 2") == true)
  }

  @Test("may hold braces in a prompt")
  func holdBraces() throws {
    let repository = try ConfiguredRepository(Self.configuration("a.md"), files: [".krutrimbox/a.md": "{{ jinja }} {{"])
    #expect(try repository.load().settings.prompts.afkIssue == "{{ jinja }} {{")
  }
}
