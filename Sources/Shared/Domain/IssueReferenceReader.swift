/// Finds the issues that a text names: `#12`, `GH-12`, `owner/name#12`, or an issue's address on the same host. Pure.
struct IssueReferenceReader {
  /// The repository that a bare number means.
  let own: RepositoryIdentity

  /// Everything in one word that may hold several: `#3/#4`, `#3&#4`, and `#3-#5`, which is three.
  func all(in word: Substring) -> [IssueReference] {
    var rest = word.drop { !($0.isLetter || $0.isNumber || "#\\&_.-/~".contains($0)) }
    if rest.lowercased().hasPrefix("http") { return address(rest).map { [$0] } ?? [] }
    var found: [IssueReference] = []
    while let (next, after) = first(in: rest) {
      let join = word[word.startIndex..<rest.startIndex].suffix(2)
      if let last = found.last, join.last.map({ "-–—.".contains($0) }) == true { found += Self.between(last, next) }
      found.append(next)
      rest = after.drop { "/&+-–—.".contains($0) }
      if rest.startIndex == after.startIndex { break }
    }
    return found
  }

  /// Whether a word is nothing but references.
  func isReference(_ word: Substring) -> Bool { !all(in: word).isEmpty }

  /// What stands between two of the same repository; a range of more than 50 is no range.
  private static func between(_ first: IssueReference, _ last: IssueReference) -> [IssueReference] {
    guard first.repository == last.repository, first.number < last.number, last.number - first.number <= 50 else {
      return []
    }
    return (first.number + 1..<last.number).map { IssueReference($0, in: first.repository) }
  }

  /// The reference that the text begins with, and what follows it.
  private func first(in text: Substring) -> (IssueReference, Substring)? {
    var repository: String?
    let digits: Substring
    if text.prefix(3).lowercased() == "gh-" {
      digits = text.dropFirst(3)
    } else {
      guard let hash = text.firstIndex(of: "#") else { return nil }
      let before = text[..<hash]
      if !before.isEmpty {
        let parts = before.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts.contains("") else { return nil }
        repository = String(before)
      }
      digits = text[text.index(after: hash)...]
    }
    let number = digits.prefix { $0.isASCII && $0.isNumber }
    let rest = digits.dropFirst(number.count)
    guard let value = Int(number), value > 0, rest.first.map({ !$0.isLetter && !$0.isNumber && $0 != "_" }) ?? true
    else { return nil }
    return (reference(value, in: repository), rest)
  }

  /// `https://HOST/OWNER/NAME/issues/12`, perhaps with `#issuecomment-…`.
  private func address(_ text: Substring) -> IssueReference? {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count >= 7, parts[2].lowercased() == own.host.lowercased(), ["issues", "pull"].contains(parts[5]),
      let number = Int(parts[6].prefix { $0.isASCII && $0.isNumber }), number > 0
    else { return nil }
    return reference(number, in: "\(parts[3])/\(parts[4])")
  }

  private func reference(_ number: Int, in repository: String?) -> IssueReference {
    let isOwn = repository?.lowercased() == own.description.lowercased()
    return IssueReference(number, in: isOwn ? nil : repository)
  }
}
