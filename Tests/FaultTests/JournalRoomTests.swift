import Foundation
import KBFailures
import KBState
import KBSystem
import TestSupport
import Testing

@Suite("A journal on a disk that is full")
struct JournalRoomTests {
  private let folder = "/tmp/kb-journal-\(UInt64.random(in: .min ... .max))"
  private var path: String { folder + "/prd-1.journal" }

  private func journal() throws -> RunJournal { try RunJournal(path, run: "r-1", clock: Date.init) }

  private func onFullDisk(_ test: (TinyDisk) throws -> Void) throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    guard let disk = try TinyDisk(at: folder, mebibytes: 2) else { return }
    defer { disk.unmount() }
    try test(disk)
  }

  @Test("holds the longest review, and what comes after it", arguments: ["e", "é", "語"])
  func longLine(character: String) throws {
    try onFullDisk { disk in
      let journal = try journal()
      try journal.append(.began)
      try journal.makeRoom()
      try disk.fill()
      let review = JournalEntry.reviewed(head: "h", text: String(repeating: character, count: 60_000))
      try journal.append(review)
      try journal.append(.delivered(head: "h"))
      #expect(RunJournal.lines(at: path).map(\.entry) == [.began, review, .delivered(head: "h")])
      #expect(Files.text(path)?.split(separator: "\n", omittingEmptySubsequences: false).count == 4)
    }
  }

  @Test("has no part of a line that found no room")
  func noRoom() throws {
    try onFullDisk { disk in
      let journal = try journal()
      try journal.append(.began)
      try disk.fill()
      let before = Files.bytes(path)
      let review = JournalEntry.reviewed(head: "h", text: String(repeating: "e", count: 60_000))
      let failure = #expect(throws: ExpectedFailure.self) { try journal.append(review) }
      #expect(failure?.code == .stateDirectoryUnusable)
      #expect(Files.bytes(path) == before)
      disk.makeRoom()
      try journal.append(review)
      #expect(RunJournal.lines(at: path).map(\.entry) == [.began, review])
    }
  }
}
