import Foundation
import KBSystem
import TestSupport
import Testing
@testable import KBRepository

@Suite("Locks that a killed git has left")
struct LeftLocksTests {
  private static let locks = ["config.lock", "packed-refs.lock", "refs/heads/deep/er.lock"]

  /// A repository with such locks, of this age in seconds.
  private static func place(age: Double, isFactoryClone: Bool = true) throws -> SandboxPlayground {
    let place = try SandboxPlayground()
    if isFactoryClone {
      let config = "\(place.host)/.git/config"
      try Files.replace(config, with: Array((FactoryCloneConfig.firstLine + "\n" + (Files.text(config) ?? "")).utf8))
    }
    for lock in locks {
      try place.sh("mkdir -p .git/refs/heads/deep; : >.git/\(lock)")
      let time = Date(timeIntervalSinceNow: -age)
      try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: "\(place.host)/.git/\(lock)")
    }
    return place
  }

  private static func left(in place: SandboxPlayground) -> [String] {
    locks.filter { Files.exists("\(place.host)/.git/\($0)") }
  }

  @Test("are removed once they are old, also where the clock was set back", arguments: [31.0, 9000, -9000])
  func old(_ age: Double) throws {
    let place = try Self.place(age: age)
    try LeftLocks(in: place.host, effects: place.runner).clear()
    #expect(Self.left(in: place) == [])
  }

  @Test("a lock that may be somebody's is waited for, not removed")
  func young() throws {
    let place = try Self.place(age: 0)
    let effects = ScriptedEffects()
    effects.onWait = { for lock in Self.locks { unlink("\(place.host)/.git/\(lock)") } }
    try LeftLocks(in: place.host, effects: effects).clear()
    #expect(effects.waits.count == 1)
  }

  @Test("a git that met them does its work after all")
  func metLater() throws {
    let place = try Self.place(age: 31)
    try Git(place.host, effects: place.runner).output(["pack-refs", "--all"])
    #expect(Self.left(in: place) == [])
  }

  @Test("in any other repository nothing is touched")
  func foreign() throws {
    let place = try Self.place(age: 9000, isFactoryClone: false)
    try LeftLocks(in: place.host, effects: place.runner).clear()
    #expect(throws: (any Error).self) { try Git(place.host, effects: place.runner).output(["pack-refs", "--all"]) }
    #expect(Self.left(in: place) == Self.locks)
  }

  @Test(
    "git's words tell of them",
    arguments: [
      ("fatal: Unable to create '/c/.git/packed-refs.lock': File exists.\n\nAnother git process", true),
      ("error: cannot lock ref 'refs/a': Unable to create '/c/.git/refs/a.lock': File exists.", true),
      ("error: could not lock config file /c/.git/config: File exists", true),
      ("remote: fatal: Unable to create '/o/packed-refs.lock': File exists.", false),
      ("fatal: cannot lock ref 'refs/a': reference already exists", false),
    ])
  func words(_ words: String, _ isSo: Bool) {
    #expect(LeftLocks.isInTheWay(words) == isSo)
  }
}
