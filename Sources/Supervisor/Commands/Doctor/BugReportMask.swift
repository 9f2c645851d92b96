import KBText

/// Takes out of a bug report what tells who and where somebody is: names, addresses, home folders, tokens. Pure.
struct BugReportMask {
  private let redaction: Redaction
  /// Longest first.
  private let known: [(text: String, stand: String)]

  /// `facts` are further texts with what stands in their place.
  init(environment: [String: String], facts: [(String, String)] = []) {
    redaction = Redaction(environment: environment)
    var known = facts
    if let home = environment["HOME"], home.count > 1 {
      known.append((home, "~"))
      known.append((Self.name(of: home), "USER"))
    }
    for name in ["USER", "LOGNAME", "HOSTNAME", "HOST"] {
      if let value = environment[name] { known.append((value, name.hasPrefix("HOST") ? "HOST" : "USER")) }
    }
    self.known = known.filter { $0.0.count >= 3 }.sorted { $0.0.count > $1.0.count }
      .map { (text: $0.0, stand: $0.1) }
  }

  func mask(_ text: String) -> String {
    var masked = redaction.mask(SafeText.block(text))
    for (text, stand) in known { masked = Self.replace(text, with: stand, in: masked) }
    return masked.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.split(separator: " ", omittingEmptySubsequences: false).map { Self.word(String($0)) }.joined(separator: " ")
    }.joined(separator: "\n")
  }

  static func name(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? "" }

  /// Where no letter or digit stands before or after it.
  private static func replace(_ text: String, with stand: String, in whole: String) -> String {
    var result = ""
    var rest = whole[...]
    while let range = rest.firstRange(of: text) {
      let before = rest[..<range.lowerBound].last ?? result.last
      let isWord = !isPart(before) && !isPart(rest[range.upperBound...].first)
      result += rest[..<range.lowerBound] + (isWord ? stand : String(rest[range]))
      rest = rest[range.upperBound...]
    }
    return result + rest
  }

  private static func isPart(_ character: Character?) -> Bool {
    character.map { $0.isLetter || $0.isNumber || $0 == "_" } ?? false
  }

  /// Folders of people, mail addresses and numbers of machines, whoever they are.
  private static func word(_ word: String) -> String {
    for start in ["/home/", "/Users/"] {
      if let range = word.firstRange(of: start) {
        let rest = word[range.upperBound...].drop { $0.isLetter || $0.isNumber || "._-".contains($0) }
        return String(word[..<range.lowerBound]) + "~" + rest
      }
    }
    let parts = word.split(separator: "@", omittingEmptySubsequences: false)
    if parts.count == 2, let last = parts[0].last, isPart(last), parts[1].contains("."), isPart(parts[1].first) {
      return "ADDRESS"
    }
    let digits = word.split { !($0.isASCII && ($0.isNumber || $0 == ".")) }
    for run in digits where run.split(separator: ".").count == 4 && run != "127.0.0.1" {
      return word.replacing(run, with: "ADDRESS")
    }
    return word
  }
}
