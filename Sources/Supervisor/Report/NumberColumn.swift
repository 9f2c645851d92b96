/// A column of PRD numbers, `#12`, that is wide enough for each of them.
struct NumberColumn {
  /// With the gap after the number.
  let width: Int

  init(_ numbers: [Int], atLeast least: Int = 6) {
    width = max(least, 2 + (numbers.map { "#\($0)".count }.max() ?? 0))
  }

  /// The number, filled to the column's width; nothing but the width for nil.
  func text(_ number: Int?) -> String { DisplayWidth.fit(number.map { "#\($0)" } ?? "", to: width) }
}
