/// A JSON value that knows its line, so that a message about a setting can point at it.
struct JSONTree {
  enum Content {
    case null
    case bool(Bool)
    /// As it is written.
    case number(String)
    case string(String)
    case array([JSONTree])
    /// In the file's order; a key is there once.
    case object([Member])
  }

  struct Member {
    let key: String
    /// 1-based line of the key.
    let line: Int
    let value: JSONTree
  }

  let content: Content
  /// 1-based line where the value starts.
  let line: Int

  /// The value's type in the words of a message.
  var typeName: String {
    switch content {
    case .null: "null"
    case .bool: "true or false"
    case .number: "a number"
    case .string: "a text"
    case .array: "a list"
    case .object: "an object"
    }
  }
}

/// Text that is not JSON, or has a key twice.
struct JSONFault: Error, Equatable {
  /// 1-based.
  let line: Int
  /// A part of a sentence.
  let what: String
}
