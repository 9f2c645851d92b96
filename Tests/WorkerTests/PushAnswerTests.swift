import KBDomain
import KBFailures
import KBRepository
import KBSystem
import TestSupport
import Testing
@testable import Worker

/// The format is that of git-push(1), `--porcelain`: a line per ref, `!` first where it was rejected or failed.
@Suite("The answer to a push")
struct PushAnswerTests {
  private static let rejected =
    "To origin\n!\tabcd:refs/heads/krutrimbox/prd-12\t[remote rejected] (pre-receive hook declined)\nDone\n"

  private func answer(_ output: String, _ errors: String = "", end: CommandResult.End = .exited(.code(value: 1)))
    -> PushAnswer
  {
    PushAnswer(
      CommandResult(end: end, output: output, errors: errors), branch: "krutrimbox/prd-12",
      host: "github.com")
  }

  private var refusal: PushRefusal {
    PushRefusal(output: Self.rejected, errors: "", branch: "krutrimbox/prd-12", host: "github.com")
  }

  @Test("is taken by its status alone")
  func taken() { #expect(answer("", end: .exited(.success)) == .taken) }

  @Test("is a refusal where the ref is marked, in the first line or a later one")
  func refused() {
    #expect(answer(Self.rejected) == .refused(refusal))
    guard case .refused = answer("!\tabcd:refs/heads/x\t[rejected] (stale info)\n") else {
      return #expect(Bool(false), "it is lost")
    }
  }

  @Test("is lost without such a line, but for what origin's proxy says of the content")
  func lost() {
    #expect(answer("", "fatal: unable to access 'https://x/': Could not resolve host: x") == .lost)
    #expect(answer("To origin\n") == .lost)
    guard
      case .refused(let refusal) = answer(
        "", "error: RPC failed; HTTP 413 curl 22 The requested URL returned error: 413")
    else { return #expect(Bool(false), "it is lost") }
    #expect(refusal.kind == .content)
  }

  @Test("that refuses means nothing where the commit has arrived, or where the branch has moved")
  func explained() throws {
    let known = BranchView(base: "a", branch: "b")
    let moved = BranchView(base: "a", branch: "c")
    func outcome(_ now: BranchView, hasArrived: Bool) throws -> Publisher.Outcome {
      try Publisher.Outcome(
        of: "d", after: refusal, branch: "krutrimbox/prd-12", known: known, now: now, hasArrived: hasArrived)
    }
    #expect(try outcome(moved, hasArrived: true) == .published(commit: "d"))
    #expect(try outcome(moved, hasArrived: false) == .moved(moved))
    let failure = #expect(throws: ExpectedFailure.self) { try outcome(known, hasArrived: false) }
    #expect(failure == refusal.failure("krutrimbox/prd-12"))
    // A base branch that has moved alone is no reason to begin again.
    #expect(throws: ExpectedFailure.self) {
      try outcome(BranchView(base: "z", branch: "b"), hasArrived: false)
    }
  }
}
