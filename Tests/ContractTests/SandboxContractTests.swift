import Foundation
import KBDomain
import KBFailures
import KBSandboxes
import KBSystem
import TestSupport
import Testing

/// What the walk relies on, asked of every backend alike.
@Suite("A sandbox backend", .onOwnThread)
struct SandboxContractTests {
  @Test("creates once and reuses afterwards", arguments: SandboxKind.available)
  func createsOnce(kind: SandboxKind) throws {
    let ground = try SandboxGround(kind)
    try ground.backend.check(ground.spec)
    #expect(try ground.backend.open(ground.spec) == .created)
    try ground.sh("echo kept >kept")
    #expect(try ground.backend.open(ground.spec) == .reused)
    try ground.backend.stop(ground.spec)
    #expect(try ground.backend.open(ground.spec) == .reused)
    #expect(try ground.sh("cat kept").output == "kept\n")
    #expect(try ground.git(["status", "--porcelain"]).isEmpty)
  }

  @Test("runs commands in the clone's top folder, with the commit of the host", arguments: SandboxKind.available)
  func runsCommands(kind: SandboxKind) throws {
    let ground = try SandboxGround(kind)
    _ = try ground.backend.open(ground.spec)
    let place = try ground.sh("[ \"$(pwd -P)\" = \"$(git rev-parse --show-toplevel)\" ] && git rev-parse HEAD")
    #expect(place.output == ground.base + "\n")
    #expect(try ground.sh("cat file.txt").output == "one\n")
  }

  @Test("gives commands nothing of the host's environment", arguments: SandboxKind.available)
  func givesCommands(kind: SandboxKind) throws {
    let ground = try SandboxGround(kind)
    _ = try ground.backend.open(ground.spec)
    let names = try ground.inside(["env"]).output
    #expect(!names.contains("host-secret"))
    #expect(!names.contains("HOME=\(ground.bench.folder)/home\n"))
    #expect(names.contains("KB_SANDBOX=\(ground.spec.name)\n"))
    #expect(names.contains("GIT_TERMINAL_PROMPT=0\n"))
  }

  @Test("passes words, both outputs and the status on as they are", arguments: SandboxKind.available)
  func passesWords(kind: SandboxKind) throws {
    let ground = try SandboxGround(kind)
    _ = try ground.backend.open(ground.spec)
    let odd = ["", "a b", "$HOME", "\"'\\", "--flag", "é\n", "A=B"]
    let echoed = try ground.inside(["sh", "-c", "printf '%s|' \"$@\"", "sh"] + odd)
    #expect(echoed.output == odd.map { $0 + "|" }.joined())
    let both = try ground.sh("echo out; echo err >&2; exit 42")
    #expect(both == CommandResult(end: .exited(.code(value: 42)), output: "out\n", errors: "err\n"))
    #expect(ground.backend.ownFailure(in: both, of: ground.spec) == nil)
    #expect(try ground.inside(["no-such-program"]).end == .exited(.code(value: 127)))
  }

  @Test("passes a long prompt on, and no input where there is none", arguments: SandboxKind.available)
  func passesLong(kind: SandboxKind) throws {
    let ground = try SandboxGround(kind)
    _ = try ground.backend.open(ground.spec)
    let prompt = String(repeating: "0123456789abcde\n", count: 300 * 64)
    #expect(try ground.inside(["cat"], input: .text(prompt)).output == prompt)
    #expect(try ground.inside(["cat"]).output.isEmpty)
  }

  @Test("brings an issue's work to the host and cleans up for the next", arguments: SandboxKind.available)
  func bringsIssues(kind: SandboxKind) throws {
    let ground = try SandboxGround(kind)
    _ = try ground.backend.open(ground.spec)
    #expect(try ground.prepare("1").head == ground.base)
    try ground.sh("echo two >>file.txt; echo new >'a new file'; git init -q inner; echo x >inner/x")
    let snapshot = try ground.workspace.snapshot(base: ground.base, label: "run-1")
    #expect(snapshot.nested == ["inner"])
    try ground.workspace.fetch(snapshot, into: "refs/krutrimbox/prd-7/snapshot")
    #expect(try ground.git(["rev-parse", "refs/krutrimbox/prd-7/snapshot"]) == snapshot.commit)
    #expect(try ground.git(["ls-tree", "-r", "--name-only", snapshot.commit]) == "a new file\nfile.txt")
    #expect(try ground.git(["rev-parse", "\(snapshot.commit)^"]) == ground.base)
    #expect(!FileManager.default.fileExists(atPath: "\(ground.spec.repository)/.git/FETCH_HEAD"))
    let saved = try #require(try ground.prepare("2").saved.first)
    try ground.backend.fetch(saved.ref, into: "refs/krutrimbox/prd-7/saved", from: ground.spec, expecting: saved.commit)
    #expect(try ground.sh("git status --porcelain; ls").output == "file.txt\n")
    #expect(try ground.git(["status", "--porcelain"]).isEmpty)
    #expect(try ground.git(["log", "--format=%H", "main"]) == ground.base)
  }

  @Test("refuses to fetch another commit than the one that was made", arguments: SandboxKind.available)
  func refusesFetch(kind: SandboxKind) throws {
    let ground = try SandboxGround(kind)
    _ = try ground.backend.open(ground.spec)
    try ground.prepare()
    let old = try ground.workspace.snapshot(base: ground.base, label: "run-1")
    try ground.sh("echo two >file.txt")
    _ = try ground.workspace.snapshot(base: ground.base, label: "run-1")
    let failure = #expect(throws: ExpectedFailure.self) { try ground.workspace.fetch(old, into: "refs/krutrimbox/x") }
    #expect(failure?.code == .sandboxWorkUnreachable)
  }

  @Test("gets commits of the host that came after it was made", arguments: SandboxKind.available)
  func getsCommits(kind: SandboxKind) throws {
    let ground = try SandboxGround(kind)
    _ = try ground.backend.open(ground.spec)
    try ground.git(["commit", "--quiet", "--allow-empty", "--message", "later"])
    let later = try ground.git(["rev-parse", "HEAD"])
    let prepared = try ground.workspace.prepare(
      WantedWorkspace(
        branch: "krutrimbox/prd-7", commit: later, originRef: "main", issue: "1", userName: "a", userEmail: "b",
        saveLabel: "l"))
    #expect(prepared.head == later)
  }

  @Test("ends what was left running, and only that", arguments: SandboxKind.available)
  func endsLeft(kind: SandboxKind) throws {
    let ground = try SandboxGround(kind)
    let other = try SandboxGround(kind)
    let (mark, otherMark) = (UUID().uuidString, UUID().uuidString)
    for (each, mark) in [(ground, mark), (other, otherMark)] {
      _ = try each.backend.open(each.spec)
      // Counts up in a session of its own, beyond the reach of whoever started it.
      let loop =
        "KB_BEAT=\(mark) \(PortableShell.newSession) sh -c 'while :; do echo $((n += 1)) >beat; sleep 0.05; done'"
      let service = each.backend.hook(each.spec, ["sh", "-c", "\(loop) >/dev/null 2>&1 </dev/null &"])
      #expect(try each.runner.run(service).succeeded)
    }
    func isThere(_ mark: String) -> Bool { !MarkedProcesses.find("KB_BEAT", mark).isEmpty }
    /// Whether it counts on: waits for its next beat.
    func beats(_ ground: SandboxGround) throws -> Bool {
      let script = """
        first=$(cat beat 2>/dev/null)
        while now=$(cat beat 2>/dev/null); [ "$now" = "$first" ] || [ -z "$now" ]; do sleep 0.1; done
        """
      return try ground.sh(script).succeeded
    }
    #expect(try beats(ground))
    #expect(isThere(mark))
    try ground.backend.stop(ground.spec)
    #expect(!isThere(mark))
    #expect(try beats(other))
    #expect(isThere(otherMark))
    try ground.backend.stop(ground.spec)
  }

  @Test("lists what exists and forgets what was removed", arguments: SandboxKind.available)
  func listsExists(kind: SandboxKind) throws {
    let ground = try SandboxGround(kind)
    #expect(try ground.backend.list().isEmpty)
    _ = try ground.backend.open(ground.spec)
    #expect(try ground.backend.list() == [ground.spec.name])
    try ground.backend.remove(ground.spec)
    #expect(try ground.backend.list().isEmpty)
    try ground.backend.remove(ground.spec)
    try ground.backend.stop(ground.spec)
    #expect(try ground.backend.open(ground.spec) == .created)
    #expect(try ground.sh("git status --porcelain").output.isEmpty)
  }

  @Test("tells people commands that work", arguments: SandboxKind.available)
  func tellsPeople(kind: SandboxKind) throws {
    let ground = try SandboxGround(kind)
    _ = try ground.backend.open(ground.spec)
    let help = ground.backend.commandsForPeople(ground.spec)
    let look = try ground.runner.run(Command("sh", ["-c", help.inspect]))
    // With bubblewrap git must not run on the host in what an agent may have configured.
    #expect(kind == .bubblewrap ? look.output.contains(" .git\n") : look.output.hasPrefix("## main"), "\(look.output)")
    #expect(try ground.runner.run(Command("sh", ["-c", help.remove])).succeeded)
    #expect(try ground.backend.list().isEmpty)
  }
}

@Suite("The list of sandbox backends")
struct SandboxBackendListTests {
  @Test("has one of each name, and each says how well it isolates")
  func nameSays() {
    let all = SandboxMaker.all(effects: ScriptedEffects(), stateRoot: "/nowhere", environment: [:])
    #expect(all.map(\.name) == SandboxName.allCases)
    for backend in all { #expect(!backend.isolation.isEmpty) }
  }
}
