import Foundation
import KBConfiguration
import TestSupport

/// The fields given by `-f` and `-F`: `key=value`, `key[sub]=value`, `key[]=value`, `key[]`.
struct GhFields {
  /// The fields as a JSON object, in the order of their keys as `gh` sends them.
  private(set) var object = JSONTree.object([])
  private(set) var isEmpty = true

  /// Adds one field; a typed one turns `true`, `false`, `null` and whole numbers into such, and `@file` into its text.
  mutating func add(_ text: String, isTyped: Bool) throws {
    isEmpty = false
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let keys = parts[0].split(separator: "[", omittingEmptySubsequences: false).map { $0.filter { $0 != "]" } }
    guard parts.count == 2 || text.hasSuffix("[]") else { throw GhUsageError("invalid key: \"\(text)\"") }
    let value = parts.count < 2 ? nil : isTyped ? try Self.typed(parts[1]) : .string(parts[1])
    object = Self.merged(object, keys[...], value)
  }

  /// The fields as parameters of a query, sorted by name.
  var query: String {
    object.members.sorted { $0.key < $1.key }.map { member in
      "\(PercentCoding.encode(member.key))=\(PercentCoding.encode(member.value.text ?? member.value.json))"
    }.joined(separator: "&")
  }

  /// The body of a GraphQL request: all but the query itself are variables.
  var graphQLBody: JSONTree {
    let own = object.members.filter { ["query", "operationName"].contains($0.key) }
    let variables = object.members.filter { !["query", "operationName"].contains($0.key) }
    return .object(own + (variables.isEmpty ? [] : [.init("variables", .object(variables))]))
  }

  private static func merged(_ target: JSONTree, _ keys: ArraySlice<String>, _ value: JSONTree?) -> JSONTree {
    guard let key = keys.first else { return value ?? .array([]) }
    if key.isEmpty {
      guard let value else { return .array(target.elements) }
      return .array(target.elements + [merged(.null, keys.dropFirst(), value)])
    }
    let inner = merged(target[key], keys.dropFirst(), value)
    return .object(target.members.filter { $0.key != key } + [.init(key, inner)])
  }

  private static func typed(_ text: String) throws -> JSONTree {
    switch text {
    case "true": return true
    case "false": return false
    case "null": return nil
    case _:
      if let number = Int(text) { return .int(number) }
      guard text.hasPrefix("@") else { return .string(text) }
      return .string(String(decoding: try GhInput.read(String(text.dropFirst())), as: UTF8.self))
    }
  }
}

/// Files that the command line names.
enum GhInput {
  /// The bytes of a file, or of standard input for `-`.
  static func read(_ name: String) throws -> [UInt8] {
    if name == "-" { return Array(FileHandle.standardInput.readDataToEndOfFile()) }
    guard let content = FileManager.default.contents(atPath: name) else {
      throw GhUsageError("open \(name): no such file or directory")
    }
    return Array(content)
  }
}
