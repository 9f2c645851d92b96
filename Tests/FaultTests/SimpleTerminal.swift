/// What stands on a terminal after it was sent some text: the few escape sequences that kb uses, no wrapping.
struct SimpleTerminal {
  private(set) var lines: [String] = [""]
  private var row = 0

  /// The first and the last line of a typescript are `script`'s own.
  init(_ typescript: String) {
    var rest = Substring(typescript)
    if rest.hasPrefix("Script started"), let end = rest.firstIndex(where: \.isNewline) {
      rest = rest[rest.index(after: end)...]
    }
    if let end = rest.firstRange(of: "\nScript done") { rest = rest[..<end.lowerBound] }
    var scalars = Substring.UnicodeScalarView(rest.unicodeScalars)
    while let scalar = scalars.popFirst() {
      switch scalar {
      case "\u{1b}": escape(&scalars)
      case "\n": newline()
      case "\r": break
      default: lines[row].unicodeScalars.append(scalar)
      }
    }
  }

  private mutating func newline() {
    row += 1
    if row == lines.count { lines.append("") }
  }

  private mutating func escape(_ scalars: inout Substring.UnicodeScalarView) {
    _ = scalars.popFirst()
    var number = ""
    while let scalar = scalars.popFirst() {
      switch scalar {
      case "A":
        row = max(0, row - (Int(number) ?? 1))
        return
      case "K":
        lines[row] = ""
        return
      case "J":
        lines.removeSubrange((row + 1)...)
        lines[row] = ""
        return
      case "0"..."9", "?", ";": number.unicodeScalars.append(scalar)
      default: return
      }
    }
  }
}
