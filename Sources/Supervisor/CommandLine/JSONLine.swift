#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBSystem

/// What a command prints for programs: one object on one line, keys sorted.
enum JSONLine {
  static func of(_ value: some Encodable) throws -> String {
    String(decoding: try StateCoding.encoder.encode(value), as: UTF8.self)
  }
}
