import Foundation
import Testing

@testable import Supervisor

@Suite("A line that is wider than the terminal")
struct WrappedLineTests {
  private func rows(_ text: String, _ width: Int) -> [String] {
    StyledLine(text).wrapped(to: width).map { $0.text(colours: false) }
  }

  @Test("goes on between words, under its own text")
  func words() {
    #expect(
      rows("  #6   paused       close #8 and push a commit, then: kb run --prd 6", 50) == [
        "  #6   paused       close #8 and push a commit,",
        "                    then: kb run --prd 6",
      ])
    #expect(
      rows("6 PRDs in 7 s: 3 delivered, 1 failed.  13 sessions, 471k tokens", 50)
        == ["6 PRDs in 7 s: 3 delivered, 1 failed.  13", "sessions, 471k tokens"])
    #expect(rows("         Fix: a b c d e f g h i", 20) == ["         Fix: a b c", "         d e f g h i"])
  }

  @Test("stays whole where it fits, is wrapped nowhere else, or is too narrow to wrap", arguments: [50, 51, 200])
  func fits(width: Int) {
    let line = String(repeating: "abcd ", count: 10).trimmingCharacters(in: .whitespaces) + "e"
    #expect(rows(line, width) == [line])
  }

  @Test("keeps an address in one piece, so that it can be clicked and copied")
  func address() {
    let address = "https://github.com/acme/webapp/pull/" + String(repeating: "1", count: 40)
    #expect(
      rows("  #1   delivered    \(address)   3 issues, 6 s", 40)
        == ["  #1   delivered    \(address)", "                    3 issues, 6 s"])
    #expect(rows("log: see \(address)", 40) == ["log: see", address])
  }

  @Test("keeps the style of each piece, and counts wide characters as two columns")
  func styles() {
    var line = StyledLine("  #1   ")
    line.add("failed  ", .bad)
    line.add("日本語 日本語")
    let rows = line.wrapped(to: 24)
    #expect(
      rows.map { $0.text(colours: true) } == [
        "  #1   \u{1b}[31mfailed  \u{1b}[0m日本語", "               日本語",
      ])
    #expect(rows.allSatisfy { $0.width <= 24 })
  }

  @Test("loses nothing but the spaces at which it was cut", arguments: 20...60)
  func loss(width: Int) {
    let text =
      "  #18  failed       KB-A003 #20: the codex session ended without finishing, then   go on: kb run --prd 18"
    let words = rows(text, width).joined(separator: " ").split(separator: " ")
    #expect(words == text.split(separator: " "))
    #expect(rows("", width) == [""])
  }
}
