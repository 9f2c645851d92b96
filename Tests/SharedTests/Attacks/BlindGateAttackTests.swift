import Foundation
import KBRepository
import TestSupport
import Testing
@testable import KBFailures
@testable import KBSystem

/// Effects whose git gives other bytes than git does.
private final class TamperingEffects: Effects {
  let runner: ProcessRunner
  let word: String
  /// Shell text that reads git's answer and prints another.
  let filter: String

  init(_ runner: ProcessRunner, _ word: String, _ filter: String) {
    self.runner = runner
    self.word = word
    self.filter = filter
  }

  var environment: [String: String] { runner.environment }
  var now: Date { runner.now }

  func run(_ command: Command, observe: @escaping (OutputLine) -> Bool) throws -> CommandResult {
    let result = try runner.run(command, observe: observe)
    if command.arguments.contains(word), command.program == "/bin/sh" {
      let answer = command.arguments[3]
      _ = try runner.run(
        Command("sh", ["-ec", "\(filter) <\"$1\" >\"$1.new\"; mv \"$1.new\" \"$1\"", "sh", answer]))
    }
    return result
  }

  func wait(_ duration: Duration) throws { try runner.wait(duration) }
}

@Suite("Attack: a gate that sees half", .onOwnThread)
struct BlindGateAttackTests {
  @Test(
    "an answer of git that ends early, or is another's, lets nothing pass",
    arguments: [
      ("diff-tree", "head -c 20"), ("diff-tree", "head -c 150"), ("diff-tree", "tr A R"), ("diff-tree", "sed d"),
      ("cat-file", "head -c 10"), ("cat-file", "sed s/blob/tree/"), ("cat-file", "sed d"), ("cat-file", "sed p"),
    ])
  func truncated(word: String, filter: String) throws {
    let bench = try GateBench()
    let commit = try bench.commit("echo x >a; echo y >b")
    let gate = bench.gate(TamperingEffects(bench.place.runner, word, filter))
    let failure = #expect(throws: ExpectedFailure.self) { try gate.pass(commit, on: bench.base, issue: 3) }
    #expect(failure?.code == .gateBlind)
  }

  @Test("an object that is not there lets nothing pass")
  func missing() throws {
    let bench = try GateBench()
    let commit = try bench.forged("100644 blob 0123456789012345678901234567890123456789\ta\n")
    #expect(try bench.code(commit) == .gateBlind)
  }

  @Test("a commit on another parent, on two, or on none is not the one that is pushed")
  func parents() throws {
    let bench = try GateBench()
    let first = try bench.commit("echo x >.envrc")
    let second = try bench.commit("echo y >a", on: first)
    // Against the base it would show .envrc; against its own parent it would not.
    #expect(try bench.code(second) == .gateBlind)
    let merge = try bench.place.sh("git commit-tree \"$1^{tree}\" -p \"$2\" -p \"$1\" -m x", [first, bench.base])
    #expect(try bench.code(merge) == .gateBlind)
    let root = try bench.place.sh("git commit-tree \"$1^{tree}\" -m x", [first])
    #expect(try bench.code(root) == .gateBlind)
  }

  @Test("what is pushed is the commit that passed, whatever its ref says by then")
  func exchanged() throws {
    let bench = try GateBench()
    let good = try bench.commit("echo x >a")
    try bench.place.git(["update-ref", "refs/krutrimbox/prd-7/commit", good])
    let passed = try bench.gate.pass(good, on: bench.base, issue: 3)
    try bench.place.git(["update-ref", "refs/krutrimbox/prd-7/commit", bench.commit("echo x >.envrc")])
    #expect(passed.commit == good)
  }
}
