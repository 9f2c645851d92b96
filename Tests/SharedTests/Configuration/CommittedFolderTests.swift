import Foundation
import KBDomain
import TestSupport
import Testing
@testable import KBConfiguration
@testable import KBFailures
@testable import KBRepository

@Suite("The configuration of a commit")
struct CommittedFolderTests {
  private func load(_ entries: [String: CommittedFolder.Entry]) throws(ExpectedFailure) -> ConfigurationFile {
    try ConfigurationFile.load(CommittedFolder(shown: "origin/main:.krutrimbox", entries: entries))
  }

  @Test("is read with the files that it names, and a missing one is all defaults")
  func reads() throws {
    let file = try load([
      "config.json": .text(#"{"prompts": {"afkIssue": "./a//b.md"}, "agent": "claude"}"#), "a/b.md": .text("Be kind."),
    ])
    #expect(file.settings.prompts.afkIssue == "Be kind." && file.settings.agent == .claude)
    #expect(try load([:]) == ConfigurationFile())
  }

  @Test(
    "says what is wrong with the commit's name",
    arguments: [
      (["config.json": CommittedFolder.Entry.text("{")], FailureCode.configurationUnreadable),
      (["config.json": .problem("it is a symbolic link or no file")], .configurationUnreadable),
      (["config.json": .text(#"{"prompts": {"afkIssue": "no.md"}}"#)], .configurationFileMissing),
      (["config.json": .text(#"{"prompts": {"afkIssue": "../x"}}"#)], .configurationPathEscapes),
      (["config.json": .text(#"{"repositories": ["a/b"]}"#)], .configurationKeyNotHere),
    ] as [([String: CommittedFolder.Entry], FailureCode)])
  func refuses(entries: [String: CommittedFolder.Entry], code: FailureCode) {
    let failure = #expect(throws: ExpectedFailure.self) { try load(entries) }
    #expect(failure?.code == code && failure?.what.contains("origin/main:.krutrimbox/config.json") == true)
  }
}

@Suite("git's login without a clone of the operator's")
struct GitHubLoginTests {
  @Test("is what gh auth setup-git writes, for that host alone")
  func login() {
    let settings = OperatorAccess.login(to: "github.com")
    #expect(settings.map(\.0) == Array(repeating: "credential.https://github.com.helper", count: 2))
    #expect(settings.map(\.1) == ["", "!gh auth git-credential"])
  }
}
