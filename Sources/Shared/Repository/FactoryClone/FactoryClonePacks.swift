package import KBSystem

/// The packs of a Factory Clone: each fetch leaves one, and git looks for an object in one after the other.
package enum FactoryClonePacks {
  /// More are joined.
  package static let most = 50

  /// Joins the small ones where there are many, which costs little beside a large one. Sandboxes borrow objects of the clone
  /// that no ref of it has: those stay, because git joins what the packs hold and asks for no ref ("geometric repacking
  /// will not take into account reachability of objects", gitlab-org/gitaly#4998; `--stdin-packs` of
  /// git-pack-objects(1)). A git that reads meanwhile keeps the packs that it has open, and looks for new ones where it
  /// misses an object (git's packfile.c, reprepare_packed_git). What goes wrong leaves the packs as they are.
  ///
  /// Throws KB-M012, `StopRequested`.
  package static func join(_ path: String, effects: any Effects, tell: (String) -> Void) throws {
    guard count(in: path) > most else { return }
    try FactoryCloneLock.hold(beside: path, effects) {
      // Another kb may have done it meanwhile.
      let packs = count(in: path)
      guard packs > most else { return }
      tell("joining \(packs) packs of the Factory Clone \(path)")
      let arguments = ["repack", "--geometric=2", "-d", "--quiet", "--no-write-bitmap-index"]
      _ = try Git(path, effects: effects).result(arguments, limit: .seconds(1800))
    }
  }

  static func count(in path: String) -> Int {
    Files.names(in: "\(path)/.git/objects/pack").count { $0.hasSuffix(".pack") }
  }
}
