import KBSystem
import TestSupport
import Testing

@testable import KBSandboxes

@Suite("The command of a reviewer's finding", .onOwnThread)
struct TrialTests {
  private let ground: SandboxPlayground
  private let commit: String

  init() throws {
    ground = try SandboxPlayground(["TMPDIR": "{root}/home"], hostName: "host")
    commit = try ground.commit("first")
    // What a reviewer has changed, and what builds have left.
    try ground.write("*.o\n", to: "host/.git/info/exclude")
    try ground.write("built\n", to: "host/build.o")
    try ground.sh("echo changed > file.txt; touch new.txt; git add -A; git commit -qm by-the-reviewer")
  }

  private func end(_ line: String, _ commit: String? = nil) throws -> CommandResult {
    let argv = WorkspaceScripts.argv(WorkspaceScripts.trial, [commit ?? self.commit, line])
    return try ground.runner.run(Command(argv[0], Array(argv.dropFirst()), directory: ground.host))
  }

  @Test("runs in a copy of the commit, with what builds have left, and ends with its own status")
  func copy() throws {
    let result = try end("cat file.txt build.o; ls new.txt; git status --porcelain; exit 3")
    #expect(result.end == .exited(.code(value: 3)))
    #expect(result.output == "one\nbuilt\n", "\(result)")
    #expect(try end("true").succeeded)
    #expect(try end("no-such-program").end == .exited(.code(value: 127)))
  }

  @Test("may delete what it likes, and leaves no copy behind")
  func deletes() throws {
    #expect(try end("rm -rf * .git ../*; exit 1").end == .exited(.code(value: 1)))
    #expect(try ground.git(["log", "-1", "--format=%s"]) == "by-the-reviewer")
    #expect(try ground.git(["status", "--porcelain"]).isEmpty)
    #expect(try ground.sh("ls", in: ground.root + "/home").isEmpty)
  }

  @Test("is not run where there is no such commit")
  func noCommit() throws {
    let result = try end("echo ran", String(repeating: "0", count: 40))
    #expect(result.end == .exited(.code(value: 125)) && !result.output.contains("ran"))
  }

  @Test("a program reads an argument from a file, whatever its text")
  func withFile() throws {
    let text = "{\"a\": \"$HOME 'x' \\n\"}\n\n"
    let argv = SandboxedFile.arguments(text, for: ["cat", "-u"])
    let result = try ground.runner.run(Command(argv[0], Array(argv.dropFirst()), directory: ground.host))
    #expect(result.output == text && result.succeeded)
  }
}
