#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBFailures
package import KBSystem

/// Lock files of git in a Factory Clone. A git that is killed leaves its own, and every later one refuses to do the same
/// work ("Unable to create '….lock': File exists", git's lockfile.c). git holds a lock for a moment, so an old one is
/// nobody's.
package struct LeftLocks {
  /// From this age on, in seconds, a lock is nobody's.
  static let age = 30.0

  private let clone: String
  private let effects: any Effects

  /// `clone` is the top folder of a Factory Clone; of any other repository nothing is touched.
  package init(in clone: String, effects: any Effects) {
    self.clone = clone
    self.effects = effects
  }

  /// Waits for each lock that is there until its git has removed it, or until it is old and is removed here. Throws KB-M012,
  /// `StopRequested`.
  package func clear() throws {
    let there = files
    guard !there.isEmpty, FactoryCloneRepair.isFactoryClone(clone) else { return }
    for file in there {
      while let isOld = isOld(file) {
        if isOld { try remove(file) } else { try effects.wait(.milliseconds(200)) }
      }
    }
  }

  /// Whether a failed git says that a lock was in its way. The other side's locks are another matter. Pure.
  static func isInTheWay(_ words: String) -> Bool {
    words.split(whereSeparator: \.isNewline).contains { line in
      !line.hasPrefix("remote:")
        && (line.contains(".lock': File exists")
          || line.contains("could not lock config file")
            && line.hasSuffix("File exists"))
    }
  }

  private var files: [String] {
    let folder = "\(clone)/.git"
    let top = Files.names(in: folder).filter { $0.hasSuffix(".lock") }.map { "\(folder)/\($0)" }
    return top + locks(below: "\(folder)/refs")
  }

  private func locks(below folder: String) -> [String] {
    Files.names(in: folder).flatMap { name -> [String] in
      let path = "\(folder)/\(name)"
      if Files.isDirectory(path) { return locks(below: path) }
      return name.hasSuffix(".lock") ? [path] : []
    }
  }

  /// nil where the file is gone. A time that is far ahead comes from a clock that was set back since.
  private func isOld(_ file: String) -> Bool? {
    guard let changed = (try? FileManager.default.attributesOfItem(atPath: file))?[.modificationDate] as? Date else {
      return nil
    }
    return abs(Date().timeIntervalSince(changed)) >= Self.age
  }

  /// Looks once more while nobody else removes any: else it could be the lock of a git that began since.
  private func remove(_ file: String) throws {
    try FactoryCloneLock.hold(beside: clone, effects) {
      if isOld(file) == true { try? FileManager.default.removeItem(atPath: file) }
    }
  }
}
