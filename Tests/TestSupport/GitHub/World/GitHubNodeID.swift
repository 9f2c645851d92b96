/// The kinds of thing that have a GraphQL node id, by the prefix that GitHub gives the id.
package enum GitHubNodeID: String, CaseIterable, Sendable {
  case user = "U"
  case repository = "R"
  case issue = "I"
  case pullRequest = "PR"
  case comment = "IC"
  case label = "LA"

  /// The node id of the thing of this kind with this database id.
  package func text(_ id: Int) -> String { "\(rawValue)_kwDO\(String(id, radix: 36))" }

  /// Takes a node id apart; nil when it is none of ours.
  package static func read(_ text: String) -> (kind: GitHubNodeID, id: Int)? {
    for kind in allCases {
      let prefix = kind.rawValue + "_kwDO"
      if text.hasPrefix(prefix), let id = Int(text.dropFirst(prefix.count), radix: 36) { return (kind, id) }
    }
    return nil
  }
}
