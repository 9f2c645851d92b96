#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
package import KBText

/// One line as it was read from the other side.
package enum ProtocolLine<Message: Codable & Equatable & Sendable>: Equatable, Sendable {
  case message(Envelope<Message>)
  /// Not understood: garbage, or a message that this version does not know. Its first bytes, safe to print.
  case unrecognized(String)
  /// Longer than 1 MiB; dropped.
  case tooLong(bytes: Int)
}

/// Writing and reading of protocol lines.
package enum ProtocolCoding {
  /// The line with its newline. The keys are sorted, so that transcripts can be compared.
  package static func line<Message>(_ envelope: Envelope<Message>) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .secondsSince1970
    return Array(try encoder.encode(envelope)) + [UInt8(ascii: "\n")]
  }

  package static func parse<Message>(_ event: LineSplitter.Event, as type: Message.Type) -> ProtocolLine<Message> {
    switch event {
    case .tooLong(let bytes):
      return .tooLong(bytes: bytes)
    case .line(let bytes):
      let decoder = JSONDecoder()
      decoder.dateDecodingStrategy = .secondsSince1970
      if let envelope = try? decoder.decode(Envelope<Message>.self, from: Data(bytes)) { return .message(envelope) }
      return .unrecognized(SafeText.line(String(decoding: bytes.prefix(120), as: UTF8.self)))
    }
  }
}
