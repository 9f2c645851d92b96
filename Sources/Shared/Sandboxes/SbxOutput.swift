#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// One row of the sandbox list. Fields differ between versions; only the name is in all of them, and another that is not
/// as expected is as good as missing.
struct SbxSandbox: Equatable, Decodable, Sendable {
  var name: String
  /// `running` or `stopped`.
  var status: String?
  /// The host folders it was made for.
  var workspaces: [String]?

  init(name: String, status: String?, workspaces: [String]?) {
    self.name = name
    self.status = status
    self.workspaces = workspaces
  }

  init(from decoder: any Decoder) throws {
    let row = try decoder.container(keyedBy: CodingKeys.self)
    name = try row.decode(String.self, forKey: .name)
    status = try? row.decode(String.self, forKey: .status)
    workspaces = try? row.decode([String].self, forKey: .workspaces)
  }

  private enum CodingKeys: CodingKey { case name, status, workspaces }

  /// Whether it was made for another folder than these: versions before the Factory Clone made sandboxes from the
  /// operator's clone, and two of one repository share the sandbox's name.
  func belongsElsewhere(than folders: [String]) -> Bool {
    guard let workspaces, !workspaces.isEmpty else { return false }
    return !folders.contains(where: isMade(for:))
  }

  /// Whether this folder is among those it was made for; `:ro` may stand behind one.
  func isMade(for folder: String) -> Bool {
    workspaces?.contains { $0 == folder || $0.hasPrefix(folder + ":") } == true
  }
}

/// Reads what the sandbox CLI prints. Around the JSON stand messages of a starting daemon, warnings and update notices.
/// A list was an object with one key up to 0.47 and is a bare array from 0.48 on
/// (https://docs.docker.com/ai/sandboxes/workflows/automation/, "Update scripts for v0.48.0").
enum SbxOutput {
  /// nil when there is no list in the text. Neither nil nor an empty list proves that a sandbox is absent.
  static func sandboxes(_ text: String) -> [SbxSandbox]? { first(in: text, SbxList<SbxSandbox>.self)?.rows }

  /// nil when there is no list in the text.
  static func templates(_ text: String) -> [ImageName]? {
    first(in: text, SbxList<SbxTemplate>.self)?.rows.map {
      ImageName(repository: $0.repository, tag: $0.tag ?? "latest")
    }
  }

  /// The rows of the table that versions without JSON print: repository, with its registry, and tag come first.
  static func templateTable(_ text: String) -> [ImageName] {
    text.split(whereSeparator: \.isNewline).compactMap { line in
      let columns = line.split(whereSeparator: \.isWhitespace).map(String.init)
      guard columns.count > 1, columns[0].contains("/") else { return nil }
      return ImageName(repository: columns[0], tag: columns[1])
    }
  }

  /// The first JSON in the text that is what is looked for: brackets stand in messages too. An object may begin
  /// anywhere; an array has its lines to itself, since `[]` says nothing by its looks.
  static func first<Value: Decodable>(in text: String, _ type: Value.Type) -> Value? {
    let bytes = Array(text.utf8)
    let decoder = JSONDecoder()
    for start in bytes.indices where bytes[start] == UInt8(ascii: "{") || bytes[start] == UInt8(ascii: "[") {
      guard let end = endOfValue(bytes, from: start) else { continue }
      if bytes[start] == UInt8(ascii: "["), !isAlone(bytes, start..<end) { continue }
      if let value = try? decoder.decode(type, from: Data(bytes[start..<end])) { return value }
    }
    return nil
  }

  private static func isAlone(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
    func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == 13 }
    return bytes[..<range.lowerBound].reversed().first { !isBlank($0) } ?? 10 == 10
      && bytes[range.upperBound...].first { !isBlank($0) } ?? 10 == 10
  }

  /// The index after the bracket that closes the one at `start`; brackets in strings don't count.
  private static func endOfValue(_ bytes: [UInt8], from start: Int) -> Int? {
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
      } else if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
        depth += 1
      } else if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") {
        depth -= 1
        if depth == 0 { return index + 1 }
      }
    }
    return nil
  }
}

/// A row of one of the CLI's lists.
private protocol SbxRow: Decodable {
  /// Under which key the list stands up to 0.47.
  static var listKey: String { get }
}

extension SbxSandbox: SbxRow { static var listKey: String { "sandboxes" } }

private struct SbxTemplate: SbxRow {
  static var listKey: String { "images" }
  let repository: String
  let tag: String?
}

/// `{"KEY": […]}`, whose key must be there while null is how an empty list may be written, or `[…]`.
private struct SbxList<Row: SbxRow>: Decodable {
  let rows: [Row]

  init(from decoder: any Decoder) throws {
    guard let container = try? decoder.container(keyedBy: ListKey.self) else {
      rows = try [Row](from: decoder)
      return
    }
    let key = ListKey(stringValue: Row.listKey)
    guard container.contains(key) else {
      throw DecodingError.keyNotFound(key, .init(codingPath: [], debugDescription: "no list"))
    }
    rows = try container.decodeIfPresent([Row].self, forKey: key) ?? []
  }
}

private struct ListKey: CodingKey {
  let stringValue: String
  let intValue: Int? = nil
  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}
