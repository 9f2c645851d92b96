import Testing
@testable import KBRepository

@Suite("Reading objects that git prints")
struct BlobStreamTests {
  private func read(_ text: String, pieces: Int, piece: Int = 1000, overlap: Int = 10) throws -> [String] {
    var stream = BlobStream(piece: piece, overlap: overlap)
    var said: [String] = []
    let bytes = Array(text.utf8)
    for start in stride(from: 0, to: bytes.count, by: pieces) {
      try stream.feed(bytes[start..<min(bytes.count, start + pieces)]) { part in
        switch part {
        case .blob(let id): said.append("blob \(id)")
        case .content(let content, let line): said.append("\(line): \(String(decoding: content, as: UTF8.self))")
        case .end: said.append("end")
        case .unreadable: said.append("unreadable")
        }
      }
    }
    return said
  }

  @Test("gives the same contents however the bytes come")
  func pieces() throws {
    let text = "aa blob 5\na\nb\nc\nbb blob 0\n\ncc blob 1\n\n\n"
    let wanted = ["blob aa", "1: a\nb\nc", "end", "blob bb", "end", "blob cc", "1: \n", "end"]
    for count in 1...text.utf8.count { #expect(try read(text, pieces: count) == wanted) }
  }

  @Test("gives long content in pieces that overlap, with the number of the first line")
  func long() throws {
    let said = try read("aa blob 12\n1\n2\n3\n4\n5\n6\n\n", pieces: 3, piece: 4, overlap: 2)
    #expect(said == ["blob aa", "1: 1\n2\n3\n", "3: 3\n4\n5\n", "5: 5\n6\n", "end"])
  }

  @Test(
    "takes nothing else for an object",
    arguments: ["aa missing\n", "aa tree 3\nabc\n", "aa blob -1\n", "aa blob 1\nab\n"])
  func foreign(text: String) throws { #expect(try read(text, pieces: 100).contains("unreadable")) }
}
