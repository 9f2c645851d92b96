import Foundation
import KBDomain
import KBText
import Testing

@Suite("Attack: words that are hidden from krutrimbox and not from GitHub")
struct HiddenWordTests {
  private static let secret = "ghp_abcdefghijklmnopqrstuvwxyz0123456789"

  @Test(
    "what is invisible is left out",
    arguments: [
      "\u{200B}", "\u{200C}", "\u{200D}", "\u{2060}", "\u{FEFF}", "\u{AD}", "\u{202E}", "\u{2066}", "\u{E0001}",
      "\u{E0041}", "\u{34F}", "\u{3164}", "\u{FE0F}", "\u{E0100}", "\u{180E}", "\u{61C}", "\u{1}", "\u{E000}",
    ])
  func invisible(mark: String) {
    #expect(VisibleText.of("a\(mark)b") == "ab")
    for text in [
      "ask @\(mark)bob", "ask @bo\(mark)b", "Fixes #\(mark)7", "[sk\(mark)ip ci]", "https:/\(mark)/evil.example",
    ] {
      for safe in [MarkdownText.line(text), MarkdownText.paragraphs(text), TitleText.plain(text)] {
        for word in ["@bob", "#7", "skip ci", "://"] { #expect(!safe.contains(word), "\(safe)") }
        #expect(!safe.unicodeScalars.contains { $0 == mark.unicodeScalars.first && $0 != "\u{200D}" })
      }
    }
  }

  @Test(
    "a secret is masked also where something invisible stands in it",
    arguments: ["\u{200B}", "\u{E0041}", "\u{1}", "\u{AD}"])
  func secrets(mark: String) {
    let redaction = Redaction(secrets: ["correct-horse"])
    let half = Self.secret.prefix(12) + mark + Self.secret.dropFirst(12)
    #expect(redaction.mask("x \(half) y") == "x *** y")
    #expect(redaction.mask("correct\(mark)-horse") == "***")
  }

  @Test(
    "what scripts and emoji need stays",
    arguments: ["👩\u{200D}💻", "❤️", "می\u{200C}خواهم", "क्\u{200D}ष", "1️⃣", "\u{600}١٢", "Ünï ☃"])
  func scripts(text: String) { #expect(VisibleText.of(text) == text) }

  @Test(
    "each end of a line is a line feed", arguments: ["\r\n", "\r", "\u{B}", "\u{C}", "\u{85}", "\u{2028}", "\u{2029}"])
  func lineEnds(end: String) { #expect(VisibleText.of("a\(end)b") == "a\nb") }
}

@Suite("Attack: Markdown that acts")
struct ActingMarkdownTests {
  @Test(
    "prose neither calls, closes, links, embeds nor hides, whatever looks like code before it",
    arguments: [
      ("&#64;team", "\\&#\u{200D}64;team"), ("&commat;team", "\\&commat;team"), ("\\@team", "\\@\u{200D}team"),
      ("<!-- x -->", "\\<!-- x -->"), ("![a][b]", "!\\[a]\\[b]"),
      ("[b]: https://evil.example", "\\[b]: https:\u{200D}//evil.example"),
      ("<https://evil.example>", "\\<https:\u{200D}//evil.example>"), ("www.evil.example", "www\u{200D}.evil.example"),
      ("closes acme/api#7", "closes acme/api#\u{200D}7"), ("~~~ x", "\u{60}\u{60}\u{60}x\n\u{60}\u{60}\u{60}"),
      ("a ``` b", "a \\`\\`\\` b"), ("| `a | @team` |", "| \\`a | @\u{200D}team\\` |"), ("`@team`", "`@team`"),
      ("``a`b", "\\`\\`a\\`b"), ("- ```\n  @x\n  ```", "-\n  ```\n  @x\n  ```"),
      ("> ```js\n> @x\n@team", "> ```js\n> @x\n> ```\n@\u{200D}team"), ("    @x\n\ny", "```\n@x\n```\n\ny"),
      ("```mermaid\nx\n```", "```\nx\n```"), ("say [skip ci]", "say \\[s\u{200D}kip ci]"),
    ] as [(String, String)])
  func prose(text: String, safe: String) { #expect(MarkdownText.paragraphs(text) == safe) }

  @Test(
    "after each of these, GitHub reads prose, and so does krutrimbox",
    arguments: [
      "~~~\n```\n~~~", "``` a`b", "- x\n  ```", "> ```", "```\nx\n```", "````\n```\n````", "```\n~~~\n```",
      "<pre>\n```\n</pre>", "<!--\n```\n-->", "[a]: x\n```\n```", "1. a\n\n   ```\n   b\n   ```", "\t```", "`", "``",
      "\\`",
    ])
  func beforeProse(text: String) {
    let safe = MarkdownText.paragraphs(text + "\n\nask @team now")
    let open = safe.split(separator: "\n", omittingEmptySubsequences: false).reduce(into: "") { fence, line in
      let ticks = String(line.drop { "> ".contains($0) }.prefix { $0 == "`" })
      if fence.isEmpty { fence = ticks.count > 2 ? ticks : "" } else if ticks == fence { fence = "" }
    }
    #expect(open == "")
    #expect(safe.contains("@team") == safe.hasSuffix("@team now\n```"), "\(safe)")
  }

  @Test("any text comes out the same a second time, and nothing in its prose acts", arguments: 0..<300)
  func property(seed: Int) {
    var random = Seeded(state: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1)
    let pieces = [
      "`", "``", "```", "~~~", "````", "\n", "\n", "\n\n", " ", "  ", "    ", "\t", "> ", "- ", "1. ", "@bob", "@a/b",
      "#7", "a#7",
      "https://e.example/x", "www.e.example", "<b>", "<!--", "-->", "[a]", "(u)", "![", "]", ": ", "|", "\\", "&#64;x",
      "&lt;",
      "\u{200B}", "\u{200D}", "é", "👩\u{200D}💻", "x", "word", "*", "_", "[skip ci]", "no ci", "skip", "GH-7", "\r\n",
      "swift", "mermaid",
      "---", "===", "# ",
    ]
    let text = (0..<Int.random(in: 1...40, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
      .joined()
    let safe = MarkdownText.paragraphs(text)
    #expect(MarkdownText.paragraphs(safe) == safe, "\(text)")
    let prose = Self.prose(of: safe)
    for mark in [#/@[A-Za-z0-9]/#, #/#[0-9]/#, #/:\/\//#, #/(?i)www\./#, #/(?i)\[skip ci\]/#] {
      #expect(prose.firstMatch(of: mark) == nil, "\(text) became \(safe)")
    }
    for mark in ["<", "["] { #expect(!Self.unescaped(prose).contains(mark), "\(text) became \(safe)") }
  }

  /// What is outside of code, by the rules of GFM for texts in which each fence is closed and each backtick paired.
  private static func prose(of text: String) -> String {
    var fence = ""
    var prose = ""
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let bare = line.drop { "> ".contains($0) }
      let ticks = String(bare.prefix { $0 == "`" })
      if !fence.isEmpty {
        if ticks.count >= fence.count, bare.count == ticks.count { fence = "" }
      } else if ticks.count > 2, !bare.dropFirst(ticks.count).contains("`") {
        fence = ticks
      } else {
        prose += withoutSpans(String(line)) + "\n"
      }
    }
    return prose
  }

  private static func withoutSpans(_ line: String) -> String {
    line.replacing(#/\\\\/#, with: "..").replacing(#/\\`/#, with: ".").replacing(
      #/(`+)([^`]|[^`].*?[^`])\1(?!`)/#, with: "code")
  }

  private static func unescaped(_ prose: String) -> String { prose.replacing(#/\\[<\[\\]/#, with: "") }

  @Test("a title's entities stay what they are", arguments: ["&commat;team", "&#64;team", "&lt;b>", "&amp;commat;x"])
  func entities(title: String) {
    // An entity that is not escaped would be decoded before mentions are looked for.
    #expect(MarkdownText.line(title).hasPrefix("\\&"))
  }

  @Test("a megabyte costs a time that grows with its length alone")
  func long() {
    for piece in ["`", "`a", "[", "@b ", "\\", "> ", "- ", "no ", "skip ", " ", "&a;", "``` "] {
      let text = String(repeating: piece, count: 200_000 / piece.utf8.count)
      #expect(!VisibleText.of(text).isEmpty)
      #expect(!MarkdownText.paragraphs(text).isEmpty)
      #expect(!SkipWords.inert(text).isEmpty)
    }
  }
}

/// The same numbers for the same seed, on every machine (xorshift).
private struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
}
