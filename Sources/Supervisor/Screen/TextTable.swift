import KBText

/// A table whose columns are as wide as their widest cell. Cells are made safe to print.
struct TextTable {
  private var rows: [[String]]
  private var remarks = [""]

  init(_ headings: [String]) {
    rows = [headings]
  }

  /// `after` stands behind the last column.
  mutating func add(_ cells: [String], after remark: String = "") {
    rows.append(cells.map(SafeText.line))
    remarks.append(remark)
  }

  var lines: [StyledLine] {
    let widths = rows[0].indices.map { column in rows.map { DisplayWidth.of($0[column]) }.max() ?? 0 }
    return zip(rows, remarks).enumerated().map { index, row in
      let cells = zip(row.0, widths).map { DisplayWidth.fit($0, to: $1) }
      var line = StyledLine(cells.joined(separator: "  "), index == 0 ? .dim : .plain)
      if !row.1.isEmpty { line.add("  " + row.1, .waits) }
      return line.cut(to: line.width)
    }
  }
}
