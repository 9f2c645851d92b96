import Foundation
import KBDomain
import KBFailures
import KBSandboxes
import KBSystem
import TestSupport
import Testing

@Suite("The sandbox template")
struct SandboxTemplateTests {
  @Test("is built from standard input, on the agent's base")
  func builtStandard() {
    let command = SandboxTemplate(.claude).build
    #expect(
      command.arguments == [
        "build", "--build-arg", "BASE=docker/sandbox-templates:claude-code", "--tag", "krutrimbox-claude:pnpm", "-",
      ])
    #expect(command.input == .text(SandboxTemplate.dockerfile))
  }

  @Test("is built from a repository's own file, in its folder")
  func builtRepositorys() {
    #expect(
      SandboxTemplate(.codex).build(from: "/r/x/Dockerfile.y").arguments.suffix(3) == [
        "--file", "/r/x/Dockerfile.y", "/r/x",
      ])
    #expect(SandboxTemplate(.codex).build(from: "Dockerfile.y").arguments.last == ".")
  }

  @Test("has the text of the file at the repository's top")
  func textFile() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../../Dockerfile.sandbox").standardized
    #expect(try String(contentsOf: file, encoding: .utf8) == SandboxTemplate.dockerfile)
  }

  @Test("is what the agent's sandboxes start from", arguments: AgentName.allCases)
  func agentsSandboxes(_ agent: AgentName) {
    #expect(SandboxTemplate(agent).reference == SandboxTemplate(agent).reference)
  }

  @Test("is saved, loaded and looked for")
  func savedLoaded() throws {
    let playground = try SandboxPlayground()
    let rows = #"{"images":[{"repository":"docker.io/library/krutrimbox-codex","tag":"pnpm"}]}"#
    let effects = AnsweringEffects(.printed(""), .printed(""), .printed(""), .printed(rows))
    try TemplateWorkshop(effects: effects, stateRoot: playground.stateRoot).prepare(SandboxTemplate(.codex))
    let calls = effects.commands.map { $0.arguments.prefix(2).joined(separator: " ") }
    #expect(calls == ["build --build-arg", "image save", "template load", "template ls"])
    let archive = try #require(effects.commands[2].arguments.last)
    #expect(archive.hasPrefix(playground.stateRoot))
    #expect(!FileManager.default.fileExists(atPath: archive))
  }

  @Test("that can't be built is told with docker's words")
  func builtTold() throws {
    let effects = AnsweringEffects(.failed(1, "Cannot connect to the Docker daemon"))
    let failure = #expect(throws: ExpectedFailure.self) {
      try TemplateWorkshop(effects: effects, stateRoot: "/nowhere").build(SandboxTemplate(.codex))
    }
    #expect(failure?.code == .templateNotMade)
    #expect(failure?.why == "Cannot connect to the Docker daemon")
  }

  @Test("that the store does not show is missing")
  func storeShow() throws {
    let playground = try SandboxPlayground()
    let effects = AnsweringEffects(.printed(""), .printed(""), .printed(#"{"images":[]}"#))
    let failure = #expect(throws: ExpectedFailure.self) {
      try TemplateWorkshop(effects: effects, stateRoot: playground.stateRoot).load(SandboxTemplate(.codex))
    }
    #expect(failure?.code == .templateMissing)
  }
}
