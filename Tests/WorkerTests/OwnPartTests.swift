import Testing

@testable import Worker

@Suite("krutrimbox's own part of a text")
struct OwnPartTests {
  private func marked(_ text: String) -> String { "\(OwnPart.begin)\n\(text)\n\(OwnPart.end)" }

  @Test("is all of an empty text")
  func empty() { #expect(OwnPart.put("a", into: "") == marked("a")) }

  @Test("is put in the place of the earlier one, and what stands around it stays")
  func replaced() {
    let text = "before\n" + marked("old\nlines") + "\nafter"
    #expect(OwnPart.put("new", into: text) == "before\n" + marked("new") + "\nafter")
    #expect(OwnPart.put("new", into: OwnPart.put("new", into: text)) == OwnPart.put("new", into: text))
  }

  @Test("is found where the forge has turned line ends into CRLF")
  func carriageReturns() {
    let text = "before\r\n" + OwnPart.begin + "\r\nold\r\n" + OwnPart.end + "\r\nafter"
    #expect(OwnPart.put("new", into: text) == "before\n" + marked("new") + "\nafter")
  }

  @Test("stands first where somebody has removed a mark", arguments: [OwnPart.begin, OwnPart.end, "only words"])
  func marksLost(text: String) { #expect(OwnPart.put("new", into: text) == marked("new") + "\n\n" + text) }
}
