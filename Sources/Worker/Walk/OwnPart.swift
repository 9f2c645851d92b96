/// krutrimbox's part of a text that people may edit too.
enum OwnPart {
  static let begin = "<!-- krutrimbox:begin -->"
  static let end = "<!-- krutrimbox:end -->"

  /// Replaces the part between the marks; where they are not both there, it is put first.
  static func put(_ own: String, into text: String) -> String {
    let part = "\(begin)\n\(own)\n\(end)"
    // The forge may have turned line ends into CRLF.
    let text = text.split(separator: "\r\n", omittingEmptySubsequences: false).joined(separator: "\n")
    guard let start = text.firstRange(of: begin),
      let stop = text[start.upperBound...].firstRange(of: end)
    else { return text.isEmpty ? part : "\(part)\n\n\(text)" }
    return text[..<start.lowerBound] + part + text[stop.upperBound...]
  }
}
