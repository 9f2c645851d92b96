import Foundation
import KBDomain
import KBProtocol
import KBState
import KBSystem
import Testing

@testable import Worker

@Suite("What is judged of a commit")
struct JudgingTests {
  private let criteria = (1...2).map { AcceptanceCriterion(id: "#3.\($0)", text: "Criterion \($0)") }

  private func judgement(_ head: String = "aaaa", isUnread: Bool? = nil) -> Judgement {
    Judgement(
      head: head,
      criteria: [
        JudgedCriterion(criteria[0], .met, path: "a.txt", line: 1, quote: "the first line"),
        JudgedCriterion(criteria[1], .unmet, why: "no test"),
      ],
      findings: [
        ReviewFinding(.blocker, why: "wrong", repro: "false", isProven: true, output: "x"),
        ReviewFinding(.blocker, why: "odd", repro: "true", isProven: false, output: "it succeeds"),
      ], summary: "s", isUnread: isUnread)
  }

  private func step(_ entries: [JournalEntry], tip: String, _ wanted: [AcceptanceCriterion]? = nil) -> JudgingStep {
    let lines = entries.map { JournalLine(run: "r", at: .distantPast, entry: $0) }
    return JudgingStep(ResumePoint(lines), tip: tip, criteria: wanted ?? criteria)
  }

  private func reviewed(_ judgement: Judgement?, _ head: String = "aaaa") -> JournalEntry {
    .reviewed(head: head, text: "s", judgement: judgement)
  }

  @Test("is nothing where this very commit was judged by these very criteria")
  func known() {
    #expect(step([reviewed(judgement())], tip: "aaaa") == .known(judgement()))
  }

  @Test("is everything for another commit, other criteria, an answer out of form, or a review of an older version")
  func all() {
    #expect(step([], tip: "aaaa") == .all)
    #expect(step([reviewed(judgement())], tip: "bbbb") == .all)
    #expect(step([reviewed(judgement())], tip: "aaaa", [criteria[0]]) == .all)
    #expect(step([reviewed(judgement(isUnread: true))], tip: "aaaa") == .all)
    #expect(step([reviewed(nil)], tip: "aaaa") == .all)
  }

  @Test("is what was unmet where krutrimbox's own repair has made the tip, and else everything")
  func again() {
    let begun = [reviewed(judgement()), .repairStarted(head: "aaaa", issue: 12)]
    let repaired = begun + [.published(issue: 12, commit: "bbbb")]
    #expect(step(repaired, tip: "bbbb") == .again(judgement()))
    #expect(step(repaired, tip: "cccc") == .all)
    #expect(step(begun, tip: "bbbb") == .all)
    #expect(step(begun + [.published(issue: 3, commit: "bbbb")], tip: "bbbb") == .all)
    #expect(step(begun, tip: "aaaa") == .known(judgement()))
  }

  @Test("carries what was met to the repaired commit where its evidence still stands, and tries commands again")
  func carried() {
    func look(_ text: String) -> (String) -> QuotableFile { { _ in .text(QuotedFile(text)) } }
    let kept = judgement().carried(to: "bbbb", look("new\nthe first line\n"))
    #expect(kept.head == "bbbb" && kept.criteria[0].verdict == .met && kept.criteria[0].line == 2)
    #expect(kept.untried == [0])
    let broken = judgement().carried(to: "bbbb", look("new\n"))
    #expect(broken.criteria[0].verdict == .cannotTell && broken.criteria[1].verdict == .unmet)
  }

  @Test("takes a later verdict for what a repair was for, and later findings as advice")
  func judgedAgain() {
    let later = Judgement(
      head: "bbbb", criteria: [JudgedCriterion(criteria[1], .met, path: "b.txt", line: 1, quote: "q")],
      findings: [ReviewFinding(.blocker, why: "new", repro: "false")], summary: "")
    let all = judgement("bbbb").judgedAgain(later)
    #expect(all.criteria.map(\.verdict) == [.met, .met])
    #expect(all.summary == "s" && all.findings.count == 3)
    #expect(all.findings[2].isProven == false && !all.untried.contains(2))
    #expect(all.count == .criteria(met: 2, unmet: 0, byHand: 0))
  }

  @Test("a command fails where it ends with a status of its own, and else proves nothing")
  func trials() {
    func isProven(_ end: CommandResult.End, isSandbox: Bool = false) -> Bool? {
      TrialEnd(end, isSandbox: isSandbox, output: "x").isProven
    }
    #expect(isProven(.exited(.success)) == false)
    for status: Int32 in [1, 2, 124, 128, 139] { #expect(isProven(.exited(.code(value: status))) == true) }
    for status: Int32 in [125, 126, 127] { #expect(isProven(.exited(.code(value: status))) == nil) }
    #expect(isProven(.outOfTime(.seconds(1))) == nil && isProven(.flooded(1)) == nil)
    #expect(isProven(.exited(.code(value: 1)), isSandbox: true) == nil)
  }
}
