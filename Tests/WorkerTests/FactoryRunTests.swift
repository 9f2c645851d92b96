import Foundation
import KBDomain
import KBFailures
import KBProtocol
import KBRepository
import KBState
import KBSystem
import TestSupport
import Testing
@testable import Worker

@Suite("A Factory Run without a process")
struct FactoryRunTests {
  private let bench: WorkerBench

  init() throws { bench = try WorkerBench() }

  /// Origin has the base branch alone, as `git ls-remote` lists it (git-ls-remote(1)); the Factory Clone has all of it.
  private func run(_ world: PRDWorld, after entries: [JournalEntry] = []) -> FactoryRunOutcome {
    bench.forge.snapshot = world.snapshot
    bench.effects.on("config --list", give: .printed(""))
    bench.effects.on("ls-remote", give: .printed("aaaa\trefs/heads/main\n"))
    bench.effects.on("rev-list", give: .printed(""))
    bench.effects.on("update-ref", give: .printed(""))
    bench.effects.on("GIT_COMMITTER_IDENT", give: .printed("Alice <alice@example.org> 1 +0000"))
    let lines = entries.map { JournalLine(run: "a", at: Date(timeIntervalSince1970: 0), entry: $0) }
    let resume = ResumePoint(lines)
    return WalkAssembly(bench.assembly, resume, ignored: .none).factoryRun.run(from: resume, .none)
  }

  private var phases: [RunPhase] {
    bench.told().compactMap { if case .phase(let name, _) = $0 { name } else { nil } }
  }

  @Test("of a closed PRD is skipped, with nothing changed and no sandbox")
  func closed() {
    guard case .skipped = run(PRDWorld(isOpen: false)) else { return #expect(Bool(false), "it goes on") }
    #expect(bench.forge.calls.isEmpty && bench.sandbox.calls.isEmpty && bench.entries.isEmpty)
    #expect(phases == [.read])
  }

  @Test("fences before it reads, where an earlier run had no clean end, and else not", arguments: [true, false])
  func fences(isUnclean: Bool) {
    _ = run(PRDWorld(isOpen: false), after: isUnclean ? [.began] : [.began, .ended(outcome: "paused")])
    #expect(bench.sandbox.calls == (isUnclean ? ["stop"] : []))
    #expect(phases == (isUnclean ? [.fence, .read] : [.read]))
  }

  @Test("pauses at an issue for a person, with a comment on the PRD")
  func paused() {
    #expect(run(PRDWorld(isForPerson: true)) == .paused(issue: 3, title: "Step"))
    #expect(bench.forge.calls.count == 1 && bench.forge.calls[0].hasPrefix("comment on #12: "))
    #expect(bench.sandbox.calls.isEmpty)
  }

  @Test("is blocked at an issue that waits for another one, with a comment there")
  func blocked() {
    let outcome = run(PRDWorld(blockers: [Blocker(IssueReference(7), .open)]))
    #expect(outcome == .blocked(issue: 3, title: "Step", by: ["#7"]))
    #expect(bench.forge.calls.count == 1 && bench.forge.calls[0].hasPrefix("comment on #3: "))
  }

  @Test("that finds every issue closed and no commit has nothing to review")
  func nothingToReview() {
    guard case .skipped = run(PRDWorld(closed: [3, 4])) else { return #expect(Bool(false), "it goes on") }
    #expect(bench.forge.calls.isEmpty && bench.sandbox.calls.isEmpty)
  }

  @Test("whose session fails tells it on the issue, and the journal knows that nothing is to be published")
  func sessionFails() {
    bench.effects.on("krutrimbox", "issue", give: .printed("krutrimbox: ready aaaa\n"))
    bench.effects.on(
      "codex",
      give: CommandResult(
        end: .exited(.code(value: 1)), output: #"{"type":"turn.failed","error":{"message":"no idea"}}"#))
    guard case .failed(issue: 3, let failure) = run(PRDWorld()) else { return #expect(Bool(false), "it succeeded") }
    #expect(failure.code.hasPrefix("KB-A"))
    #expect(bench.forge.calls.count == 1 && bench.forge.calls[0].hasPrefix("comment on #3: "))
    #expect(
      bench.entries.map(\.kind) == [
        .sandboxCreated, .sandboxReady, .sessionStarted, .sessionCounted, .sessionSpent, .sessionFailed,
      ])
    #expect(phases == [.read, .sandbox, .branch, .agent, .report])
  }
}
