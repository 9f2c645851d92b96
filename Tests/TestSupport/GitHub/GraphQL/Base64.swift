import Foundation

/// Base 64 for cursors.
enum Base64 {
  /// Bytes as text.
  static func encode(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }
  /// Text as bytes; nil where it is not base 64.
  static func decode(_ text: String) -> [UInt8]? { Data(base64Encoded: text).map { Array($0) } }
}
