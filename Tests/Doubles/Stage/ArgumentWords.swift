/// Takes words off an argument list, in the way of both agents' and sbx's argument readers.
struct ArgumentWords {
  private var rest: ArraySlice<String>

  init(_ arguments: [String]) { rest = arguments[...] }

  /// The next word as it stands.
  mutating func next() -> String? { rest.popFirst() }

  /// All that is left.
  var remaining: [String] { Array(rest) }

  /// The next word, with `--name=value` taken apart: the value becomes the next word.
  mutating func nextOption() -> String? {
    guard let word = rest.popFirst() else { return nil }
    guard word.hasPrefix("--"), let equals = word.firstIndex(of: "=") else { return word }
    rest = [String(word[word.index(after: equals)...])] + rest
    return String(word[..<equals])
  }
}
