/// Every stand-in by the name of the program it plays. Each ends the process itself.
enum DoublePrograms {
  static let all: [String: @Sendable ([String]) -> Void] = [
    "claude": { ClaudeDouble.main($0) },
    "codex": { CodexDouble.main($0) },
  ]
}
