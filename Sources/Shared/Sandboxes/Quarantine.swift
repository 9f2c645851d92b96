#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import KBDomain
import KBFailures
import KBRepository
import KBSystem

/// The one way on which an agent's commits come to the host, wherever they come from. They are brought into an empty
/// repository that borrows the host's objects, are checked there, and only then become the host's: what is refused was
/// never in it, and goes away with the quarantine.
struct Quarantine {
  let effects: any Effects
  /// Where private temporary files go.
  let stateRoot: String
  /// What a person types to look into the sandbox and to remove it.
  let help: SandboxHelp
  /// What one pack may be in size, in bytes.
  var limit = 2 << 30
  /// The shell's words for the `git upload-pack` that reads the source; nil is git's own. What an agent has made of a clone,
  /// such as links and alternates that lead out of it, must not be followed on the host.
  var uploadPack: String?

  /// Brings one ref of the repository at `source` into one ref of the host's `repository`, and compares it with the
  /// commit that it must be; nil takes what comes. Returns why it did not work, nil when it did.
  ///
  /// Throws KB-S019 where git's rules are broken: that is a verdict, and another way brings the same objects. Throws
  /// KB-S020 where it is too much, KB-M007 where the host has no room for it, KB-R015 where git does not open the host
  /// repository.
  func fetch(
    _ sandboxRef: String, from source: String, into hostRef: String, of repository: String, expecting commit: String?
  ) throws -> String? {
    try PlainGit.with(repository, effects, stateRoot: stateRoot) { git in
      if let complaint = try bring(sandboxRef, from: source, in: git) { return complaint }
      if let complaint = try check(git) { return complaint }
      let found = try git.result(git.command(["rev-parse", "--verify", "--quiet", "\(PlainGit.ref)^{commit}"]))
        .output.split(whereSeparator: \.isNewline).first
      if let commit, found.map(String.init) != commit {
        return "\(sandboxRef) came as \(found ?? "nothing"), but the sandbox made \(commit)"
      }
      return try admit(git, into: hostRef, of: repository)
    }
  }

  /// Fetches into a pack, however few objects it has: git unpacks small ones else (fetch.unpackLimit in git-config(1)).
  /// The check comes afterwards, since git checks nothing of a bundle before 2.46 (its transport.c).
  private func bring(_ sandboxRef: String, from source: String, in git: PlainGit) throws -> String? {
    let fetch = git.command(
      [
        "-c", "fetch.unpackLimit=1", "-c", "fetch.fsckObjects=false", "-c", "transfer.fsckObjects=false", "fetch",
        "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--refmap=",
      ] + (uploadPack.map { ["--upload-pack=\($0)"] } ?? []) + ["--", source, "+\(sandboxRef):\(PlainGit.ref)"])
    let result = try git.result(fetch.boundingFiles(to: limit))
    if result.succeeded { return nil }
    let folder = "\(git.repository)/objects/pack"
    if Files.names(in: folder).contains(where: { Self.size("\(folder)/\($0)") >= limit }) {
      throw ExpectedFailure.sandboxWorkTooLarge(mebibytes: limit >> 20, help: help)
    }
    return Git.reason(result)
  }

  /// git's own check of every object that came, and of what it refers to: `--strict` of git-index-pack(1) makes errors of
  /// its warnings and reads no configuration; a mode that git does not write is but information to it (git-fsck(1)).
  private func check(_ git: PlainGit) throws -> String? {
    let folder = "\(git.repository)/objects"
    guard Files.names(in: folder).allSatisfy({ $0 == "info" || $0 == "pack" }) else {
      return "objects came outside of a pack"
    }
    for pack in Files.names(in: "\(folder)/pack") where pack.hasSuffix(".pack") {
      let check = git.command([
        "index-pack", "--strict=badFilemode=error", "-o", "\(git.folder)/checked.idx", "\(folder)/pack/\(pack)",
      ])
      let result = try git.result(check)
      if result.succeeded { continue }
      guard case .exited = result.end else { return Git.reason(result) }
      throw ExpectedFailure.sandboxObjectsRefused(why: Git.reason(result), help: help)
    }
    return nil
  }

  /// Gives what has passed to the host. FETCH_HEAD is shared by all workers of a repository, so it is not written;
  /// remote-tracking refs are not touched.
  private func admit(_ git: PlainGit, into hostRef: String, of repository: String) throws -> String? {
    let fetch = Git.command(
      [
        "-c", "fetch.fsckObjects=false", "-c", "transfer.fsckObjects=false", "-c", "protocol.file.allow=always",
        "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--refmap=", "--",
        git.repository, "+\(PlainGit.ref):\(hostRef)",
      ], in: repository, limit: .seconds(300))
    let result = try effects.run(fetch)
    if result.end == .stopped { throw StopRequested() }
    if result.succeeded { return nil }
    if let full = Git.diskFull(result, at: repository) { throw full }
    if let broken = try Git(repository, effects: effects).cloneTrouble(after: result) { throw broken }
    return Git.reason(result)
  }

  private static func size(_ path: String) -> Int {
    var info = stat()
    return lstat(path, &info) == 0 ? Int(info.st_size) : 0
  }
}
