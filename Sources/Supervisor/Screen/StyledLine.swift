/// One line of output in pieces with a style each.
struct StyledLine: Equatable, Sendable {
  struct Piece: Equatable, Sendable {
    var text: String
    var style: Style
  }

  private(set) var pieces: [Piece] = []

  init(_ text: String = "", _ style: Style = .plain) {
    add(text, style)
  }

  mutating func add(_ text: String, _ style: Style = .plain) {
    if text.isEmpty { return }
    if let last = pieces.indices.last, pieces[last].style == style {
      pieces[last].text += text
    } else {
      pieces.append(Piece(text: text, style: style))
    }
  }

  mutating func add(_ line: StyledLine) {
    for piece in line.pieces { add(piece.text, piece.style) }
  }

  var width: Int { pieces.reduce(0) { $0 + DisplayWidth.of($1.text) } }

  /// At most `limit` columns, without spaces at the end.
  func cut(to limit: Int) -> StyledLine {
    var line = StyledLine()
    var left = limit
    for piece in pieces where left > 0 {
      let text = DisplayWidth.cut(piece.text, to: left)
      line.add(text, piece.style)
      left -= text == piece.text ? DisplayWidth.of(text) : left
    }
    return line.trimmed
  }

  /// As it is written to a terminal or a file.
  func text(colours: Bool) -> String {
    pieces.map { piece in
      guard colours, let code = piece.style.code else { return piece.text }
      return "\u{1b}[\(code)m\(piece.text)\u{1b}[0m"
    }.joined()
  }

  private var trimmed: StyledLine {
    var line = self
    while var last = line.pieces.popLast() {
      while last.text.last == " " { last.text.removeLast() }
      if last.text.isEmpty { continue }
      line.pieces.append(last)
      break
    }
    return line
  }
}

extension Style {
  /// The number of a terminal's colour; nil for the one that it has anyway.
  fileprivate var code: String? {
    switch self {
    case .plain: nil
    case .good: "32"
    case .waits: "33"
    case .bad: "31"
    case .dim: "2"
    }
  }
}
