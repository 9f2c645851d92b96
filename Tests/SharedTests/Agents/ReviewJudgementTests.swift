import KBAgents
import KBDomain
import Testing

@Suite("What a review's answer comes to")
struct ReviewJudgementTests {
  private let criteria = (1...3).map { AcceptanceCriterion(id: "#3.\($0)", text: "Criterion \($0)") }

  private func look(_ path: String) -> QuotableFile {
    path == "a.txt" ? .text(QuotedFile("first line\nsecond line\n")) : .unusable(reason: "there is no such file")
  }

  private func judged(_ answer: String, _ clean: (String) -> String = { $0 }) throws -> Judgement {
    try #require(ReviewAnswer(answer)).judgement(of: criteria, at: "abc", clean: clean, look)
  }

  private func entry(_ id: String, _ verdict: String, quote: String = "second line", why: String = "w") -> String {
    #"{"id":"\#(id)","verdict":"\#(verdict)","path":"./a.txt","line":9,"quote":"\#(quote)","why":"\#(why)"}"#
  }

  @Test("each criterion is judged in the plan's order; what is missing or unknown can't be told or counts nothing")
  func order() throws {
    let judgement = try judged(
      #"{"criteria":[\#(entry("#9.9", "unmet")),\#(entry("#3.3", "perhaps")),\#(entry("#3.1", "met"))],"findings":[]}"#)
    #expect(judgement.criteria.map(\.criterion) == criteria)
    #expect(judgement.criteria.map(\.verdict) == [.met, .cannotTell, .cannotTell])
    #expect(judgement.criteria[0].line == 2 && judgement.criteria[0].path == "a.txt")
    #expect(judgement.criteria[1].why == "the review says nothing of it")
    #expect(judgement.reasons.isEmpty)
  }

  @Test("of two entries for a criterion the worse one counts, in whatever order")
  func worse() throws {
    for pair in [("met", "unmet"), ("unmet", "met"), ("cannot_tell", "unmet")] {
      let judgement = try judged(
        #"{"criteria":[\#(entry("#3.2", pair.0)),\#(entry("#3.2", pair.1))],"findings":[]}"#)
      #expect(judgement.criteria[1].verdict == .unmet)
      #expect(judgement.reasons == ["#3.2 is unmet: Criterion 2 (w)"])
    }
  }

  @Test("findings come with the most serious first, without secrets, and no more than fifty of them")
  func findings() throws {
    func finding(_ severity: String, _ why: String, _ repro: String = "") -> String {
      #"{"severity":"\#(severity)","path":"a.txt","line":1,"quote":"first line","why":"\#(why)","repro":"\#(repro)"}"#
    }
    let many = (1...60).map { finding("minor", "n\($0)") } + [finding("blocker", "secret", "test secret")]
    let judgement = try judged(#"{"criteria":[],"findings":[\#(many.joined(separator: ","))]}"#) {
      $0.split(separator: "secret", omittingEmptySubsequences: false).joined(separator: "***")
    }
    #expect(judgement.findings.count == 50)
    #expect(judgement.findings[0] == ReviewFinding(.blocker, path: "a.txt", line: 1, why: "***", repro: "test ***"))
    #expect(judgement.summary.contains("11 more findings"))
    #expect(judgement.proven.isEmpty && judgement.reasons.isEmpty, "nobody has run anything yet")
  }

  @Test("texts are safe lines of bounded length, and a command that is too long is none")
  func bounded() throws {
    let long = String(repeating: "x", count: 9_000)
    let judgement = try judged(
      #"""
      {"criteria":[\#(entry("#3.1", "unmet", why: #"a\u001b[31m\n"# + long))],
      "findings":[{"severity":"blocker","why":"\#(long)","repro":"echo \#(long)"}]}
      """#)
    #expect(judgement.criteria[0].why.count <= 500 && !judgement.criteria[0].why.contains("\u{1b}"))
    #expect(judgement.findings[0].why.count <= 500 && judgement.findings[0].repro.isEmpty)
  }
}
