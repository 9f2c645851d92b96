import Foundation
import KBDomain
import KBState
import KBSystem

/// What claims cost.
enum Registry {
  private static let repository = RepositoryIdentity(host: "github.com", owner: "acme", name: "webapp")
  private static let entries = 1000

  static func measure(into table: inout Table) throws {
    let state = try StateDirectory(opening: "/tmp/kb-registry-\(UInt64.random(in: .min ... .max))")
    defer { try? FileManager.default.removeItem(atPath: state.root) }
    let registry = ClaimRegistry(state)
    let folder = try state.prdDirectory(repository)

    let claims = try shortest(of: 20) {
      for _ in 0..<100 { _ = try registry.claim(1, of: repository) }
    }
    let bare = shortest(of: 20) { for _ in 0..<100 { lockBarely("\(folder)/prd-1.claim") } }
    table.add(
      "claim taken and given back", "\(short(claims * 10_000)) µs", "\(short(claims / bare)) x open, flock, close")

    for prd in 1...entries { try Files.replace("\(folder)/prd-\(prd).claim", with: Array("{}\n".utf8)) }
    guard let claim = try registry.claim(500, of: repository) else { throw SystemFailure("claim", code: EBUSY) }
    var found = 0
    let listing = shortest(of: 10) { found = registry.liveWorkers().count }
    let reading = shortest(of: 10) { countBarely(folder) }
    _ = consume claim
    guard found == 1 else { throw SystemFailure("find the one worker among \(found)", code: EINVAL) }
    table.add(
      "registry of \(entries) PRDs listed", "\(short(listing * 1000)) ms", "\(short(listing / reading)) x readdir")
  }

  private static func lockBarely(_ path: String) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    flock(descriptor, LOCK_EX | LOCK_NB)
    close(descriptor)
  }

  private static func countBarely(_ folder: String) {
    guard let handle = opendir(folder) else { return }
    while readdir(handle) != nil {}
    closedir(handle)
  }
}
