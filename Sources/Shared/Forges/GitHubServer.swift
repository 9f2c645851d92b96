import KBFailures

/// What is known of a GitHub server from its answers, for the requests that come after them.
final class GitHubServer {
  /// What the queries ask for and can do without. A server without them is gone on with.
  static let optional: Set = ["blockedBy", "stateReason", "subIssuesSummary", "timelineItems"]

  /// Those of `optional` that the server does not have.
  private(set) var lacks: Set<String>
  /// How many entries of a long list are asked for at once.
  private(set) var page = pages[0]

  /// `lacks` is what an earlier look has found.
  init(lacks: Set<String> = []) {
    self.lacks = lacks
  }

  /// Leaves out what the server does not know from here on.
  ///
  /// - Throws: KB-G014 where it is something that can't be left out.
  func learn(_ unknown: GitHubUnknownFields, host: String) throws(ExpectedFailure) {
    var names: Set<String> = []
    for error in unknown.errors {
      guard let name = error.path.first(where: Self.optional.contains), !lacks.contains(name) else {
        throw .forgeServerTooOld(host, why: error.message)
      }
      names.insert(name)
    }
    lacks.formUnion(names)
  }

  /// A query as this server understands it.
  func understood(_ query: String) -> String { lacks.sorted().reduce(query, GitHubQueryText.removing) }

  /// Asks for no more than so many entries from here on.
  func shrink(to page: Int) { self.page = min(self.page, page) }

  /// From much to little.
  private static let pages = [100, 25, 5]

  /// The next smaller number of entries; nil after the smallest.
  static func smaller(than page: Int) -> Int? { pages.first { $0 < page } }
}

/// Errors that say that the server does not know parts of a query.
struct GitHubUnknownFields: Error {
  let errors: [GraphQLError]
}

/// Cutting in the text of a query. Pure.
enum GitHubQueryText {
  /// The query without a field, its arguments and its selection, wherever it stands.
  static func removing(_ query: String, _ field: String) -> String {
    var rest = Substring(query)
    var kept = ""
    while let place = word(field, in: rest) {
      kept += rest[..<place.lowerBound]
      rest = rest[place.upperBound...]
      for (open, close) in [("(", ")"), ("{", "}")] as [(Character, Character)] {
        let start = rest.drop(while: \.isWhitespace)
        if start.first == open { rest = afterGroup(start, open, close) }
      }
    }
    return kept + rest
  }

  private static func word(_ field: String, in text: Substring) -> Range<Substring.Index>? {
    text.ranges(of: field).first { place in
      let before = place.lowerBound == text.startIndex ? " " : text[text.index(before: place.lowerBound)]
      let after = place.upperBound == text.endIndex ? " " : text[place.upperBound]
      return ![before, after].contains { $0.isLetter || $0.isNumber || "_$".contains($0) }
    }
  }

  private static func afterGroup(_ text: Substring, _ open: Character, _ close: Character) -> Substring {
    var depth = 0
    for index in text.indices {
      if text[index] == open { depth += 1 }
      if text[index] == close { depth -= 1 }
      if depth == 0 { return text[text.index(after: index)...] }
    }
    return ""
  }
}
