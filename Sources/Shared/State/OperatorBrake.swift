#if canImport(FoundationEssentials)
  package import FoundationEssentials
#else
  package import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
package import KBFailures
package import KBProtocol
import KBSystem

/// The brake that the operator puts on all runs of this user, in a file of the state directory.
package struct OperatorBrake: Sendable {
  private struct Text: Codable {
    let until: Date
  }

  private let path: String

  /// `stateRoot` is the state directory.
  package init(stateRoot: String) {
    path = stateRoot + "/brake.json"
  }

  /// The brake as it stands in the file, over or not; nil where there is none that can be read.
  package var brake: Brake? {
    guard let bytes = Files.bytes(path, limit: 4096),
      let text = try? StateCoding.decoder.decode(Text.self, from: Data(bytes))
    else { return nil }
    return Brake(.operator, until: text.until, why: "put on with kb brake")
  }

  /// Throws KB-M004 where it can't be written.
  package func putOn(until: Date) throws(ExpectedFailure) {
    do {
      try Files.replace(path, with: Array(StateCoding.encoder.encode(Text(until: until))))
    } catch {
      throw .stateDirectoryUnusable(path, String(describing: error))
    }
  }

  /// Takes it off; one that is not on is fine. Throws KB-M004.
  package func takeOff() throws(ExpectedFailure) {
    guard unlink(path) != 0, errno != ENOENT else { return }
    throw .stateDirectoryUnusable(path, SystemFailure("remove \(path)").description)
  }
}
