import KBSystem
import Testing
@testable import Worker

@Suite("A check whose program is missing")
struct MissingProgramTests {
  private func name(_ argv: [String], _ text: String, _ status: Int32 = 127) -> String? {
    MissingProgram.name(
      argv, CommandResult(end: .exited(.code(value: status)), errors: text + "\n"), repository: "/home/alice/webapp")
  }

  @Test(
    "is known by what the one who should start it says",
    arguments: [
      (["tool", "test"], #"env: ‘tool’: No such file or directory"#),
      (["tool"], "/usr/bin/env: 'tool': No such file or directory"),
      (["tool"], "env: tool: No such file or directory"),
      (["tool"], "env: can't execute 'tool': No such file or directory"),
      (
        ["tool"],
        #"OCI runtime exec failed: exec failed: unable to start container process: exec: "tool": executable file not found in $PATH: unknown"#
      ),
      (["sh", "-c", "tool test"], "sh: 1: tool: not found"),
      (["/bin/sh", "-ec", "tool test"], "/bin/sh: tool: not found"),
      (["bash", "-lc", "tool && other"], "bash: line 1: tool: command not found"),
      (["bash", "-e", "-c", "tool"], "bash: tool: command not found"),
      (["zsh", "-c", "tool"], "zsh:1: command not found: tool"),
    ])
  func known(argv: [String], text: String) {
    #expect(name(argv, "noise\n" + text) == "tool")
    #expect(name(argv, text, 126) == "tool")
    #expect(name(argv, text, 1) == nil)
  }

  @Test("is known by a path that leads out of the repository")
  func path() {
    #expect(
      name(
        ["/opt/tool"], #"exec failed: exec: "/opt/tool": stat /opt/tool: no such file or directory: unknown"#)
        == "/opt/tool")
    #expect(name(["sh", "-c", "/opt/tool x"], "sh: 1: /opt/tool: not found") == "/opt/tool")
  }

  @Test(
    "is not one that runs and misses something, nor one whose program the repository may hold",
    arguments: [
      (["make", "test"], "sh: 1: tool: not found"),
      (["make", "test"], "make: tool: No such file or directory"),
      (["make", "test"], "/bin/sh: line 1: make: command not found"),
      (["npm", "test"], "sh: 1: jest: not found"),
      (["sh", "-c", "make test"], "sh: 1: tool: not found"),
      (["sh", "-c", "make test"], "scripts/test.sh: line 1: make: command not found"),
      (["sh", "-c", "cd web && tool"], "sh: 1: tool: not found"),
      (["sh", "-c", "$TOOL test"], "sh: 1: $TOOL: not found"),
      (["sh", "-c", "scripts/check"], "sh: 1: scripts/check: not found"),
      (["sh", "scripts/check", "-c", "tool"], "sh: 1: tool: not found"),
      (["./tool"], "env: ‘./tool’: No such file or directory"),
      (["scripts/check"], "env: ‘scripts/check’: No such file or directory"),
      (["scripts/check"], "env: ‘tool’: No such file or directory"),
      (["/home/alice/webapp/tool"], "env: ‘/home/alice/webapp/tool’: No such file or directory"),
      (["/opt/../home/alice/webapp/tool"], "env: ‘/opt/../home/alice/webapp/tool’: No such file or directory"),
      (["tool"], "tool: a file was not found"),
      (["tool"], ""),
      ([], ""),
    ])
  func notKnown(argv: [String], text: String) {
    #expect(name(argv, text) == nil)
  }

  @Test("is not known where the command did not end by itself")
  func ended() {
    let result = CommandResult(end: .outOfTime(.seconds(1)), errors: "env: tool: No such file or directory\n")
    #expect(MissingProgram.name(["tool"], result, repository: "/r") == nil)
  }
}
