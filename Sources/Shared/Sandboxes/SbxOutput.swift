#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// One row of the sandbox list. Fields differ between versions; only the name is in all of them.
struct SbxSandbox: Equatable, Decodable, Sendable {
  var name: String
  /// `running` or `stopped`.
  var status: String?
  /// The host folders it was made for.
  var workspaces: [String]?

  /// Whether it was made for another folder than this one: two checkouts of one repository share the sandbox's name.
  func belongsElsewhere(than repository: String) -> Bool {
    guard let workspaces, !workspaces.isEmpty else { return false }
    return !workspaces.contains { $0 == repository || $0.hasPrefix(repository + ":") }
  }
}

/// Reads what the sandbox CLI prints. Around the JSON stand messages of a starting daemon, warnings and update notices.
enum SbxOutput {
  /// nil when there is no list in the text. Neither nil nor an empty list proves that a sandbox is absent.
  static func sandboxes(_ text: String) -> [SbxSandbox]? {
    firstObject(in: text, SandboxList.self)?.rows
  }

  /// nil when there is no list in the text.
  static func templates(_ text: String) -> [ImageName]? {
    firstObject(in: text, TemplateList.self)?.rows.map { ImageName(repository: $0.repository, tag: $0.tag ?? "latest") }
  }

  /// The rows of the table that versions without JSON print: repository and tag come first.
  static func templateTable(_ text: String) -> [ImageName] {
    text.split(whereSeparator: \.isNewline).compactMap { line in
      let columns = line.split(whereSeparator: \.isWhitespace).map(String.init)
      guard columns.count > 1, columns[0].uppercased() != "REPOSITORY" else { return nil }
      return ImageName(repository: columns[0], tag: columns[1])
    }
  }

  /// The first JSON object in the text that is what is looked for: the first `{` may stand in a message.
  static func firstObject<Object: Decodable>(in text: String, _ type: Object.Type) -> Object? {
    let bytes = Array(text.utf8)
    let decoder = JSONDecoder()
    for start in bytes.indices where bytes[start] == UInt8(ascii: "{") {
      guard let end = endOfObject(bytes, from: start) else { continue }
      if let object = try? decoder.decode(type, from: Data(bytes[start..<end])) { return object }
    }
    return nil
  }

  /// The index after the brace that closes the one at `start`; braces in strings don't count.
  private static func endOfObject(_ bytes: [UInt8], from start: Int) -> Int? {
    var depth = 0
    var inString = false
    var escaped = false
    for index in start..<bytes.count {
      let byte = bytes[index]
      if inString {
        if escaped {
          escaped = false
        } else if byte == UInt8(ascii: "\\") {
          escaped = true
        } else if byte == UInt8(ascii: "\"") {
          inString = false
        }
      } else if byte == UInt8(ascii: "\"") {
        inString = true
      } else if byte == UInt8(ascii: "{") {
        depth += 1
      } else if byte == UInt8(ascii: "}") {
        depth -= 1
        if depth == 0 { return index + 1 }
      }
    }
    return nil
  }
}

/// `{"sandboxes": […]}`. The key must be there; null is how an empty list may be written.
private struct SandboxList: Decodable {
  let rows: [SbxSandbox]
  private enum Key: CodingKey { case sandboxes }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    guard container.contains(.sandboxes) else {
      throw DecodingError.keyNotFound(Key.sandboxes, .init(codingPath: [], debugDescription: "no list"))
    }
    rows = try container.decodeIfPresent([SbxSandbox].self, forKey: .sandboxes) ?? []
  }
}

/// `{"images": […]}`, likewise.
private struct TemplateList: Decodable {
  struct Row: Decodable {
    let repository: String
    let tag: String?
  }
  let rows: [Row]
  private enum Key: CodingKey { case images }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    guard container.contains(.images) else {
      throw DecodingError.keyNotFound(Key.images, .init(codingPath: [], debugDescription: "no list"))
    }
    rows = try container.decodeIfPresent([Row].self, forKey: .images) ?? []
  }
}
