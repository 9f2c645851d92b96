extension IsolationText {
  /// Its words, in a style that nobody can miss where there is none.
  static func line(_ isolation: String) -> StyledLine {
    StyledLine(words(isolation), isNone(isolation) ? .bad : .dim)
  }
}
