/// The `## Blocked by` section of an issue body.
package enum BlockedBySection {
  /// The issues named in it: `#12`, `GH-12`, `owner/name#12`, or an issue's address on the same host. Each once, in
  /// order. A reference to the PRD's own repository has no repository in the result.
  package static func references(in body: String, of repository: RepositoryIdentity) -> [IssueReference] {
    var found: [IssueReference] = []
    for reference in lines(of: body).flatMap({ references(in: $0, repository) }) where !found.contains(reference) {
      found.append(reference)
    }
    return found
  }

  /// What it holds besides: entries that name no issue, such as `the design team` or another site's address. Nobody can
  /// tell when those are done. Each is one safe line of at most 80 characters.
  package static func unreadable(in body: String, of repository: RepositoryIdentity) -> [String] {
    let entries = BlockedByEntries(lines(of: body)) { line in
      let words = words(of: line)
      return words.count == 1 && words.allSatisfy { reference(in: $0, repository) != nil }
    }
    let found = entries.texts.filter {
      references(in: $0[...], repository).isEmpty && !BlockedByEntries.isNothing($0)
    }
    return found.map { SafeText.cut(SafeText.line($0), to: 80) }
  }

  private static func references(in line: Substring, _ repository: RepositoryIdentity) -> [IssueReference] {
    words(of: line).compactMap { reference(in: $0, repository) }
  }

  private static func words(of line: Substring) -> [Substring] { line.split { " \t,;()[]<>*`".contains($0) } }

  /// The section's lines but its headings. What HTML comments hold is not said.
  private static func lines(of body: String) -> [Substring] {
    var isInside = false
    var lines: [Substring] = []
    for line in withoutComments(body).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      let text = line.trimming { $0 == " " || $0 == "\t" }
      if text.hasPrefix("#"), let space = text.firstIndex(of: " "), text[..<space].allSatisfy({ $0 == "#" }) {
        let level = text.distance(from: text.startIndex, to: space)
        let title = text[space...].trimming { $0 == " " || $0 == ":" || $0 == "#" }
        if level == 2, title.lowercased() == "blocked by" {
          isInside = true
        } else if level <= 2 {
          isInside = false
        }
        continue
      }
      if isInside { lines.append(line) }
    }
    return lines
  }

  private static func withoutComments(_ body: String) -> String {
    var text = ""
    var rest = body[...]
    while let open = rest.firstRange(of: "<!--") {
      text += rest[..<open.lowerBound]
      rest = rest[open.upperBound...]
      guard let close = rest.firstRange(of: "-->") else { return text }
      rest = rest[close.upperBound...]
    }
    return text + rest
  }

  private static func reference(in word: Substring, _ own: RepositoryIdentity) -> IssueReference? {
    let text = word.trimming { ".:!".contains($0) }
    if text.hasPrefix("http") { return address(text, own) }
    if text.lowercased().hasPrefix("gh-") {
      let digits = text.dropFirst(3)
      return digits.allSatisfy { $0.isASCII && $0.isNumber } ? positive(digits).map { IssueReference($0) } : nil
    }
    if let hash = text.firstIndex(of: "#") {
      guard let number = positive(text[text.index(after: hash)...].prefix { $0.isNumber }) else { return nil }
      let before = text[..<hash]
      if before.isEmpty { return IssueReference(number) }
      let parts = before.split(separator: "/", omittingEmptySubsequences: false)
      guard parts.count == 2, !parts.contains("") else { return nil }
      return reference(number, in: String(before), own)
    }
    return nil
  }

  /// `https://HOST/OWNER/NAME/issues/12`, perhaps with `#issuecomment-…`.
  private static func address(_ text: Substring, _ own: RepositoryIdentity) -> IssueReference? {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count >= 7, parts[2].lowercased() == own.host.lowercased(),
      ["issues", "pull"].contains(parts[5]), let number = positive(parts[6].prefix { $0.isNumber })
    else { return nil }
    return reference(number, in: "\(parts[3])/\(parts[4])", own)
  }

  private static func reference(_ number: Int, in repository: String, _ own: RepositoryIdentity) -> IssueReference {
    let isOwn = repository.lowercased() == own.description.lowercased()
    return IssueReference(number, in: isOwn ? nil : repository)
  }

  private static func positive(_ digits: Substring) -> Int? {
    guard let number = Int(digits), number > 0 else { return nil }
    return number
  }
}

extension Substring {
  /// Without the characters at both ends that `isDropped` says.
  func trimming(_ isDropped: (Character) -> Bool) -> Substring {
    var text = self
    while let first = text.first, isDropped(first) { text.removeFirst() }
    while let last = text.last, isDropped(last) { text.removeLast() }
    return text
  }
}
