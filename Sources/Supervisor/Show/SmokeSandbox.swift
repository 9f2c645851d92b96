#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBDomain
import KBFailures
import KBRepository
import KBSandboxes
import KBSystem

/// The sandbox of a smoke test, on record in the state directory from before it is made until nothing is left of it. The
/// record's file is locked by the test that it belongs to: one that nobody holds was left by a test that was killed, or
/// stopped while the sandbox was created.
struct SmokeSandbox: Equatable, Codable, Sendable {
  let name: String
  let backend: SandboxName
  let agent: AgentName
  /// The host repository it was made for.
  let checkout: String

  /// No PRD's sandbox has such a name (`FactoryNames.sandbox`).
  static let prefix = "krutrimbox-smoke-"

  /// A name that no other sandbox has or had.
  static func newName() -> String {
    prefix
      + (0..<4).map { _ in
        let part = String(UInt16.random(in: 0...UInt16.max), radix: 16)
        return String(repeating: "0", count: 4 - part.count) + part
      }.joined()
  }

  static func folder(_ stateRoot: String) -> String { "\(stateRoot)/smoke" }
  private static func file(_ name: String, _ stateRoot: String) -> String { "\(folder(stateRoot))/\(name).json" }
  /// Where the host's side of the test keeps its files.
  static func workFolder(_ name: String, _ stateRoot: String) -> String { "\(folder(stateRoot))/\(name)" }

  /// Puts it on record. The lock is the caller's to hold. Throws KB-M004.
  func record(_ stateRoot: String) throws -> FileLock {
    try PrivateFolder.make(Self.workFolder(name, stateRoot))
    do {
      guard let lock = try FileLock.tryAcquire(Self.file(name, stateRoot)) else {
        throw ExpectedFailure.stateDirectoryUnusable(stateRoot, "\(name) is locked")
      }
      lock.write(Array(try StateCoding.encoder.encode(self)))
      return lock
    } catch let failure as SystemFailure {
      throw ExpectedFailure.stateDirectoryUnusable(stateRoot, failure.description)
    }
  }

  /// Takes it off the record.
  func forget(_ stateRoot: String) {
    for path in [Self.workFolder(name, stateRoot), Self.file(name, stateRoot)] {
      try? FileManager.default.removeItem(atPath: path)
    }
  }

  /// Whether a test that lives has it on record.
  static func isAtWork(_ name: String, _ stateRoot: String) -> Bool { FileLock.isHeld(file(name, stateRoot)) }

  /// Those that a test has left that does not live any more.
  static func left(_ stateRoot: String) -> [SmokeSandbox] {
    Files.names(in: folder(stateRoot)).filter { $0.hasSuffix(".json") }.compactMap { file in
      let path = "\(folder(stateRoot))/\(file)"
      guard !FileLock.isHeld(path), let bytes = Files.bytes(path, limit: 1 << 16) else { return nil }
      return try? StateCoding.decoder.decode(SmokeSandbox.self, from: Data(bytes))
    }
  }

  /// Removes it with everything that the host has of it. Throws what it could not; it then stays on record.
  func remove(with backend: any SandboxBackend, effects: any Effects, stateRoot: String) throws {
    try backend.remove(spec)
    if Files.isDirectory(checkout) { try SandboxTraces(name, Git(checkout, effects: effects)).remove() }
    forget(stateRoot)
  }

  /// As far as removing it needs it.
  private var spec: SandboxSpec {
    SandboxSpec(
      name: name, repository: checkout, agent: agent, template: SandboxTemplate(agent).reference, cpus: 1,
      memory: 1024)
  }
}
