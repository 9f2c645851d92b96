/// Every stand-in by the name of the program it plays. Each ends the process itself.
enum DoublePrograms {
  static let all: [String: @Sendable ([String]) -> Void] = [
    "gh": { GhProgram.run($0) },
    "github-emulator": { GitHubEmulatorProgram.run($0) },
  ]
}
