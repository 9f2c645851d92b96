import KBConfiguration

/// A JSON value whose objects keep the order of their members, as GraphQL answers must.
package enum JSONTree: Equatable, Sendable {
  case null
  case bool(Bool)
  case int(Int)
  case double(Double)
  case string(String)
  case array([JSONTree])
  case object([Member])

  /// One member of an object.
  package struct Member: Equatable, Sendable {
    /// The name before the colon.
    package let key: String
    /// The value after it.
    package let value: JSONTree

    /// A member by its two parts.
    package init(_ key: String, _ value: JSONTree) {
      self.key = key
      self.value = value
    }
  }

  /// The member of an object with this key, or the null value where there is none or this is no object.
  package subscript(key: String) -> JSONTree { member(key) ?? .null }

  /// The element at this position, or the null value outside the array.
  package subscript(index: Int) -> JSONTree {
    guard case .array(let elements) = self, elements.indices.contains(index) else { return .null }
    return elements[index]
  }

  /// The member with this key; nil where it is absent (which is not the same as present and null).
  package func member(_ key: String) -> JSONTree? {
    guard case .object(let members) = self else { return nil }
    return members.last { $0.key == key }?.value
  }

  /// The text, or nil for any other kind of value.
  package var text: String? { if case .string(let text) = self { text } else { nil } }
  /// The whole number, or nil for any other kind of value.
  package var number: Int? { if case .int(let number) = self { number } else { nil } }
  /// The truth value, or nil for any other kind of value.
  package var flag: Bool? { if case .bool(let flag) = self { flag } else { nil } }
  /// The elements of an array; empty for any other kind of value.
  package var elements: [JSONTree] { if case .array(let elements) = self { elements } else { [] } }
  /// The members of an object; empty for any other kind of value.
  package var members: [Member] { if case .object(let members) = self { members } else { [] } }

  /// A text or the null value.
  package static func optional(_ text: String?) -> JSONTree { text.map { .string($0) } ?? .null }
}

extension JSONTree: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
  package init(stringLiteral value: String) { self = .string(value) }
  package init(integerLiteral value: Int) { self = .int(value) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(arrayLiteral elements: JSONTree...) { self = .array(elements) }
  package init(dictionaryLiteral elements: (String, JSONTree)...) {
    self = .object(elements.map { Member($0.0, $0.1) })
  }
  package init(nilLiteral: ()) { self = .null }
}
