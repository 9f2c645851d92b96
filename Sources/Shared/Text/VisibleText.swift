/// What can be seen of a text from outside: the first step of its way to the forge, a terminal or a page
/// (docs/adr/0047). What is invisible hides a mention from who looks for it, a secret from who masks it, and orders from
/// the person who reads.
package enum VisibleText {
  /// The text without control characters, formats such as zero-width and bidirectional ones, tags, fillers and what is
  /// not assigned. Each end of a line is a line feed; tabs stay. Joiners and presentations stay between characters
  /// beyond ASCII, where scripts and emoji need them: nothing that acts is spelled with those. Doing it twice changes
  /// nothing.
  package static func of(_ text: String) -> String {
    if text.utf8.allSatisfy({ isPlain($0) }) { return text }
    let scalars = Array(text.unicodeScalars)
    var visible = String.UnicodeScalarView()
    var last: Unicode.Scalar = "\n"
    for (index, scalar) in scalars.enumerated() {
      let next = index + 1 < scalars.count ? scalars[index + 1] : "\n"
      guard let kept = kept(scalar, after: last, before: next) else { continue }
      // A carriage return with its line feed is one end.
      if kept == "\n", scalar == "\r", next == "\n" { continue }
      visible.append(kept)
      last = kept
    }
    return String(visible)
  }

  private static func isPlain(_ byte: UInt8) -> Bool { byte >= 0x20 && byte < 0x7F || byte == 0x0A || byte == 0x09 }

  /// What stands for a scalar; nil where nothing does.
  private static func kept(
    _ scalar: Unicode.Scalar, after last: Unicode.Scalar, before next: Unicode.Scalar
  ) -> Unicode.Scalar? {
    if scalar.isASCII, isPlain(UInt8(truncatingIfNeeded: scalar.value)) { return scalar }
    switch scalar.value {
    case 0x0B...0x0D, 0x85, 0x2028, 0x2029: return "\n"
    case 0x200C, 0x200D: return !last.isASCII && !next.isASCII && !isInvisible(next) ? scalar : nil
    // Text and emoji presentation, also of `1️⃣`.
    case 0xFE0E, 0xFE0F: return !last.isASCII && !isInvisible(last) || next.value == 0x20E3 ? scalar : nil
    default: return isInvisible(scalar) ? nil : scalar
    }
  }

  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return !isPlain(UInt8(truncatingIfNeeded: scalar.value)) }
    let properties = scalar.properties
    switch properties.generalCategory {
    case .control, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: return true
    case .format: return !isSign(scalar)
    default: return properties.isDefaultIgnorableCodePoint
    }
  }

  /// Signs that begin a number or an abbreviation and are seen, though Unicode counts them as formats
  /// (Prepended_Concatenation_Mark in https://www.unicode.org/Public/UCD/latest/ucd/PropList.txt).
  private static func isSign(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x600...0x605, 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD: true
    default: false
    }
  }
}
