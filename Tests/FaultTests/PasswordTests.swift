import Foundation
import KBSystem
import TestSupport
import Testing

@Suite("A program that wants a password", .onOwnThread, .stage)
struct PasswordTests {
  private let stage = FactoryStage.current

  @Test(
    "finds no terminal to ask on, though kb has one, and the run ends with a known failure",
    .enabled(if: Files.exists("/proc/self") && Files.exists("/usr/bin/script"), "no script of util-linux"))
  func noTerminal() async throws {
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write parse.txt yes")
    // As ssh does where no key is taken. On the terminal nobody answers.
    try stage.writeProgram(
      "bin/ssh",
      """
      #!/bin/sh
      touch "\(stage.root)/asked"
      if (printf 'password: ' > /dev/tty) 2> /dev/null; then
        touch "\(stage.root)/found"
        read -r password < /dev/tty
      fi
      echo 'git@github.com: Permission denied (publickey,password).' >&2
      exit 255

      """)
    try stage.run(["git", "remote", "set-url", "origin", "git@github.com:acme/webapp.git"])
    let result = await stage.script(
      """
      mkfifo $OUT/keys
      TERM=xterm script -qec '"$KB" run' $OUT/typescript < $OUT/keys > /dev/null & pid=$!
      exec 9> $OUT/keys
      wait $pid; echo "status=$?"
      """)
    let screen = Files.text(stage.root + "/typescript") ?? ""
    #expect(Files.exists(stage.root + "/asked"), "\(screen)")
    #expect(!Files.exists(stage.root + "/found"))
    #expect(screen.contains("KB-R021") && screen.contains("Permission denied"), "\(screen)")
    #expect(!result.text.contains("status=0"), "\(result.text)")
    #expect(stage.sessionCount == 0)
  }
}
