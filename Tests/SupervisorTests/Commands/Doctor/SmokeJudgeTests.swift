import KBDomain
import KBFailures
import KBRepository
import KBSystem
import Testing
@testable import Supervisor

@Suite("The smoke test judges what comes out of a sandbox")
struct SmokeJudgeTests {
  private let judge = SmokeJudge(upgrade: "upgrade it")

  private func code(_ body: () throws -> String) -> String? {
    do {
      return try body().isEmpty ? "nothing" : nil
    } catch {
      return (error as? ExpectedFailure)?.code.rawValue ?? "\(error)"
    }
  }

  /// As a sandbox prints it that puts its own lines between, and its newlines as a terminal does.
  private func answer(_ lines: [String]) -> SmokeAnswer {
    SmokeAnswer(
      "A new version is available\r\n" + lines.map { "krutrimbox: \($0)\r\n" }.joined(separator: "WARN chatter\n"))
  }

  @Test(
    "the clone",
    arguments: [
      (["tree abc", "changed 0"], nil), (["missing"], "KB-S015"), (["tree ", "changed 0"], "KB-S015"), ([], "KB-S015"),
      (["tree abd", "changed 0"], "KB-S015"), (["tree abc", "changed 3"], "KB-S015"),
      (["tree abc", "changed 0", "source writable"], "KB-S016"),
    ] as [([String], String?)])
  func clone(lines: [String], wanted: String?) {
    #expect(code { try judge.clone(answer(lines), tree: "abc") } == wanted)
  }

  @Test("arguments, byte for byte")
  func arguments() {
    let lines = SmokeJudge.arguments.map { "argument " + SmokeJudge.hex($0) }
    #expect(code { try judge.arguments(answer(lines)) } == nil)
    #expect(code { try judge.arguments(answer(Array(lines.dropLast()))) } == "KB-S015")
    for index in lines.indices {
      var changed = lines
      changed[index] += "20"
      #expect(code { try judge.arguments(answer(changed)) } == "KB-S015", "\(SmokeJudge.arguments[index])")
    }
    #expect(SmokeJudge.hex("Aü\n") == "41c3bc0a")
  }

  @Test("standard input that is lost, cut or doubled")
  func input() {
    let whole = SmokeJudge.hex(SmokeJudge.input)
    #expect(SmokeJudge.input.utf8.count > 65_536)
    #expect(code { try judge.input(answer(["input " + whole])) } == nil)
    for wrong in [[], ["input "], ["input " + whole.dropLast(2)], ["input " + whole + "0a"]] {
      #expect(code { try judge.input(answer(wrong)) } == "KB-S015")
    }
  }

  @Test("output that is cut, or has a line twice, missing or torn")
  func output() {
    let lines = (1...SmokeJudge.outputLines).map { number in
      let text = String(number)
      return "krutrimbox: " + String(repeating: "0", count: 51 - text.count) + text + "\n"
    }
    #expect(lines.joined().utf8.count == 1 << 20)
    func code(_ lines: [String]) -> String? { self.code { try judge.output(SmokeAnswer(lines.joined())) } }
    #expect(code(lines) == nil)
    #expect(code(["Starting sandboxd daemon...\n"] + lines) == nil)
    for wrong in [[], Array(lines.dropLast()), Array(lines.dropFirst()), lines + [lines[0]]] {
      #expect(code(wrong) == "KB-S015")
    }
    var swapped = lines
    swapped.swapAt(7, 8)
    #expect(code(swapped) == "KB-S015")
    var torn = lines
    torn[100] = "krutrimbox: 101\n"
    #expect(code(torn) == "KB-S015")
  }

  @Test("exit statuses that arrive as another, and failures that nobody can tell apart")
  func status() {
    let ends = SmokeJudge.statuses.map { CommandResult.End.exited(.code(value: $0)) }
    #expect(code { try judge.status(ends, isTold: true) } == nil)
    #expect(code { try judge.status(ends, isTold: false) } == "KB-S015")
    for index in ends.indices {
      for wrong in [CommandResult.End.exited(.code(value: 7)), .exited(.signal(number: 9)), .outOfTime(.seconds(1))] {
        var changed = ends
        changed[index] = wrong
        #expect(code { try judge.status(changed, isTold: true) } == "KB-S015")
      }
    }
  }

  @Test(
    "variables, tokens and agents of the host inside",
    arguments: [
      ([], nil), (["GH_TOKEN=proxy-managed"], nil), (["SSH_AUTH_SOCK="], nil),
      (["X=y", "second line marker-1"], "KB-S016"),
      (["SMOKE_MARKER=marker-1"], "KB-S016"), (["OTHER=before hunter2-hunter2 after"], "KB-S016"),
      (["SSH_AUTH_SOCK=/run/agent.sock"], "KB-S016"), (["NPM=npm_0123456789abcdefghij"], "KB-S016"),
      (["GH_TOKEN=github_pat_0123456789abcdefghij"], "KB-S016"),
    ] as [([String], String?)])
  func environment(lines: [String], wanted: String?) {
    let all = answer((["PATH=/bin", "HOME=/home/agent"] + lines).map { "env " + $0 })
    let secrets = ["DB_PASSWORD": "hunter2-hunter2"]
    #expect(code { try judge.environment(all, mark: "marker-1", secrets: secrets) } == wanted)
    do {
      _ = try judge.environment(all, mark: "marker-1", secrets: secrets)
    } catch {
      let text = DiagnosedFailure(error).lines.joined()
      for value in ["marker-1", "hunter2", "0123456789", "/run/agent"] { #expect(!text.contains(value)) }
    }
  }

  @Test("an environment that is not told is not called clean")
  func noEnvironment() {
    #expect(code { try judge.environment(answer([]), mark: "m", secrets: [:]) } == "KB-S015")
  }

  @Test("who commits inside")
  func commit() throws {
    let identity = try GitIdentity(CommandResult(end: .exited(.success), output: "Ann O <ann@example.com> 1 +0000\n"))
    #expect(code { try judge.commit(answer(["author Ann O <ann@example.com>"]), identity: identity) } == nil)
    #expect(code { try judge.commit(answer(["author agent <agent@sandbox>"]), identity: identity) } == "KB-S015")
    #expect(code { try judge.commit(answer([]), identity: identity) } == "KB-S015")
  }

  @Test("a stop that loses files, and one that ends nothing")
  func restart() {
    let alive = answer(["process lives", "file kept"])
    func code(_ before: SmokeAnswer, _ after: SmokeAnswer) -> String? {
      self.code { try judge.restart(before: before, after: after) }
    }
    #expect(code(alive, answer(["file kept"])) == nil)
    #expect(code(answer(["file kept"]), answer(["file kept"])) == nil)
    #expect(code(alive, alive) == "KB-S015")
    #expect(code(alive, answer([])) == "KB-S015")
  }
}
