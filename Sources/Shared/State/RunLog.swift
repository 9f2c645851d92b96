#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBSystem
package import KBText

/// The log of one Worker: time and text, safe to print, secrets masked, bounded. A full disk loses log lines, never the
/// run.
package final class RunLog {
  /// 50 MB in one run; what comes after is left out.
  package static let limit = 50 << 20

  package let path: String
  private let file: AppendFile?
  /// Masks what comes from now on.
  package var redaction: Redaction
  private let limit: Int
  private var written = 0
  private var tail: [String] = []
  /// A private key may come in many calls.
  private var keys = KeyMask()

  /// A log that can't be opened keeps its last lines in memory all the same.
  package init(_ path: String, redaction: Redaction, limit: Int = RunLog.limit) {
    self.path = path
    self.limit = limit
    self.redaction = redaction
    file = try? AppendFile(path)
  }

  package func line(_ text: String) {
    let safe = redaction.mask(SafeText.block(text), keys: &keys)
    for part in safe.split(separator: "\n", omittingEmptySubsequences: false) {
      let line = "\(TimeText.clock(Date())) \(part)"
      tail.append(line)
      if tail.count > 60 { tail.removeFirst(20) }
      write(Array(line.utf8) + [UInt8(ascii: "\n")])
    }
  }

  /// The newest lines, oldest first.
  package func lastLines(_ count: Int) -> [String] { Array(tail.suffix(count)) }

  private func write(_ bytes: [UInt8]) {
    guard let file, written < limit else { return }
    let isLast = written + bytes.count > limit
    do {
      try file.append(isLast ? Array("the log is full; what comes after is left out\n".utf8) : bytes)
      written = isLast ? limit : written + bytes.count
    } catch {
      // A full disk costs the line.
    }
  }
}
