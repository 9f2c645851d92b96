import Foundation
import KBConfiguration

/// Pages through a list by cursors, as GitHub's connections do.
enum GraphQLConnection {
  /// One thing in the list with the place it has in the order.
  struct Item {
    let output: GraphQLOutput
    /// Compared part by part; a cursor names the key, not the position, so that it stays right when things are added.
    let key: [Int]
  }

  /// The connection's object for the arguments of its field. The items come in the order in which they are shown.
  static func page(_ items: [Item], of type: String, descending: Bool = false, _ call: GraphQLFieldCall) throws
    -> GraphQLOutput
  {
    let order: (Item, Item) -> Bool = { descending ? isBefore($1.key, $0.key) : isBefore($0.key, $1.key) }
    var window = items.sorted(by: order)
    let all = window
    if let after = try cursor("after", call) {
      window.removeAll { !(descending ? isBefore($0.key, after) : isBefore(after, $0.key)) }
    }
    if let before = try cursor("before", call) {
      window.removeAll { !(descending ? isBefore(before, $0.key) : isBefore($0.key, before)) }
    }
    if let first = call.argument("first").number { window = Array(window.prefix(first)) }
    if let last = call.argument("last").number { window = Array(window.suffix(last)) }
    let hasNext = window.last.map { last in all.last.map { isDifferent($0.key, last.key) } ?? false } ?? false
    let hasPrevious = window.first.map { first in all.first.map { isDifferent($0.key, first.key) } ?? false } ?? false
    let pageInfo: [String: GraphQLOutput] = [
      "hasNextPage": .flag(hasNext), "hasPreviousPage": .flag(hasPrevious),
      "startCursor": .text(window.first.map { text($0.key) }), "endCursor": .text(window.last.map { text($0.key) }),
    ]
    return .node(
      .record(
        type: type + "Connection",
        fields: [
          "nodes": .list(window.map(\.output)),
          "pageInfo": .node(.record(type: "PageInfo", fields: pageInfo)),
        ]))
  }

  /// What GitHub refuses about a connection's arguments before anything is executed; nil where they are right.
  static func refusal(name: String, arguments: [String: JSONTree]) -> (type: String, message: String)? {
    let limits = ["first", "last"].compactMap { limit in arguments[limit]?.number.map { (limit, $0) } }
    guard let (word, number) = limits.first else {
      return (
        "MISSING_PAGINATION_BOUNDARIES",
        "You must provide a `first` or `last` value to properly paginate the `\(name)` connection."
      )
    }
    if limits.count > 1 {
      return (
        "INVALID_PAGINATION",
        "Passing both `first` and `last` values to paginate the `\(name)` connection is not supported."
      )
    }
    if number < 0 { return ("INVALID_PAGINATION", "`\(word)` on the `\(name)` connection cannot be less than zero.") }
    if number > 100 {
      return (
        "EXCESSIVE_PAGINATION",
        "Requesting \(number) records on the `\(name)` connection exceeds the `\(word)` limit of 100 records."
      )
    }
    return nil
  }

  private static func cursor(_ name: String, _ call: GraphQLFieldCall) throws -> [Int]? {
    guard let text = call.argument(name).text else { return nil }
    let parts = Data(base64Encoded: text).map { String(decoding: $0, as: UTF8.self) } ?? ""
    let key = parts.split(separator: ":").last?.split(separator: ".").compactMap { Int($0) } ?? []
    guard parts.hasPrefix("cursor:v2:"), !key.isEmpty else {
      throw call.refusal("INVALID_CURSOR_ARGUMENTS", "`\(text)` does not appear to be a valid cursor.")
    }
    return key
  }

  private static func text(_ key: [Int]) -> String {
    Data(("cursor:v2:" + key.map(String.init).joined(separator: ".")).utf8).base64EncodedString()
  }

  private static func isBefore(_ left: [Int], _ right: [Int]) -> Bool { left.lexicographicallyPrecedes(right) }
  private static func isDifferent(_ left: [Int], _ right: [Int]) -> Bool { left != right }
}
