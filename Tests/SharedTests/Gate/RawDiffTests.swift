import Testing
@testable import KBRepository

private struct UnexpectedEvent: Error {}

@Suite("Reading git's raw differences")
struct RawDiffTests {
  static let object = String(repeating: "0a", count: 20)
  static let none = String(repeating: "0", count: 40)
  static let trees = "\(object) \(none)"
  static let whole =
    "\(trees)\n:000000 100644 \(none) \(object) A\0new\nfile\0:100644 040000 \(object) \(object) T\0d\0"

  private func read(_ pieces: [ArraySlice<UInt8>]) throws -> [RawDiff.Event] {
    var diff = RawDiff()
    var found: [RawDiff.Event] = []
    for piece in pieces { found += try diff.feed(piece) }
    try diff.finish()
    return found
  }

  @Test("gives the same entries however the bytes come")
  func pieces() throws {
    let bytes = Array(Self.whole.utf8)
    let wanted = try read([bytes[...]])
    #expect(wanted.first == .trees(Self.trees) && wanted.count == 3)
    let entries = wanted.compactMap { if case .entry(let change) = $0 { change } else { nil } }
    #expect(entries.map { String(decoding: $0.path, as: UTF8.self) } == ["new\nfile", "d"])
    #expect(entries[0].isNew && entries[0].newMode == .file && entries[1].newMode == .folder && !entries[1].isRemoval)
    for cut in bytes.indices { #expect(try read([bytes[..<cut], bytes[cut...]]) == wanted) }
  }

  @Test("takes nothing for whole that ends in the middle")
  func truncated() {
    let bytes = Array(Self.whole.utf8)
    let line = Self.trees.utf8.count + 1
    // Where an entry or the line of trees is whole.
    let whole = Set(
      [0, line, bytes.count] + bytes.indices.filter { bytes[..<$0].count { $0 == 0 } == 2 && bytes[$0 - 1] == 0 })
    for end in bytes.indices where !whole.contains(end) {
      #expect(throws: RawDiff.Unreadable.self) { try read([bytes[..<end]]) }
    }
  }

  @Test(
    "takes nothing for an entry that git does not print",
    arguments: [
      ":x\0y\0", ":000000 100644 \(none) \(object) R100\0a\0b\0", ":000000 100644 \(none) 0a A\0a\0",
      ":000000 100644 \(none) \(object) A\0\0", ":0 100644 \(none) \(object) A\0a\0",
      ":000000 100644 \(none) \(object) A\0a/b\0",
      ":000000 100644 \(none) \(object.uppercased()) A\0a\0", ":000000 100644 \(none) \(object) U\0a\0",
    ])
  func foreign(text: String) { #expect(throws: RawDiff.Unreadable.self) { try read([Array(text.utf8)[...]]) } }

  @Test("keeps no flood without an end")
  func flood() {
    var diff = RawDiff()
    #expect(throws: RawDiff.Unreadable.self) { try diff.feed([UInt8](repeating: 65, count: 1 << 17)) }
  }

  @Test("marks a mode that git does not write")
  func mode() throws {
    let odd = Array(":000000 100664 \(Self.none) \(Self.object) A\0a\0".utf8)
    guard case .entry(let change) = try read([odd[...]])[0] else { throw UnexpectedEvent() }
    #expect(change.newMode == nil)
  }
}
