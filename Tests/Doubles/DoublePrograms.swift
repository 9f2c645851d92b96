/// Every stand-in by the name of the program it plays. Each ends the process itself.
enum DoublePrograms {
  static let all: [String: @Sendable ([String]) -> Void] = [
    "claude": { ClaudeDouble.main($0) },
    "codex": { CodexDouble.main($0) },
    "docker": { DockerDouble.main($0) },
    "model-server": { ModelServer.main($0) },
    "stage": { StageProgram.main($0) },
    "sbx": { SbxDouble.main($0) },
    // Not programs of their own: what the sbx double starts behind the scenes.
    "sbx-daemon": { SbxDaemon.main($0) },
    "sbx-guest": { GuestRelay.main($0) },
    // For a test that wants a process to itself.
    "text-release": { TextRelease.main($0) },
    "gh": { GhProgram.run($0) },
    "github-emulator": { GitHubEmulatorProgram.run($0) },
  ]
}
