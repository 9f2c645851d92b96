import KBTemplates
import Testing

@Suite("Text templates")
struct TextTemplateTests {
  private func render(_ text: String, _ values: [Placeholder: String]) throws -> String {
    try TextTemplate(text, .afkErrorComment).render(values)
  }

  @Test("fill their gaps")
  func fillGaps() throws {
    #expect(try render("a {{prd}}{{ issue }} z", [.prd: "1", .issue: "2"]) == "a 12 z")
  }

  @Test("never expand what is inserted")
  func neverExpand() throws {
    let values: [Placeholder: String] = [.issueTitle: "{{failureWhy}} {{nonsense}} {{", .failureWhy: "secret"]
    #expect(try render("{{issueTitle}}!", values) == "{{failureWhy}} {{nonsense}} {{!")
  }

  @Test("leave out a line whose gaps are all empty")
  func leaveLine() throws {
    #expect(try render("a\n> {{failureWhy}} {{failureFix}}\nb {{prd}}", [.failureWhy: "", .prd: "1"]) == "a\nb 1")
    #expect(try render("{{failureWhy}}{{prd}}", [.prd: "1"]) == "1")
  }

  @Test("repeat the quote mark for each inserted line")
  func repeatQuote() throws {
    #expect(try render("> {{failureWhy}}", [.failureWhy: "one\r\ntwo\n\nthree"]) == "> one\n> two\n> \n> three")
    #expect(try render("  {{failureWhy}}.", [.failureWhy: "one\ntwo"]) == "  one\n  two.")
  }

  @Test("keep loose braces")
  func keepLoose() throws {
    #expect(try render("{ } }} {x}", [:]) == "{ } }} {x}")
  }

  @Test("name the line and the nearest name")
  func nameLine() {
    let problem = TextTemplate.problem(in: "ok\r\n{{failureWath}}", .afkErrorComment)
    #expect(problem?.contains("line 2") == true && problem?.contains("{{failureWhat}}") == true)
    #expect(TextTemplate.problem(in: "{{review}}", .hitlPauseComment) != nil)
    #expect(TextTemplate.problem(in: "{{review}}", .finalReviewComment) == nil)
  }

  @Test("are built in for every kind", arguments: TemplateKind.allCases)
  func builtKind(_ kind: TemplateKind) {
    #expect(TextTemplate.problem(in: kind.builtIn, kind) == nil)
    let values = Dictionary(uniqueKeysWithValues: Placeholder.allCases.map { ($0, "«\($0.rawValue)»") })
    let text = kind.render(nil, values)
    #expect(!text.isEmpty && !text.contains("{{"))
  }

  @Test("are the repository's own where it has one")
  func repositorysOwn() {
    #expect(TemplateKind.hitlPauseComment.render("\n#{{issue}}\n\n", [.issue: "3"]) == "#3")
    #expect(TemplateKind.hitlPauseComment.render("{{nonsense}}", [.issue: "3"]).contains("Refs #3"))
    #expect(TemplateKind.blockedComment.render("mine", [.blockers: "#3"]).contains("#3"))
  }

  @Test("tell a pause with the commands that go on")
  func tellPause() {
    let text = TemplateKind.hitlPauseComment.render(
      nil,
      [
        .mention: "@alice", .prd: "11", .issue: "27", .issueTitle: "Choose the retention period",
        .branch: "krutrimbox/prd-11", .runCommand: "kb run --prd 11", .logCommand: "kb logs 11",
        .sandbox: "box",
      ])
    #expect(text.hasPrefix("@alice, PRD #11 waits for you: **#27 Choose the retention period** needs a person."))
    for words in ["`Refs #27`", "`krutrimbox/prd-11`", "`kb run --prd 11`", "`kb logs 11`", "<details>"] {
      #expect(text.contains(words))
    }
  }
}
