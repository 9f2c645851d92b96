import Foundation

/// Everything that the sbx double remembers, as files under `KB_DOUBLE_SBX`.
///
/// `settings.json` is the machine (login, policy, secrets, templates), `sandboxes/NAME/` one sandbox each,
/// `calls.jsonl` and `ends.jsonl` what was called, `faults.json` which traps are set.
struct SbxState {
  let root: String

  /// The state that the environment names.
  static var current: SbxState {
    let environment = ProcessInfo.processInfo.environment
    return SbxState(root: environment["KB_DOUBLE_SBX"] ?? (environment["HOME"] ?? "/tmp") + "/.kb-double-sbx")
  }

  init(root: String) {
    self.root = root
    Record.createDirectory(root + "/sandboxes")
    Record.createDirectory(root + "/counters")
  }

  /// What the machine's owner has set up.
  struct Settings: Codable {
    var loggedIn: Bool?
    var policy: String?
    /// Services; `openai@NAME` is for the sandbox NAME alone.
    var secrets: [String]?
    /// Normalised references in the sandbox store.
    var templates: [String]?
    /// A folder whose files every new sandbox finds in its home, in place of those of the same name: what a template
    /// brings beyond the doubles. Nil for nothing.
    var home: String?
    /// The release that is played, where the environment names none; nil for the newest.
    var version: String?
    /// The release of the daemon that runs, where it is another one: sbx was upgraded under it. Nil for the same.
    var daemonVersion: String?
    /// `ssh.agentForwardingEnabled`; nil for true, the default.
    var forwardsAgent: Bool?
  }

  var settings: Settings { SbxState.read(Settings.self, root + "/settings.json") ?? Settings() }

  func changeSettings(_ change: (inout Settings) -> Void) {
    Exclusive.run(root + "/settings.lock") {
      var changed = settings
      change(&changed)
      SbxState.write(changed, root + "/settings.json")
    }
  }

  /// Sandboxes in the order of their names, without those that a dying create leaked.
  var sandboxes: [Sandbox] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root + "/sandboxes")) ?? []
    return names.sorted().compactMap { sandbox($0) }.filter { !$0.isLeaked }
  }

  /// The sandbox of that name, a leaked one too.
  func sandbox(_ name: String) -> Sandbox? {
    SbxState.read(Sandbox.self, root + "/sandboxes/\(name)/sandbox.json")
  }

  func save(_ sandbox: Sandbox) { SbxState.write(sandbox, directory(of: sandbox.name) + "/sandbox.json") }

  func directory(of name: String) -> String { root + "/sandboxes/" + name }

  /// Start, stop and removal of one sandbox never overlap.
  func exclusively<Value>(_ name: String, _ body: () throws -> Value) rethrows -> Value {
    try Exclusive.run("\(root)/sandboxes/\(name).lock", body)
  }

  /// Which call of this subcommand this is, from 1.
  func count(_ command: String) -> Int {
    let path = root + "/counters/" + command
    return Exclusive.run(path + ".lock") {
      let before = (try? String(contentsOfFile: path, encoding: .utf8)).flatMap { Int($0) } ?? 0
      // Whoever is killed in the middle leaves the old number, and not an empty file, which would count anew.
      try? Data(String(before + 1).utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
      return before + 1
    }
  }

  private static func read<Value: Decodable>(_ type: Value.Type, _ path: String) -> Value? {
    FileManager.default.contents(atPath: path).flatMap { try? JSONDecoder().decode(type, from: $0) }
  }

  private static func write<Value: Encodable>(_ value: Value, _ path: String) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try? encoder.encode(value).write(to: URL(fileURLWithPath: path), options: .atomic)
  }
}

/// One sandbox.
struct Sandbox: Codable {
  let name: String
  let id: String
  let agent: String
  /// The host folder, as an absolute path without symbolic links.
  let workspace: String
  let template: String
  let isClone: Bool
  let cpus: String?
  let memory: String?
  let environment: [String: String]
  let created: Date
  var lastUsed: Date
  /// A create that died midway left the name behind.
  var isLeaked = false
  /// The process whose death ends everything inside, nil while stopped.
  var machine: Int32?
  /// The port of the clone's git daemon, nil while stopped.
  var port: Int?

  var remoteName: String { "sandbox-" + name }
  var isRunning: Bool { machine.map(HostProcess.isAlive) ?? false }
}
