/// A column of PRDs, `#12`, that is wide enough for each of them where there is room.
struct NumberColumn {
  /// With the gap behind it.
  let width: Int

  /// At most `most` wide, on a terminal: a longer name loses its start, since its end tells most.
  init(_ numbers: [PRDName], atLeast least: Int = 6, atMost most: Int = .max) {
    width = max(least, min(most, 2 + (numbers.map { $0.description.count }.max() ?? 0)))
  }

  /// The PRD, filled to the column's width; nothing but the width for nil.
  func text(_ prd: PRDName?) -> String {
    var name = prd?.description ?? ""
    if name.count > width - 2 { name = "…" + name.suffix(width - 3) }
    return DisplayWidth.fit(name, to: width)
  }
}
