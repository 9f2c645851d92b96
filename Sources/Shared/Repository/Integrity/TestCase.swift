/// One test as a file has it.
struct TestCase: Equatable {
  let name: String
  /// 1-based line of its declaration.
  let line: Int
  /// The line that keeps it from running or failing, for people; nil where it runs.
  var skip: String?
  /// Its assertions without blanks, in their order, but for those that can't fail.
  var assertions: [String] = []

  /// Alike for tests that are the same by their names: `testAddsTwo()` of one framework is `adds two` of another.
  let key: String

  init(name: String, line: Int, skip: String?) {
    self.name = name
    self.line = line
    self.skip = skip
    key = Self.key(of: name)
  }

  /// Alike for tests that assert the same; empty where one asserts nothing.
  var assertionKey: String { assertions.sorted().joined(separator: "\n") }

  private static func key(of name: String) -> String {
    let plain = name.lowercased().filter { $0.isLetter || $0.isNumber }
    let short = plain.hasPrefix("test") ? String(plain.dropFirst(4)) : plain
    return short.isEmpty ? name : short
  }
}

/// A line of a file, for people.
struct MarkedLine: Equatable {
  /// 1-based.
  let number: Int
  /// Without blanks at its ends.
  let text: String
}

/// What a file of tests holds.
struct TestFile: Equatable {
  var tests: [TestCase] = []
  /// Lines outside of tests that keep some from running, such as those of a suite.
  var skips: [MarkedLine] = []
  /// Lines that keep all other tests from running.
  var focus: [MarkedLine] = []
  /// Keys of tests that stand in comments.
  var commentedOut: Set<String> = []
}
