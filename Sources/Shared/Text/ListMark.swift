/// What a list item begins with.
package enum ListMark {
  /// `-`, `*`, `+`, `3.` or `3)`.
  package static func isMark(_ word: Substring) -> Bool {
    if ["-", "*", "+"].contains(word) { return true }
    let digits = word.dropLast()
    return (1...9).contains(digits.count) && digits.allSatisfy { $0.isASCII && $0.isNumber }
      && (word.last == "." || word.last == ")")
  }
}
