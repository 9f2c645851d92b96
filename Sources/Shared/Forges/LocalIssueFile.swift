import KBText

/// One PRD or Implementation Issue as a Markdown file, `<number>-<slug>.md`, with a header between `---` lines.
/// krutrimbox reads such files and never writes them.
struct LocalIssueFile: Equatable {
  let number: Int
  /// Absolute.
  let path: String
  let title: String
  /// nil is the operator.
  let author: String?
  let labels: Set<String>
  /// Number of the PRD above it.
  let parent: Int?
  let isOpen: Bool
  let blockedBy: [Int]
  /// What follows the header and one blank line, as it is.
  let body: String

  /// Why a file can't be read, as a part of a sentence.
  struct Fault: Error, Equatable {
    let why: String
  }

  /// Numbers from here on are pull requests.
  static let numberLimit = 100_000

  /// The number that a file's name starts with; nil where the name is not `<number>-<slug>.md`.
  static func number(of name: String) -> Int? {
    guard name.hasSuffix(".md"), name.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
      return nil
    }
    let digits = name.prefix { $0.isASCII && $0.isNumber }
    guard name[digits.endIndex...].hasPrefix("-") || name[digits.endIndex...] == ".md" else { return nil }
    return Int(digits).flatMap { (1..<numberLimit).contains($0) ? $0 : nil }
  }

  /// Reads the header and takes the rest as the body. Strict: a line or a key that means nothing is a fault, because
  /// a misspelt `parent` would silently lose an issue.
  init(number: Int, path: String, text: String) throws(Fault) {
    let bytes = Array(text.utf8)
    var position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    guard Self.isFence(Self.line(bytes, &position)) else { throw Fault(why: "its first line is not ---") }
    var lines: [String] = []
    while true {
      guard position < bytes.count else { throw Fault(why: "no second --- ends its header") }
      let line = Self.line(bytes, &position)
      if Self.isFence(line) { break }
      lines.append(line)
    }
    let header = try LocalIssueHeader(lines)
    guard header.parent != number else { throw Fault(why: "it is its own parent") }
    self.number = number
    self.path = path
    title = header.title
    author = header.author
    labels = header.labels
    parent = header.parent
    isOpen = header.isOpen
    blockedBy = header.blockedBy
    var afterBlank = position
    if Self.line(bytes, &afterBlank).isEmpty { position = afterBlank }
    body = String(decoding: bytes[position...], as: UTF8.self)
  }

  /// The line at `position`, which moves behind it; without its end, be it a line feed or carriage return and line feed.
  private static func line(_ bytes: [UInt8], _ position: inout Int) -> String {
    let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n"))
    var line = bytes[position..<(end ?? bytes.endIndex)]
    position = end.map { $0 + 1 } ?? bytes.endIndex
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    return String(decoding: line, as: UTF8.self)
  }

  private static func isFence(_ line: String) -> Bool { line.trimming { $0 == " " || $0 == "\t" } == "---" }
}
