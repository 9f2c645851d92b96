/// Finds the tests in a file by the signs of its language, line by line. A test ends where a line stands as far left as its
/// declaration does and closes nothing: files that no formatter has seen may be read wrongly.
struct TestFileReader {
  private let language: TestLanguage
  private let declarations: TestDeclaration
  private let skips: SignSearch
  private let focus: SignSearch
  private let assertions: SignSearch

  init(_ language: TestLanguage) {
    self.language = language
    let signs = TestSigns(of: language)
    declarations = TestDeclaration(signs, language)
    skips = SignSearch(signs.skips)
    focus = SignSearch(signs.focus)
    assertions = SignSearch(signs.assertions)
  }

  /// What the file holds.
  func read(_ bytes: [UInt8]) -> TestFile {
    let text = CodeText(bytes, language.lexis)
    var file = read(CodeLine.all(of: text.code, text.bare))
    file.commentedOut = Set(read(CodeLine.all(of: text.comments, text.comments)).tests.map(\.key))
    return file
  }

  private func read(_ lines: [CodeLine]) -> TestFile {
    var file = TestFile()
    var open: (test: TestCase, indent: Int)?
    var attributes = PendingAttributes()
    for (index, line) in lines.enumerated() where !line.isEmpty {
      if focus.finds(in: line.bare) { file.focus.append(line.marked) }
      let isSkip = skips.finds(in: line.bare)
      if open.map({ line.ends($0.indent) }) == true, let ended = open {
        file.tests.append(ended.test)
        open = nil
      }
      if open != nil {
        if isSkip, open?.test.skip == nil { open?.test.skip = line.marked.text }
        if let assertion = assertion(in: line) { open?.test.assertions.append(assertion) }
        continue
      }
      let indent = attributes.indent ?? line.indent
      let rest = attributes.take(line, isSkip: isSkip, of: declarations)
      guard !rest.isEmpty else { continue }
      if let name = declarations.name(in: rest, lines, index, isMarked: attributes.isTest) {
        let skip = attributes.skip ?? (isSkip ? line.marked : nil)
        open = (TestCase(name: name, line: line.number, skip: skip?.text), indent)
        // A test of one line.
        if let assertion = assertion(in: line) { open?.test.assertions.append(assertion) }
      } else if let skip = attributes.skip ?? (isSkip ? line.marked : nil) {
        file.skips.append(skip)
      }
      attributes = PendingAttributes()
    }
    if let open { file.tests.append(open.test) }
    return file
  }

  /// The line without blanks, where it asserts something that can fail.
  private func assertion(in line: CodeLine) -> String? {
    guard assertions.finds(in: line.bare) else { return nil }
    var text = String(decoding: line.code.filter { $0 > 0x20 }, as: UTF8.self)
    while text.hasSuffix(";") { text.removeLast() }
    return TestSigns.vain.contains(text.lowercased()) ? nil : text
  }
}

/// A line of code without blanks at its ends.
struct CodeLine {
  /// 1-based.
  let number: Int
  /// Blanks before it; a tab counts as one.
  let indent: Int
  let code: ArraySlice<UInt8>
  /// Without what stands within quotes; it begins and ends where `code` does.
  let bare: ArraySlice<UInt8>

  var isEmpty: Bool { code.isEmpty }

  var marked: MarkedLine { MarkedLine(number: number, text: String(decoding: code, as: UTF8.self)) }

  /// Those of two texts that are as long as each other.
  static func all(of code: [UInt8], _ bare: [UInt8]) -> [CodeLine] {
    var start = 0
    return code.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated().map { index, line in
      defer { start += line.count + 1 }
      let first = line.firstIndex { $0 > 0x20 } ?? line.endIndex
      let last = line.lastIndex { $0 > 0x20 } ?? line.startIndex
      let range = first < line.endIndex ? first..<last + 1 : line.endIndex..<line.endIndex
      return CodeLine(number: index + 1, indent: first - line.startIndex, code: code[range], bare: bare[range])
    }
  }

  /// Whether a test that stands so far right has ended before this line.
  func ends(_ indent: Int) -> Bool {
    guard self.indent <= indent, let first = bare.first else { return false }
    // Closing and opening brackets, and what the preprocessor reads.
    if "})]{".utf8.contains(first) { return false }
    if bare.starts(with: "#if".utf8) || bare.starts(with: "#e".utf8) { return false }
    let word = bare.prefix { SignSearch.isWord($0) }
    return !["end", "rescue", "ensure", "else"].contains { word.elementsEqual($0.utf8) }
  }
}
