import Foundation
import KBSystem
import TestSupport
import Testing

@Suite("What other tests rely on in the double of sbx: it behaves as the facts about the real one say")
struct SandboxDoubleTests {
  typealias Isolation = SandboxBench.Isolation

  @Test("a clone has what is committed, and commits come out of it", arguments: Isolation.available)
  func cloneCommitted(isolation: Isolation) async throws {
    let bench = try SandboxBench(isolation)
    let repository = try await bench.makeRepository(files: ["a.txt": "one\n", ".gitignore": ".env\n"])
    _ = await bench.run(["git", "checkout", "--quiet", "-b", "topic"], in: repository)
    try Data("secret".utf8).write(to: URL(fileURLWithPath: repository + "/.env"))
    #expect(await bench.create("box", repository).status == 0)
    let look = await bench.run([
      "sbx", "exec", "-w", repository, "box", "--", "git", "status", "--branch", "--porcelain",
    ])
    #expect(look.text == "## topic\n")
    #expect(await bench.run(["sbx", "exec", "box", "ls", ".env"]).status != 0)

    let change = "git commit --quiet --allow-empty --message Change && git log -1 --format='%an %H'"
    let made = await bench.run(["sbx", "exec", "box", "sh", "-c", change]).firstLine.split(separator: " ")
    #expect(made.first == "Olga")
    #expect(await bench.run(["git", "fetch", "--quiet", "sandbox-box"], in: repository).status == 0)
    for reference in ["refs/remotes/sandbox-box/topic", "refs/sandboxes/box/topic"] {
      #expect(await bench.run(["git", "rev-parse", reference], in: repository).firstLine == made.last.map(String.init))
    }
    let push = await bench.run(["git", "push", "sandbox-box", "topic:other"], in: repository)
    #expect(push.errorText.contains("access denied or repository not exported"))
  }

  @Test("exec passes arguments, input, both outputs and the status on", arguments: Isolation.available)
  func execPasses(isolation: Isolation) async throws {
    let bench = try SandboxBench(isolation)
    let repository = try await bench.makeRepository()
    #expect(await bench.create("box", repository).status == 0)
    let odd = ["", "a b", "$HOME", "\"'\\", "--flag", "é\n"]
    let echoed = await bench.run(["sbx", "exec", "box", "--", "sh", "-c", "printf '%s|' \"$@\"", "sh"] + odd)
    #expect(echoed.text == odd.map { $0 + "|" }.joined())
    let text = String(repeating: "0123456789abcdef", count: 20_000)
    #expect(await bench.run(["sbx", "exec", "-i", "box", "cat"], input: text).text == text)
    #expect(await bench.run(["sbx", "exec", "box", "cat"], input: text).text.isEmpty)
    let both = await bench.run(["sbx", "exec", "box", "sh", "-c", "echo out; echo err >&2; exit 42"])
    #expect((both.text, both.errorText, both.status) == ("out\n", "err\n", 42))
    #expect(await bench.run(["sbx", "exec", "box", "no-such-program"]).status == 127)
    #expect(await bench.run(["sbx", "exec", "box", "sh", "-c", "kill -9 $$"]).status == 137)
  }

  @Test("nothing of the host's environment gets in", arguments: Isolation.available)
  func nothingHosts(isolation: Isolation) async throws {
    let bench = try SandboxBench(isolation)
    let repository = try await bench.makeRepository()
    #expect(await bench.create("box", repository).status == 0)
    let listed = await bench.run(
      ["sbx", "exec", "-e", "GIVEN=1", "-e", "LEAKED", "box", "env"],
      changes: ["LEAKED": "by name", "GH_TOKEN": "secret"])
    let old = await bench.run(
      ["sbx", "exec", "box", "env"], changes: ["KB_DOUBLE_SBX_VERSION": "0.34.0", "GH_TOKEN": "secret"])
    #expect(old.text.contains("GH_TOKEN=proxy-managed\n"))
    let names = Set(listed.text.split(separator: "\n").compactMap { $0.split(separator: "=").first.map(String.init) })
    var expected: Set = ["HOME", "USER", "PATH", "LANG", "SANDBOX_VM_ID", "WORKSPACE_DIR", "GIVEN", "LEAKED"]
    // Its processes are among all others, and are known by this.
    if isolation == .translation { expected.insert("KB_SANDBOX_FOLDER") }
    #expect(names.filter { !$0.hasPrefix("KB_DOUBLE") } == expected)
  }

  @Test("a command outlives its client and ends with the sandbox", arguments: Isolation.available)
  func commandOutlives(isolation: Isolation) async throws {
    let bench = try SandboxBench(isolation)
    let repository = try await bench.makeRepository()
    #expect(await bench.create("box", repository).status == 0)
    let mark = UUID().uuidString
    let script = "\(PortableShell.newSession) sleep 600 & echo begun; sleep 600"
    let killed = await bench.run(
      ["sbx", "exec", "-e", "MARK=\(mark)", "box", "sh", "-c", script]) { $0 == "begun\n" }
    #expect((killed.status, killed.text) == (137, "begun\n"))
    #expect(await onOwnThread { Wait.until(pause: 20) { MarkedProcesses.find("MARK", mark).count >= 2 } })
    #expect(await bench.run(["sbx", "stop", "box"]).status == 0)
    #expect(MarkedProcesses.find("MARK", mark).isEmpty)
  }

  @Test("an exec ends although a descendant of its command holds the output", arguments: Isolation.available)
  func execEnds(isolation: Isolation) async throws {
    let bench = try SandboxBench(isolation)
    #expect(try await bench.create("box", bench.makeRepository()).status == 0)
    let agent = ["codex", "exec", "--dangerously-bypass-approvals-and-sandbox", "--json", "-"]
    let session = await bench.run(["sbx", "exec", "-i", "box"] + agent, input: "double: daemonise")
    #expect(session.status == 0)
    #expect(session.text.hasSuffix("}\n"))
  }

  @Test("a stopped sandbox is out of reach, and comes back on another port")
  func stoppedSandbox() async throws {
    let bench = try SandboxBench()
    let repository = try await bench.makeRepository()
    #expect(await bench.create("box", repository).status == 0)
    let url = ["git", "config", "remote.sandbox-box.url"]
    let before = await bench.run(url, in: repository).firstLine
    #expect(await bench.run(["sbx", "stop", "box"]).status == 0)
    #expect(await bench.run(["git", "fetch", "sandbox-box"], in: repository).status != 0)
    #expect(await bench.run(["sbx", "exec", "box", "true"]).status == 0)
    #expect(await bench.run(["git", "fetch", "sandbox-box"], in: repository).status == 0)
    #expect(await bench.run(url, in: repository).firstLine != before)
  }

  @Test("a removed sandbox leaves the fetched commits")
  func removedSandbox() async throws {
    let bench = try SandboxBench()
    let repository = try await bench.makeRepository()
    #expect(await bench.create("box", repository).status == 0)
    #expect(await bench.run(["sbx", "rm", "box"]).errorText.contains("stdin is not a terminal; use --force"))
    #expect(await bench.run(["sbx", "rm", "--force", "box"]).status == 0)
    #expect(await bench.run(["git", "remote"], in: repository).text.isEmpty)
    #expect(
      await bench.run(["git", "for-each-ref", "--format=%(refname)"], in: repository).text.contains(
        "refs/sandboxes/box/main"))
    #expect(await bench.run(["sbx", "ls", "--json"]).text == "[]\n")
    #expect(await bench.run(["sbx", "exec", "box", "true"]).errorText.hasPrefix("ERROR: no sandbox named 'box'"))
  }

  @Test("an agent inside works on the clone, and its record survives the sandbox")
  func agentInside() async throws {
    let bench = try SandboxBench()
    let repository = try await bench.makeRepository()
    #expect(await bench.create("box", repository).status == 0)
    let prompt = "Do it.\n\ndouble: write b.txt two\ndouble: commit Add b\ndouble: say done"
    let agent = ["codex", "exec", "--ephemeral", "--dangerously-bypass-approvals-and-sandbox", "--json", "-"]
    let session = await bench.run(["sbx", "exec", "-i", "-w", repository, "box", "--"] + agent, input: prompt)
    #expect(session.status == 0)
    #expect(session.text.contains("\"turn.completed\""))
    #expect(await bench.run(["sbx", "exec", "box", "git", "show", "HEAD:b.txt"]).text == "two\n")
    #expect(await bench.run(["sbx", "rm", "--force", "box"]).status == 0)
    #expect(bench.sessions.map { bench.prompt(of: $0) } == [prompt])
    #expect(!FileManager.default.fileExists(atPath: repository + "/b.txt"))
  }
}

extension SandboxBench {
  /// Creates a sandbox with the codex template.
  func create(_ name: String, _ repository: String) async -> ShortCommand.Result {
    await run(["sbx", "create", "--clone", "--template", Self.templates[0], "--name", name, "codex", repository])
  }
}
