import KBFailures
import KBSystem

/// The kernel lock on the maintenance of one Factory Clone: its making, mending and removal. Who works in it does not
/// take it.
enum FactoryCloneLock {
  /// Does something while no other process does. `onWait` is called once where that has to be waited for, however long.
  /// Throws KB-M012, `StopRequested`.
  static func hold(
    beside path: String, _ effects: any Effects, onWait: () -> Void = {}, _ body: () throws -> Void
  ) throws {
    let parts = path.split(separator: "/")
    let parent = "/" + parts.dropLast().joined(separator: "/")
    do {
      try PrivateFolder.make(parent)
    } catch {
      throw ExpectedFailure.factoryCloneUnusable(path, why: error.why ?? error.what)
    }
    var hasTold = false
    while true {
      do {
        if let lock = try FileLock.acquire("\(parent)/.\(parts.last ?? "").lock") { return try hold(lock, body) }
      } catch let failure as SystemFailure {
        throw ExpectedFailure.factoryCloneUnusable(path, why: failure.description)
      }
      if !hasTold { onWait() }
      hasTold = true
      try effects.wait(.seconds(1))
    }
  }

  private static func hold(_ lock: consuming FileLock, _ body: () throws -> Void) throws {
    defer { extendLifetime(lock) }
    try body()
  }
}
