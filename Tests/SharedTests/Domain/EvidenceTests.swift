import KBDomain
import Testing

@Suite("The evidence of a review")
struct EvidenceTests {
  private static let source = """
    func parse(_ row: String) throws -> Row {
      guard !row.isEmpty else {
        throw ParseError.emptyRow
      }
      return Row(row)
    }

    func end() {
      return Row(row)
    }
    1.2.0
    """
  private let file = QuotedFile(source)

  @Test(
    "is found at the line where it stands, whatever its blanks",
    arguments: [
      ("guard !row.isEmpty else {", 2), ("  throw   ParseError.emptyRow", 3), ("throw ParseError.emptyRow\r\n    }", 3),
      ("guard !row.isEmpty else {\n throw", 2), ("1.2.0", 11), ("parse(_ row: String)", 1),
    ])
  func found(quote: String, line: Int) {
    #expect(file.line(of: quote, near: 0) == line)
  }

  @Test(
    "is none where the words stand nowhere, or say too little to be found again",
    arguments: [
      "", " ", "}", "{\n}", "throw ParseError.blankRow", "row", "Row(row)}", "guard row.isEmpty else {", "2.0", "…",
      "end() {\n  return Row(rows)",
    ])
  func notFound(quote: String) {
    #expect(file.line(of: quote, near: 1) == nil)
  }

  @Test("that stands twice is taken where the review says, or next to it")
  func nearest() {
    #expect(file.line(of: "return Row(row)", near: 1) == 5)
    #expect(file.line(of: "return Row(row)", near: 8) == 9)
  }

  private let criterion = AcceptanceCriterion(id: "#3.1", text: "Rejects empty rows")

  private func look(_ path: String) -> QuotableFile {
    path == "parse.swift" ? .text(file) : .unusable(reason: "there is no such file")
  }

  @Test("makes a criterion met; without it nobody can tell")
  func met() {
    func checked(_ path: String, _ quote: String) -> JudgedCriterion {
      JudgedCriterion(criterion, .met, path: path, line: 40, quote: quote).checked(look)
    }
    let good = checked("parse.swift", "throw ParseError.emptyRow")
    #expect(good.verdict == .met && good.line == 3 && good.why.isEmpty)
    for (path, quote) in [
      ("parse.swift", ""), ("", "throw ParseError.emptyRow"), ("parse.swift", "throw ParseError.noRow"),
      ("other.swift", "throw ParseError.emptyRow"),
    ] {
      let bad = checked(path, quote)
      #expect(bad.verdict == .cannotTell && bad.path.isEmpty && bad.line == 0 && !bad.why.isEmpty, "\(path) \(quote)")
    }
  }

  @Test("is not asked of what is unmet or can't be told, but a reason always stands there")
  func unmet() {
    #expect(JudgedCriterion(criterion, .unmet, why: "no test").checked(look).why == "no test")
    let silent = JudgedCriterion(criterion, .unmet).checked(look)
    #expect(silent.verdict == .unmet && !silent.why.isEmpty)
    #expect(!JudgedCriterion(criterion, .cannotTell).checked(look).why.isEmpty)
  }

  @Test("gives a finding its line; one without evidence has no place")
  func finding() {
    let finding = ReviewFinding(.major, path: "parse.swift", line: 4, why: "wrong")
    #expect(finding.placed("throw ParseError.emptyRow", look).line == 3)
    #expect(finding.placed("invented code", look).path.isEmpty)
    #expect(ReviewFinding(.major, path: "../x", line: 4, why: "wrong").placed("root:x:0:0", look).line == 0)
  }

  @Test("in a file of 1 MiB is found, also where every byte could begin it")
  func large() {
    let text = String(repeating: "aaaaaaaaaaaaaaa\n", count: 65_536) + "the last line\n"
    #expect(QuotedFile(text).line(of: "the last line", near: 1) == 65_537)
  }
}
