extension Substring {
  /// Without the characters at both ends that `isDropped` says.
  package func trimming(_ isDropped: (Character) -> Bool) -> Substring {
    var text = self
    while let first = text.first, isDropped(first) { text.removeFirst() }
    while let last = text.last, isDropped(last) { text.removeLast() }
    return text
  }
}

extension String {
  /// Without the characters at both ends that `isDropped` says.
  package func trimming(_ isDropped: (Character) -> Bool) -> Substring { self[...].trimming(isDropped) }

  /// The lines, ended by a line feed alone or with a carriage return before it.
  package var utf8Lines: [String] {
    utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
      String(Substring(line.last == UInt8(ascii: "\r") ? line.dropLast() : line))
    }
  }
}

extension StringProtocol {
  /// Blanks at its beginning.
  package var indent: Int { prefix { $0 == " " }.count }
}
