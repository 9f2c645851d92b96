/// The host's side of bringing work out of a sandbox: git in the host repository, as values.
enum SandboxFetch {
  /// Fetches exactly one ref into exactly one ref. FETCH_HEAD is shared by all workers of a repository, so it is not
  /// written; remote-tracking refs are not touched; the objects, which an agent may have made, are checked.
  static func fetch(_ repository: String, from source: String, _ sandboxRef: String, into hostRef: String) -> Command {
    Git.command(
      [
        "-c", "maintenance.auto=false", "-c", "transfer.fsckObjects=true", "fetch", "--quiet", "--no-tags",
        "--no-write-fetch-head", "--no-recurse-submodules", "--refmap=", "--", source, "+\(sandboxRef):\(hostRef)",
      ], in: repository, limit: .seconds(300))
  }

  /// Prints the commit that a ref of the host repository holds.
  static func resolve(_ repository: String, _ hostRef: String) -> Command {
    Git.command(["rev-parse", "--verify", "--quiet", "--end-of-options", "\(hostRef)^{commit}"], in: repository)
  }

  /// Why a call of git did not succeed, nil when it did. Throws StopRequested.
  static func complaint(_ result: CommandResult) throws -> String? {
    if result.end == .stopped { throw StopRequested() }
    return result.succeeded ? nil : Git.reason(result)
  }
}

extension Effects {
  /// Fetches a ref, and compares it with the commit it must be. Returns why it did not work, nil when it did.
  /// Throws KB-M007 where the host has no room for it, KB-R015 where git does not open the host repository.
  func fetch(
    _ repository: String, from source: String, _ sandboxRef: String, into hostRef: String, expecting commit: String?
  ) throws -> String? {
    let fetched = try run(SandboxFetch.fetch(repository, from: source, sandboxRef, into: hostRef))
    if let full = Git.diskFull(fetched, at: repository) { throw full }
    if !fetched.succeeded, let broken = try Git(repository, effects: self).cloneTrouble(after: fetched) { throw broken }
    if let complaint = try SandboxFetch.complaint(fetched) { return complaint }
    guard let commit else { return nil }
    let found = try run(SandboxFetch.resolve(repository, hostRef)).output.split(whereSeparator: \.isNewline).first
    return found.map(String.init) == commit
      ? nil : "\(sandboxRef) came as \(found ?? "nothing"), but the sandbox made \(commit)"
  }
}
