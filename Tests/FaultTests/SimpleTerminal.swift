/// What stands on a terminal after it was sent some text: the few escape sequences that kb uses, and lines that wrap.
/// Nothing scrolls: there are as many rows as are written.
struct SimpleTerminal {
  private var cells: [[Character]] = [[]]
  private var row = 0
  /// Behind the last column while the next character would wrap.
  private var column = 0
  private let columns: Int

  /// The rows, without blanks at their ends.
  var lines: [String] {
    cells.map { row in
      var row = row
      while row.last == " " { row.removeLast() }
      return String(row)
    }
  }

  /// The first and the last line of a typescript are `script`'s own.
  init(_ typescript: String, columns: Int = 1000) {
    self.columns = columns
    var rest = Substring(typescript)
    if rest.hasPrefix("Script started"), let end = rest.firstIndex(where: \.isNewline) {
      rest = rest[rest.index(after: end)...]
    }
    if let end = rest.firstRange(of: "\nScript done") { rest = rest[..<end.lowerBound] }
    var scalars = Substring.UnicodeScalarView(rest.unicodeScalars)
    while let scalar = scalars.popFirst() {
      switch scalar {
      case "\u{1b}": escape(&scalars)
      case "\n": go(to: row + 1)
      case "\r": column = 0
      default: put(Character(scalar))
      }
    }
  }

  private mutating func put(_ character: Character) {
    if column == columns {
      go(to: row + 1)
      column = 0
    }
    while cells[row].count <= column { cells[row].append(" ") }
    cells[row][column] = character
    column += 1
  }

  private mutating func go(to other: Int) {
    row = max(0, other)
    while cells.count <= row { cells.append([]) }
  }

  /// As xterm does it: behind the last column the character in it is erased.
  private mutating func eraseToEnd() {
    let from = min(column, columns - 1)
    if cells[row].count > from { cells[row].removeSubrange(from...) }
  }

  private mutating func escape(_ scalars: inout Substring.UnicodeScalarView) {
    _ = scalars.popFirst()
    var number = ""
    while let scalar = scalars.popFirst() {
      switch scalar {
      case "A":
        go(to: row - (Int(number) ?? 1))
        return
      case "K":
        if number == "2" { cells[row] = [] } else { eraseToEnd() }
        return
      case "J":
        eraseToEnd()
        cells.removeSubrange((row + 1)...)
        return
      case "0"..."9", "?", ";": number.unicodeScalars.append(scalar)
      default: return
      }
    }
  }
}
