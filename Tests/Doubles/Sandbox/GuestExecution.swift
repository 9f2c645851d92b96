import Foundation

/// One running `sbx exec`: the files through which its client and its helper talk.
struct GuestExecution {
  let directory: String

  struct Plan: Codable {
    var request: SpawnRequest
    /// Whether standard input is passed on (`-i`).
    var hasInput: Bool
    /// Both outputs arrive on the first.
    var isMerged = false
    /// Ends only when nobody holds the outputs any more.
    var waitsForOutputs = false
  }

  enum Channel: String, CaseIterable {
    case input, output, error, done
  }

  /// What the helper says once it holds standard input: before that the client must not close it.
  static let inputIsOpen = "open"

  func path(_ channel: Channel) -> String { "\(directory)/\(channel.rawValue)" }

  private var planFile: String { directory + "/plan.json" }

  /// Makes the files of a new execution.
  init(new plan: Plan, of sandbox: Sandbox, state: SbxState) throws {
    directory = "\(state.directory(of: sandbox.name))/execs/\(UUID().uuidString)"
    Record.createDirectory(directory)
    for channel in Channel.allCases { mkfifo(path(channel), 0o600) }
    try JSONEncoder().encode(plan).write(to: URL(fileURLWithPath: planFile))
  }

  init(directory: String) { self.directory = directory }

  var plan: Plan? {
    FileManager.default.contents(atPath: planFile).flatMap { try? JSONDecoder().decode(Plan.self, from: $0) }
  }

  func remove() { try? FileManager.default.removeItem(atPath: directory) }

  /// How many executions of a sandbox are still going on.
  static func count(of sandbox: Sandbox, state: SbxState) -> Int {
    let directory = state.directory(of: sandbox.name) + "/execs"
    return ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).count
  }
}
