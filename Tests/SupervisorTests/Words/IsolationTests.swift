import Testing

@testable import Supervisor

@Suite("What is said of isolation")
struct IsolationTests {
  private let none = "none: agents run as you; bubblewrap is not installed"

  @Test("can't be missed where there is none")
  func missing() {
    #expect(IsolationText.words(none) == "NO ISOLATION: agents run as you; bubblewrap is not installed")
    #expect(IsolationText.line(none).text(colours: true).contains("\u{1B}["))
    #expect(IsolationText.isNone(none) && IsolationText.isNone("none"))
  }

  @Test("is one line else, and nothing where an older kb has not written it down")
  func some() {
    #expect(IsolationText.words("a microVM") == "isolation: a microVM")
    #expect(IsolationText.all(["a microVM", "", none, "a microVM"]) == [none, "a microVM"])
  }
}
