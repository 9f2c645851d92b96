#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif
import KBFailures
import KBSystem

/// How a Factory Clone is made: beside its place, and put there when it is whole, so that one that was cut off is never
/// taken for a clone.
struct FactoryCloneMaking {
  private let clone: FactoryClone
  private let aside: String
  private let git: Git

  /// The longest that its objects may take to come.
  private static let limit = Duration.seconds(4 * 3600)

  init(_ clone: FactoryClone) {
    self.clone = clone
    let parts = clone.path.split(separator: "/")
    aside = "/" + parts.dropLast().joined(separator: "/") + "/.\(parts.last ?? "").new"
    git = Git(
      aside, effects: clone.effects, operatorClone: clone.host.configured, credentialHost: clone.host.credentialHost)
  }

  /// For the holder of the clone's lock. Throws KB-R006, KB-R021, KB-M007, KB-M012.
  func make() throws {
    try fill()
    try put()
  }

  /// Puts the clone that lies aside in its place. What is there is kept beside it.
  func put() throws {
    if Files.exists(clone.path) {
      let beside = FreeRef.name("\(aside.dropLast(".new".count)).damaged", beside: siblings)
      try rename(clone.path, beside)
    }
    try rename(aside, clone.path)
  }

  private var siblings: [String] {
    let folder = aside.split(separator: "/").dropLast().joined(separator: "/")
    return Files.names(in: "/\(folder)").map { "/\(folder)/\($0)" }
  }

  /// Leaves a whole clone aside and returns its path. The operator's objects are borrowed first; what is wrong with them
  /// is not origin's matter, so then it is done without them.
  @discardableResult
  func fill() throws -> String {
    clone.tell("making krutrimbox's own clone of \(clone.repository), once")
    guard try lends() else {
      try fetch(borrowing: nil)
      return aside
    }
    do {
      try fetch(borrowing: "\(clone.host.gitFolder)/objects")
    } catch let failure as ExpectedFailure where failure.code == .gitFailed || failure.code == .originUnreachable {
      if case .unknown = OriginTrouble.of(failure.why ?? "") { try fetch(borrowing: nil) } else { throw failure }
    }
    return aside
  }

  /// `objects` is a folder that may have what origin has; nothing of it is needed afterwards, as with `git clone
  /// --dissociate`.
  private func fetch(borrowing objects: String?) throws {
    if Files.exists(aside) { try remove(aside) }
    try PrivateFolder.make(aside)
    try clone.allowReading(aside, mode: 0o755)
    let format = try clone.host.git(clone.effects).result(["rev-parse", "--show-object-format"])
    let usesSHA256 = format.output.hasPrefix("sha256")
    try git.output([
      "-c", "init.defaultBranch=main", "init", "--quiet", "--template=", "--shared=\(FactoryCloneConfig.mode)",
      "--object-format=\(usesSHA256 ? "sha256" : "sha1")",
    ])
    try write(FactoryCloneConfig.text(origin: clone.origin, usesSHA256: usesSHA256), to: "config")
    let alternates = "objects/info/alternates"
    if let objects { try write(objects + "\n", to: alternates) }
    try git.remote(
      "send its history",
      [
        "-c", "fetch.unpackLimit=1", "fetch", "--quiet", "--no-write-fetch-head", "--no-recurse-submodules",
        "--no-tags",
        "--refmap=", "origin", "+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*",
      ], limit: Self.limit)
    guard objects != nil else { return }
    let packed = try git.result(["repack", "-a", "-d", "-q"], limit: Self.limit)
    guard packed.succeeded else {
      throw Git.diskFull(packed, at: aside) ?? ExpectedFailure.gitFailed("repack", why: Git.reason(packed))
    }
    try remove("\(aside)/.git/\(alternates)")
  }

  /// Whether the operator's clone has objects to lend: a shallow or partial one lacks some that others need, and what is
  /// somebody else's is not trusted.
  private func lends() throws -> Bool {
    guard !clone.host.isShallow, clone.host.configured != nil else { return false }
    let partial = try clone.host.git(clone.effects).result([
      "config", "--name-only", "--get-regexp", "^(extensions\\.partialclone|remote\\..*\\.promisor)$",
    ])
    return partial.end == .exited(.code(value: 1))
  }

  private func write(_ text: String, to file: String) throws { try clone.write(text, to: "\(aside)/.git/\(file)") }

  private func rename(_ old: String, _ new: String) throws {
    do {
      try PrivateFolder.rename(old, to: new)
    } catch { throw ExpectedFailure.factoryCloneUnusable(clone.path, why: error.why ?? error.what) }
  }

  private func remove(_ path: String) throws {
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch { throw ExpectedFailure.factoryCloneUnusable(clone.path, why: String(describing: error)) }
  }
}
