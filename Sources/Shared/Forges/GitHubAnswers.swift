import KBDomain
import KBFailures

/// A value that is there, if only as null: an answer without the key is not what was asked for.
struct Nullable<Value: Decodable>: Decodable {
  let value: Value?

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    value = container.decodeNil() ? nil : try container.decode(Value.self)
  }
}

extension KeyedDecodingContainer {
  /// nil where there is no such key, which is what an optional of this type means.
  func decodeIfPresent<Value>(_ type: Nullable<Value>.Type, forKey key: Key) throws -> Nullable<Value>? {
    contains(key) ? try decode(type, forKey: key) : nil
  }
}

/// A page of a GraphQL list. An entry that may not be seen is null.
struct GitHubPage<Node: Decodable>: Decodable {
  let pageInfo: PageInfo
  private let nodes: [Nullable<Node>]

  /// The entries; nil where one of them may not be seen.
  var all: [Node?] { nodes.map(\.value) }

  /// Where the next page begins; nil after the last.
  ///
  /// - Throws: KB-G007 where it does not say so.
  func next(_ what: String) throws(ExpectedFailure) -> String? {
    try cursor(pageInfo.hasNextPage, pageInfo.endCursor, what)
  }

  /// Where the page before ends; nil before the first.
  ///
  /// - Throws: KB-G007 where it does not say so.
  func previous(_ what: String) throws(ExpectedFailure) -> String? {
    try cursor(pageInfo.hasPreviousPage, pageInfo.startCursor, what)
  }

  private func cursor(_ isMore: Bool?, _ cursor: String?, _ what: String) throws(ExpectedFailure) -> String? {
    guard isMore == true else { return nil }
    guard let cursor else { throw .forgeAnswerUnreadable(what, why: "there is a further page, but no cursor") }
    return cursor
  }

  struct PageInfo: Decodable {
    let hasNextPage: Bool?
    let endCursor: String?
    let hasPreviousPage: Bool?
    let startCursor: String?
  }
}

/// An account; bots have `[bot]` at their name in some answers and not in others.
struct GitHubActor: Decodable {
  let login: String

  func isSame(as other: GitHubActor) -> Bool { plain == other.plain }

  private var plain: String {
    let login = login.lowercased()
    return login.hasSuffix("[bot]") ? String(login.dropLast(5)) : login
  }
}

/// Anything that has a name.
struct GitHubNamed: Decodable {
  let name: String
}

/// The labels on an issue or pull request: GitHub allows no more than one page of them.
struct GitHubLabels: Decodable {
  private let nodes: [Nullable<GitHubNamed>]

  var names: Set<String> { Self.known(nodes.compactMap { $0.value?.name }) }

  /// GitHub does not tell the case of label names apart: ours are given in our own.
  static func known(_ names: [String]) -> Set<String> {
    Set(names.map { name in Label.allCases.first { $0.rawValue.lowercased() == name.lowercased() }?.rawValue ?? name })
  }
}

/// `owner/name` of the repository something is in.
struct GitHubPlace: Decodable {
  let nameWithOwner: String
}

/// Owner and name as they are now.
struct GitHubPresentName: Decodable {
  let name: String
  let owner: GitHubActor
}
