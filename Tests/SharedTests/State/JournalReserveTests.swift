import Foundation
import Testing
@testable import KBState
@testable import KBSystem

@Suite("The room that is kept for a journal")
struct JournalReserveTests {
  private let journal = "/tmp/kb-reserve-\(UInt64.random(in: .min ... .max)).journal"

  private var size: Int? { Files.bytes(journal + ".reserve")?.count }

  @Test("is given back part by part, and taken again as a whole")
  func parts() throws {
    let reserve = JournalReserve(path: journal + ".reserve")
    defer { reserve.remove() }
    let isReleased = reserve.release()
    #expect(!isReleased, "nothing is kept yet")
    try reserve.fill()
    #expect(size == JournalReserve.size)
    for left in stride(from: JournalReserve.size - JournalReserve.step, through: 0, by: -JournalReserve.step) {
      let isReleased = reserve.release()
      #expect(isReleased)
      #expect(size == left)
    }
    let isEmpty = !reserve.release()
    #expect(isEmpty)
    try reserve.fill()
    #expect(size == JournalReserve.size)
  }

  @Test("is there from before a session to the end of the run")
  func life() throws {
    defer { unlink(journal) }
    let file = try RunJournal(journal, run: "r-1", clock: Date.init)
    try file.append(.began)
    #expect(size == nil)
    try file.makeRoom()
    try file.append(.sessionStarted(issue: 1, base: "b"))
    #expect(size == JournalReserve.size)
    try file.append(.ended(outcome: "delivered"))
    #expect(size == nil)
    #expect(file.lines.count == 3)
  }
}

@Suite("What a journal says of deliveries")
struct OwedDeliveryTests {
  private func owes(_ entries: JournalEntry..., published: Set<Int> = [1, 2]) -> Bool {
    ResumePoint(entries.map { JournalLine(run: "r", at: Date(), entry: $0) }).owesDelivery(of: published)
  }

  @Test("a commit that came after a delivery is owed one, where it was published")
  func later() {
    let first = JournalEntry.committed(issue: 1, parent: "a", commit: "b")
    let second = JournalEntry.committed(issue: 2, parent: "b", commit: "c")
    let delivered = JournalEntry.delivered(head: "b")
    #expect(owes(first, delivered, second))
    #expect(!owes(first, delivered, second, published: [1]))
    #expect(!owes(first, delivered, second, .delivered(head: "c")))
  }

  @Test("what was never delivered, or taken out of draft by a person, is not")
  func never() {
    #expect(!owes(.committed(issue: 1, parent: "a", commit: "b")))
    #expect(!owes())
  }

  @Test("the end of an older version's run is a delivery, too")
  func older() {
    let first = JournalEntry.committed(issue: 1, parent: "a", commit: "b")
    #expect(!owes(first, .ended(outcome: "delivered")))
    #expect(owes(.ended(outcome: "delivered"), first))
    #expect(!owes(.ended(outcome: "paused"), first))
  }
}
