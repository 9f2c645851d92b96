import TestSupport
import Testing
@testable import KBSandboxes
@testable import KBSystem

@Suite("Why a call of the sandbox CLI failed")
struct SbxWordsTests {
  private static let error = "ERROR: failed to create sandbox: request failed: 500: pull failed for image \"x\""

  /// What stands before the error: docker/sbx-releases#201, #336, #393, #444, #542, #593.
  @Test(
    "is its error, never what it says in passing",
    arguments: [
      "Starting sandboxd daemon...\nDaemon started (PID: 1, socket: s)\nLogs: /x/daemon.log\n\n",
      "Creating new sandbox 'n'...\n9a3bab17aae9: Already exists\nfd14358c94c2: Pulling fs layer\n",
      "latest: Pulling from library/x\nDigest: sha256:39cf\nStatus: Image is up to date for x:latest\n",
      "WARN: mcp gateway teardown\n", "WARN: could not acquire docker hub refresh lock\r\n",
      "── RESOLVE SETUP ─────\n✓ template found\n⠋ PREPARE IMAGE\n",
      "╭────────╮\n│ v0.48 is available: run brew upgrade sbx │\n├────────┤\n╰────────╯\n",
      "Docker Sandboxes has been updated and needs to restart. All running sandboxes will be stopped.\n",
      "\u{1B}[33mWARN\u{1B}[0m: slow\n", "something that nobody knows: yet\n",
    ])
  func errorNever(_ chatter: String) {
    let coloured = "\u{1B}[31mERROR:\u{1B}[0m " + Self.error.dropFirst("ERROR: ".count)
    let results = [
      CommandResult.failed(1, chatter + Self.error + "\n"), .failed(1, chatter + coloured),
      CommandResult(end: .exited(.code(value: 1)), output: chatter, errors: Self.error),
      CommandResult(end: .exited(.code(value: 1)), output: chatter + Self.error, errors: ""),
      // Some versions print both streams on one.
      CommandResult(end: .exited(.code(value: 1)), output: Self.error, errors: chatter),
    ]
    for result in results { #expect(SbxWords.reason(result) == Self.error) }
  }

  @Test("is its error with the hints below it")
  func errorHints() {
    let text = "ERROR: no sandbox named 'n'\n\nTo create one:\n  sbx create AGENT WORKSPACE\n"
    #expect(
      SbxWords.reason(.failed(1, text)) == "ERROR: no sandbox named 'n'\nTo create one:\n  sbx create AGENT WORKSPACE")
  }

  @Test("is what is left where no line says that it is an error")
  func leftLine() {
    #expect(SbxWords.reason(.failed(1, "WARN: a\nfailed to resolve image\n")) == "failed to resolve image")
    let output = CommandResult(end: .exited(.code(value: 1)), output: "no room\n", errors: "WARN: a\n")
    #expect(SbxWords.reason(output) == "no room")
  }

  @Test("is the chatter where nothing else was said, and nil where nothing was")
  func chatterNothing() {
    #expect(SbxWords.reason(.failed(1, "WARN: a\n\n")) == "WARN: a")
    #expect(SbxWords.reason(.failed(1, " \n")) == nil)
  }

  @Test("is told apart from what a command inside printed")
  func toldApart() {
    let notice = "Starting sandboxd daemon...\n╭──────────────────╮\n│ sbx 0.48.2 is out │\n╰──────────────────╯\n"
    #expect(SbxWords.inner(notice + "one\n\ntwo\n") == "one\n\ntwo\n")
    let inside = "✓ built\nWARN: slow\n╭─╮\n│x│\n╰─╯\ntime=1\n"
    #expect(SbxWords.inner(inside) == inside)
    #expect(SbxWords.inner(notice + inside) == inside)
    #expect(SbxWords.inner("") == "")
  }

  @Test("is twelve lines at most")
  func twelveLines() {
    let text = "ERROR: x\n" + String(repeating: "line\n", count: 40)
    #expect(SbxWords.reason(.failed(1, text))?.split(separator: "\n").count == 12)
  }
}
