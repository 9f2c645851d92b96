import KBTemplates
import Testing

@Suite("Text templates")
struct TextTemplateTests {
  private func render(_ text: String, _ values: [Placeholder: String]) throws -> String {
    try TextTemplate(text, .afkErrorComment).render(values)
  }

  @Test func fillTheirGaps() throws {
    #expect(try render("a {{prd}}{{ issue }} z", [.prd: "1", .issue: "2"]) == "a 12 z")
  }

  @Test func neverExpandWhatIsInserted() throws {
    let values: [Placeholder: String] = [.issueTitle: "{{failureWhy}} {{nonsense}} {{", .failureWhy: "secret"]
    #expect(try render("{{issueTitle}}!", values) == "{{failureWhy}} {{nonsense}} {{!")
  }

  @Test func leaveOutALineWhoseGapsAreAllEmpty() throws {
    #expect(try render("a\n> {{failureWhy}} {{failureFix}}\nb {{prd}}", [.failureWhy: "", .prd: "1"]) == "a\nb 1")
    #expect(try render("{{failureWhy}}{{prd}}", [.prd: "1"]) == "1")
  }

  @Test func repeatTheQuoteMarkForEachInsertedLine() throws {
    #expect(try render("> {{failureWhy}}", [.failureWhy: "one\r\ntwo\n\nthree"]) == "> one\n> two\n> \n> three")
    #expect(try render("  {{failureWhy}}.", [.failureWhy: "one\ntwo"]) == "  one\n  two.")
  }

  @Test func keepLooseBraces() throws {
    #expect(try render("{ } }} {x}", [:]) == "{ } }} {x}")
  }

  @Test func nameTheLineAndTheNearestName() {
    let problem = TextTemplate.problem(in: "ok\r\n{{failureWath}}", .afkErrorComment)
    #expect(problem?.contains("line 2") == true && problem?.contains("{{failureWhat}}") == true)
    #expect(TextTemplate.problem(in: "{{review}}", .hitlPauseComment) != nil)
    #expect(TextTemplate.problem(in: "{{review}}", .finalReviewComment) == nil)
  }

  @Test(arguments: TemplateKind.allCases) func areBuiltInForEveryKind(_ kind: TemplateKind) {
    #expect(TextTemplate.problem(in: kind.builtIn, kind) == nil)
    let values = Dictionary(uniqueKeysWithValues: Placeholder.allCases.map { ($0, "«\($0.rawValue)»") })
    let text = kind.render(nil, values)
    #expect(!text.isEmpty && !text.contains("{{"))
  }

  @Test func areTheRepositorysOwnWhereItHasOne() {
    #expect(TemplateKind.hitlPauseComment.render("\n#{{issue}}\n\n", [.issue: "3"]) == "#3")
    #expect(TemplateKind.hitlPauseComment.render("{{nonsense}}", [.issue: "3"]).contains("Refs #3"))
    #expect(TemplateKind.blockedComment.render("mine", [.blockers: "#3"]).contains("#3"))
  }

  @Test func tellAPauseWithTheCommandsThatGoOn() {
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
