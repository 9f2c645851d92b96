import Foundation
import KBConfiguration
import KBDomain
import KBProtocol
import KBState
import Synchronization
import TestSupport
import Testing

@Suite("A record that is read while it is written", .onOwnThread)
struct RecordReadingTests {
  /// A record of one letter, so that a mix of two is seen.
  private static func record(_ index: Int) -> RunRecord {
    let letter = ["a", "b", "c"][index]
    var record = RunRecord(
      Assignment(
        run: letter, prd: index, title: String(repeating: letter, count: [10, 3000, 9000][index]), checkout: letter,
        repository: RepositoryIdentity(host: "github.com", owner: "acme", name: "webapp"), defaultBranch: letter,
        operatorLogin: letter, settings: RunSettings(), stateRoot: letter, log: letter),
      at: Date(timeIntervalSince1970: Double(index)))
    record.activity = record.title
    return record
  }

  @Test("is one of those that were written, and never a part of one or of two")
  func whole() async throws {
    let state = try StateDirectory(opening: "/tmp/kb-records-\(UInt64.random(in: .min ... .max))")
    defer { try? FileManager.default.removeItem(atPath: state.root) }
    let registry = ClaimRegistry(state)
    let records = (0..<3).map(Self.record)
    let writer = try Writer(registry.claim(1, of: records[0].repository))
    writer.write(records[0])
    async let written = onOwnThread {
      var written = 0
      while !writer.isOver.load(ordering: .relaxed) {
        writer.write(records[written % 3])
        written += 1
        // No worker tells so much in a night as this one in a second.
        usleep(100)
      }
      return written
    }
    let seen = await onOwnThread {
      var seen: [[RunRecord?]] = []
      var different: Set<Int?> = []
      let hang = ContinuousClock.now + .seconds(300)
      // The writer may not be let run for a while: until each record was met.
      while seen.count < 3000 || different.count < 3, ContinuousClock.now < hang {
        seen.append(registry.liveWorkers().map(\.record))
        different.insert(seen.last?.first??.prd)
      }
      return seen
    }
    writer.isOver.store(true, ordering: .relaxed)
    #expect(await written > 3)
    #expect(seen.allSatisfy { $0.count == 1 })
    #expect(seen.count { !($0.first.map { record in records.contains { $0 == record } } ?? false) } == 0)
    #expect(Set(seen.map { $0.first??.prd }).count == 3, "each was seen")
  }
}

/// Keeps a claim where a thread can write to it.
private final class Writer: @unchecked Sendable {
  let isOver = Atomic(false)
  private let claim: Claim?

  init(_ claim: consuming Claim?) {
    self.claim = claim
  }

  func write(_ record: RunRecord) { claim?.write(record) }
}
