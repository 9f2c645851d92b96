/// A column of PRDs, `#12`, that is wide enough for each of them.
struct NumberColumn {
  /// With the gap behind it.
  let width: Int

  init(_ numbers: [PRDName], atLeast least: Int = 6) {
    width = max(least, 2 + (numbers.map { $0.description.count }.max() ?? 0))
  }

  /// The PRD, filled to the column's width; nothing but the width for nil.
  func text(_ prd: PRDName?) -> String { DisplayWidth.fit(prd.map(\.description) ?? "", to: width) }
}
