#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBFailures
import KBSystem

/// What krutrimbox notes of a repository that has no forge: one JSON file per object under the clone's git folder, so
/// that the working tree stays clean. Several processes may write at once.
struct LocalRecords {
  enum Kind: String, CaseIterable {
    case closed, pulls, comments, labels
    /// What `closed` holds too, and keeps holding when a person opens an issue again.
    case closings
  }

  /// `<git folder>/krutrimbox/forge`.
  let folder: String
  private let effects: any Effects

  init(folder: String, effects: any Effects) {
    self.folder = folder
    self.effects = effects
  }

  /// Absolute path of a record. `name` is ours: letters, digits and hyphens.
  func path(_ kind: Kind, _ name: String) -> String { "\(folder)/\(kind.rawValue)/\(name).json" }

  /// nil where there is no such record. Throws KB-P010 where it can't be read.
  func read<Record: Decodable>(_ kind: Kind, _ name: String, as type: Record.Type) throws(ExpectedFailure) -> Record? {
    let path = path(kind, name)
    do {
      return try StateCoding.decoder.decode(type, from: Data(Files.read(path, limit: 8 << 20)))
    } catch Files.ReadFailure.missing {
      return nil
    } catch let failure as Files.ReadFailure {
      throw .localRecordUnreadable(path, failure.why)
    } catch {
      throw .localRecordUnreadable(path, "it is not as krutrimbox wrote it: \(error)")
    }
  }

  /// All records of a kind, in the order of their names.
  func all<Record: Decodable>(_ kind: Kind, as type: Record.Type) throws(ExpectedFailure) -> [Record] {
    var records: [Record] = []
    for name in names(kind) {
      if let record = try read(kind, name, as: type) { records.append(record) }
    }
    return records
  }

  /// The names of all records of a kind.
  func names(_ kind: Kind) -> [String] {
    Files.names(in: "\(folder)/\(kind.rawValue)").filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }
  }

  /// Writes a record; for use inside `change`.
  func write(_ kind: Kind, _ name: String, _ record: some Encodable) throws {
    let encoder = StateCoding.encoder
    encoder.outputFormatting.insert(.prettyPrinted)
    let path = path(kind, name)
    do {
      try Files.replace(path, with: Array(try encoder.encode(record)) + [UInt8(ascii: "\n")])
    } catch let failure as SystemFailure {
      throw ExpectedFailure.localRecordUnwritable(path, failure.description)
    }
  }

  /// Reads and writes records while no other process does. Throws KB-G005 where another one holds the lock for a minute.
  func change<Result>(_ work: () throws -> Result) throws -> Result {
    for kind in Kind.allCases { try PrivateFolder.make("\(folder)/\(kind.rawValue)") }
    for _ in 0..<240 {
      do {
        if let lock = try FileLock.acquire("\(folder)/lock") { return try hold(lock, work) }
      } catch let failure as SystemFailure {
        throw ExpectedFailure.localRecordUnwritable("\(folder)/lock", failure.description)
      }
      try effects.wait(.milliseconds(50))
    }
    throw ExpectedFailure.localRecordsBusy("\(folder)/lock")
  }

  private func hold<Result>(_ lock: consuming FileLock, _ work: () throws -> Result) throws -> Result {
    defer { extendLifetime(lock) }
    removeUnfinished()
    return try work()
  }

  /// What a process that was killed while it wrote a record left beside it. Nobody else writes now.
  private func removeUnfinished() {
    for kind in Kind.allCases {
      let folder = "\(folder)/\(kind.rawValue)"
      for name in Files.names(in: folder) where name.hasSuffix(Files.unfinishedSuffix) { unlink("\(folder)/\(name)") }
    }
  }
}
