import KBConfiguration
import KBDomain
import KBText

/// The lines `key: value` at the top of an issue file.
struct LocalIssueHeader {
  private(set) var title = ""
  private(set) var author: String?
  private(set) var labels: Set<String> = []
  private(set) var parent: Int?
  private(set) var isOpen = true
  private(set) var blockedBy: [Int] = []

  static let keys = ["title", "author", "labels", "parent", "state", "blocked-by"]

  /// `lines` start at the file's second line.
  init(_ lines: [String]) throws(LocalIssueFile.Fault) {
    var seen: Set<String> = []
    for (index, line) in zip(2..., lines) {
      let text = line.trimming { $0 == " " || $0 == "\t" }
      if text.isEmpty || text.hasPrefix("#") { continue }
      guard let colon = text.firstIndex(of: ":"), !line.hasPrefix(" "), !line.hasPrefix("\t") else {
        throw LocalIssueFile.Fault(why: "line \(index) is not `key: value`")
      }
      let key = text[..<colon].trimming { $0 == " " }.lowercased()
      guard seen.insert(key).inserted else {
        throw LocalIssueFile.Fault(why: "`\(SafeText.quotable(key))` is there twice, again on line \(index)")
      }
      try take(key, Self.unquoted(text[text.index(after: colon)...]), line: index)
    }
    guard !title.isEmpty else { throw LocalIssueFile.Fault(why: "its header has no title") }
  }

  private mutating func take(_ key: String, _ value: String, line: Int) throws(LocalIssueFile.Fault) {
    switch key {
    case "title": title = value
    case "author" where value.isEmpty: break
    case "author":
      if let problem = SettingCheck.login(value) {
        throw LocalIssueFile.Fault(why: "`author` \(problem), on line \(line)")
      }
      author = value
    case "labels": labels = Set(Self.list(value).map(Self.canonical))
    case "parent": parent = value.isEmpty ? nil : try Self.number(value, key, line)
    case "state":
      guard ["open", "closed"].contains(value) else {
        throw LocalIssueFile.Fault(
          why: "`state` must be open or closed, not \(SettingCheck.quoted(value)), on line \(line)")
      }
      isOpen = value == "open"
    case "blocked-by":
      for word in Self.list(value) { blockedBy.append(try Self.number(word, key, line)) }
    default:
      let nearest = NearestName.of(key, among: Self.keys).map { "; did you mean `\($0)`?" }
      throw LocalIssueFile.Fault(
        why: "there is no key `\(SafeText.quotable(key))`, on line \(line)"
          + (nearest ?? "; it knows \(Self.keys.joined(separator: ", "))"))
    }
  }

  private static func number(_ text: String, _ key: String, _ line: Int) throws(LocalIssueFile.Fault) -> Int {
    let digits = text.hasPrefix("#") ? text.dropFirst() : text[...]
    guard digits.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(digits), number > 0 else {
      throw LocalIssueFile.Fault(
        why: "`\(key)` must be issue numbers, not \(SettingCheck.quoted(text)), on line \(line)")
    }
    return number
  }

  /// `a, b` or `[a, b]`.
  private static func list(_ value: String) -> [String] {
    let inner = value.hasPrefix("[") && value.hasSuffix("]") ? value.dropFirst().dropLast() : value[...]
    return inner.split(separator: ",").map(unquoted).filter { !$0.isEmpty }
  }

  /// Without blanks at the ends, and without one pair of quotes.
  private static func unquoted(_ text: Substring) -> String {
    let value = text.trimming { $0 == " " || $0 == "\t" }
    guard value.count >= 2, let first = value.first, "\"'".contains(first), value.last == first else {
      return String(value)
    }
    return String(value.dropFirst().dropLast())
  }

  /// krutrimbox's own labels without regard to case, as GitHub has it.
  private static func canonical(_ label: String) -> String {
    Label.allCases.first { $0.rawValue.lowercased() == label.lowercased() }?.rawValue ?? label
  }
}
