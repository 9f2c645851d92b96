import Foundation
import KBForges

/// An emulation of the part of GitHub's API that krutrimbox uses, over a directory that many processes share.
///
/// The directory holds `state.json` (replaced atomically, guarded by a lock file), `counters.json`, and two append-only
/// logs, one JSON object per line: `requests.jsonl` and `effects.jsonl`.
package struct GitHubWorld: Sendable {
  /// The environment variable that names the directory to the doubles.
  package static let environmentVariable = "KB_DOUBLE_GITHUB"

  /// The directory's path.
  package let directory: String

  /// The world in an existing directory.
  package init(directory: String) { self.directory = directory }

  /// A new world in a directory, which is created where it is missing.
  ///
  /// - Throws: what the file system throws.
  package static func create(directory: String, operator login: String = "alice") throws -> GitHubWorld {
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    let world = GitHubWorld(directory: directory)
    var state = GitHubState(operatorLogin: login, rateLimitReset: WorldClock.now + 3600)
    state.users = [GitHubUser(id: state.takeID(), login: login, name: login)]
    state.tokens = [GitHubToken(token: token(of: login), login: login, scopes: "gist, read:org, repo, workflow")]
    try world.locked {
      try world.save(state)
      try world.save(GitHubCounters())
    }
    return world
  }

  /// The token that is accepted for an account, in the shape of GitHub's.
  package static func token(of login: String) -> String {
    let letters = login.filter { $0.isLetter || $0.isNumber }
    return "gho_" + String((letters + String(repeating: "0", count: 36)).prefix(36))
  }

  /// The state as it is now.
  package var state: GitHubState { get throws { try locked { try loadState() } } }

  /// Changes the state as one step that no other process can come between.
  ///
  /// - Throws: what the closure or the file system throws; nothing is changed then.
  package func update<Result>(_ change: (inout GitHubState) throws -> Result) throws -> Result {
    try locked {
      var state = try loadState()
      let result = try change(&state)
      try save(state)
      return result
    }
  }
}

extension GitHubWorld {
  /// Does something while no other process or thread is at the world.
  func locked<Result>(_ work: () throws -> Result) throws -> Result {
    let lock = try WorldLock(path: directory + "/lock")
    return try withExtendedLifetime(lock, work)
  }

  /// Reads the state; the lock must be held.
  func loadState() throws -> GitHubState { try load("state.json") }
  /// Reads the counters; the lock must be held.
  func loadCounters() throws -> GitHubCounters { try load("counters.json") }
  /// Replaces the state; the lock must be held.
  func save(_ state: GitHubState) throws { try save(state, as: "state.json") }
  /// Replaces the counters; the lock must be held.
  func save(_ counters: GitHubCounters) throws { try save(counters, as: "counters.json") }

  /// Adds lines to a log; the lock must be held.
  func append(_ lines: [some Encodable], to name: String) throws {
    guard !lines.isEmpty else { return }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var text = Data()
    for line in lines {
      text.append(try encoder.encode(line))
      text.append(UInt8(ascii: "\n"))
    }
    try AppendOnlyFile.append(Array(text), to: directory + "/" + name)
  }

  /// Every line of a log.
  func lines<Line: Decodable>(of name: String) throws -> [Line] {
    guard let text = FileManager.default.contents(atPath: directory + "/" + name) else { return [] }
    let decoder = JSONDecoder()
    return try text.split(separator: UInt8(ascii: "\n")).map { try decoder.decode(Line.self, from: $0) }
  }

  private func load<Content: Decodable>(_ name: String) throws -> Content {
    try JSONDecoder().decode(Content.self, from: Data(contentsOf: URL(fileURLWithPath: directory + "/" + name)))
  }

  private func save(_ content: some Encodable, as name: String) throws {
    try JSONEncoder().encode(content).write(to: URL(fileURLWithPath: directory + "/" + name), options: .atomic)
  }
}

/// What changes with every request, kept apart from the state so that a read need not write the state.
struct GitHubCounters: Codable, Equatable, Sendable {
  /// How many requests the world has taken.
  var requests = 0
  /// How many requests each fault rule has matched, by its position.
  var faultMatches: [Int: Int] = [:]
  /// How many list reads each lagging thing has been missing from, by its node id.
  var lagReads: [String: Int] = [:]
}
