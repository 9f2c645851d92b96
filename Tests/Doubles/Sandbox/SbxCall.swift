import Foundation
import TestSupport

/// One call of the sbx double: what a subcommand needs, and the ways to end.
struct SbxCall {
  let state: SbxState
  let faults: SbxFaults
  let arguments: [String]
  let release: SbxRelease
  private let id: String

  /// Records the call and springs the traps that any command can have.
  init(_ arguments: [String]) {
    let state = SbxState.current
    let command = arguments.first { !$0.hasPrefix("-") } ?? "help"
    self.state = state
    self.arguments = arguments
    release = SbxRelease(state.settings)
    id = UUID().uuidString.lowercased()
    let number = state.count(command)
    Record.append(
      [
        "call": .string(id), "command": .string(command), "number": .int(number),
        "argv": .array(arguments.map { .string($0) }), "cwd": .string(FileManager.default.currentDirectoryPath),
        "pid": .int(Int(getpid())), "started": Record.now,
      ], to: state.root + "/calls.jsonl")
    do {
      faults = try SbxFaults(state: state, command: command, call: number)
    } catch {
      Output.error("sbx double: unreadable traps: \(error)")
      exit(64)
    }
    spring()
    requireDaemon(for: command)
  }

  /// After an upgrade the old daemon is not talked to, and only a person may have it restarted (docker/sbx-releases#381).
  private func requireDaemon(for command: String) {
    guard let old = state.settings.daemonVersion, old != release.text,
      !["version", "daemon", "diagnose", "help"].contains(command)
    else { return }
    Output.error("Docker Sandboxes has been updated and needs to restart. All running sandboxes will be stopped.")
    fail(
      "ensure daemon: cannot prompt for restart: stdin is not a terminal; run the command in an interactive terminal to "
        + "confirm the restart")
  }

  /// A box of nine lines.
  private static let notice = """
    ╭──────────────────────────────────────────────────╮
    │                                                  │
    │  A new version of sbx is available: v0.99.0      │
    │  [sbx {current}] → [v0.99.0]                     │
    ├──────────────────────────────────────────────────┤
    │  []                                              │
    │  Run: brew upgrade sbx                           │
    │                                                  │
    ╰──────────────────────────────────────────────────╯
    """

  private func spring() {
    if faults.has(.updateNotice) { Output.line(Self.notice) }
    if let seconds = faults.value(.slow) { poll(nil, 0, Int32((Double(seconds) ?? 1) * 1000)) }
    if let file = faults.value(.held) { while access(file, F_OK) != 0 { poll(nil, 0, 20) } }
    if faults.has(.hang) { hang() }
    if faults.has(.daemonDown) { fail("failed to connect to sandboxd: dial unix sandboxd.sock: connection refused") }
    if let text = faults.value(.fail) { fail(text.isEmpty ? "request failed: 500 Internal Server Error" : text) }
  }

  /// Never answers.
  func hang() -> Never { Hang.forEver() }

  /// Ends with sbx's own kind of failure: text on standard error, status 1.
  func fail(_ text: String) -> Never {
    Output.error("ERROR: \(text)")
    end(1)
  }

  func end(_ status: Int32 = 0) -> Never {
    Record.append(
      ["call": .string(id), "exit": .int(Int(status)), "ended": Record.now], to: state.root + "/ends.jsonl")
    exit(status)
  }

  /// Reads a subcommand's options; what the real program does not know ends the call.
  func options(_ arguments: [String], _ grammar: SbxOptions.Grammar) -> SbxOptions {
    do {
      return try SbxOptions(arguments, grammar)
    } catch {
      fail(error.text)
    }
  }

  func requireLogin() {
    if faults.has(.loggedOut) || state.settings.loggedIn != true {
      fail("You are not authenticated to Docker. Run 'sbx login' to sign in.")
    }
  }

  /// The sandbox that a command names; ends the call where there is none.
  func requireSandbox(_ name: String) -> Sandbox {
    if let sandbox = state.sandbox(name), !sandbox.isLeaked { return sandbox }
    fail("no sandbox named '\(name)'\n\nTo create one:\n  sbx create AGENT WORKSPACE")
  }
}
