import Foundation
import KBText
import TestSupport

/// What every session of the agent doubles leaves behind for tests to count and to read.
///
/// `sessions.jsonl` has one line for each session that was started, `ends.jsonl` one for each that ended by itself or
/// by a signal it could handle, `prompts/SESSION.txt` each prompt.
struct AgentLedger {
  let directory: String
  let session: String
  /// Which session of the same issue this is, from 1.
  private(set) var ordinal = 1

  init(session: String) {
    let environment = ProcessInfo.processInfo.environment
    directory = environment["KB_DOUBLE_AGENTS"] ?? (environment["HOME"] ?? "/tmp") + "/.kb-double"
    self.session = session
    Record.createDirectory(directory + "/prompts")
    Record.createDirectory(directory + "/counters")
  }

  /// Records the start, and counts the session among those of its issue.
  mutating func begin(agent: String, arguments: [String], prompt: String, issueKey: String) {
    ordinal = count(issueKey)
    let names = ProcessInfo.processInfo.environment.keys.filter { !$0.hasPrefix("KB_DOUBLE") }.sorted()
    try? Data(prompt.utf8).write(to: URL(fileURLWithPath: "\(directory)/prompts/\(session).txt"))
    Record.append(
      [
        "session": .string(session), "agent": .string(agent), "argv": .array(arguments.map { .string($0) }),
        "cwd": .string(FileManager.default.currentDirectoryPath), "environment": .array(names.map { .string($0) }),
        "promptSHA256": .string(SHA256.hex(of: prompt)), "promptBytes": .int(prompt.utf8.count),
        "issueSession": .int(ordinal), "pid": .int(Int(getpid())), "started": Record.now,
      ], to: directory + "/sessions.jsonl")
  }

  func end(_ how: String) {
    Record.append(
      ["session": .string(session), "pid": .int(Int(getpid())), "end": .string(how), "ended": Record.now],
      to: directory + "/ends.jsonl")
  }

  /// One more session of this issue, counted under a lock: parallel sessions of one issue get different numbers.
  private func count(_ issueKey: String) -> Int {
    let path = "\(directory)/counters/\(issueKey.prefix(32))"
    return Exclusive.run(path + ".lock") {
      let before = (try? String(contentsOfFile: path, encoding: .utf8)).flatMap { Int($0) } ?? 0
      // Whoever is killed in the middle leaves the old number, and not an empty file, which would count anew.
      try? Data(String(before + 1).utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
      return before + 1
    }
  }
}
