import Testing
@testable import KBAgents
@testable import KBDomain
@testable import KBSandboxes

@Suite("The prompt of an AFK Issue")
struct AgentPromptTests {
  private func prompt(_ unfinished: UnfinishedWork?) throws -> String {
    let done = DoneSet()
    let sequence = try ImplementationSequence(
      prd: 12, of: [SubIssue(number: 3, title: "Parse", labels: ["PRD-sub-issue", "ready-for-agent"])], done: done)
    let plan = AgentPrompt.Plan(
      prd: PRD(number: 12, title: "Import", author: "alice"), sequence: sequence, done: done,
      branch: "krutrimbox/prd-12")
    return AgentPrompt.afk(
      try #require(sequence.issues.first), of: plan, unfinished: unfinished, extension: nil, fence: "data-1"
    ).text
  }

  @Test("says nothing of unfinished work where there is none")
  func saysNothing() throws {
    #expect(try !prompt(nil).contains("# Unfinished work"))
  }

  @Test("names unfinished work between fences, and how much more there is")
  func namesUnfinished() throws {
    let text = try prompt(UnfinishedWork(changes: ["M a.txt", "A b\u{1B}[2J\nc"], count: 5))
    let section = try #require(
      text.split(separator: "# Current issue").first?.split(separator: "# Unfinished work").last)
    #expect(section.contains("`git status`"))
    #expect(section.contains("data-1 begin\nM a.txt\n") && section.contains("\nand 3 more\ndata-1 end"))
    #expect(!section.contains("\u{1B}") && !section.contains("\nc"))
  }

  @Test("does not count what it names in full")
  func countNames() throws {
    #expect(try !prompt(UnfinishedWork(changes: ["M a.txt"], count: 1)).contains(" more\n"))
  }
}
