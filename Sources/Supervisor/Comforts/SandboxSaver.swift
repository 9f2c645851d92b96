import Shared

/// Brings everything of a sandbox that is nowhere else into refs of the host repository: the working tree with HEAD
/// below it, the clone's branches, what was put aside or stashed. Throws where anything could not be saved, because what
/// is not proven saved is not removed.
struct SandboxSaver {
  let backend: any SandboxBackend
  let spec: SandboxSpec
  let git: Git
  let effects: any Effects

  /// The refs that were made, below `refs/krutrimbox/prd-<n>/saved/`; empty where the host had it all.
  func save(prd: Int, label: String) throws -> [String] {
    let head = try text(["rev-parse", "--verify", "HEAD^{commit}"], "name its commit")
    let aside = try effects.run(backend.inside(spec, ["ls", "-A", ".git/krutrimbox/saved"], input: .nothing))
    if let failure = backend.ownFailure(in: aside, of: spec) { throw failure }
    if aside.succeeded && !lines(backend.output(of: aside)).isEmpty {
      throw incomplete("repositories that were put aside lie in .git/krutrimbox/saved")
    }
    if lines(try text(["stash", "list", "--format=%H"], "list its stashes")).count > 1 {
      throw incomplete("it has more than one stash")
    }
    let work = try SandboxWorkspace(backend, spec, effects: effects).snapshot(base: head)
    guard work.nested.isEmpty else {
      throw incomplete("it has repositories inside: \(work.nested.joined(separator: ", "))")
    }
    let submodules = work.submodules + work.untracked
    guard submodules.isEmpty else {
      throw incomplete("its submodules hold work: \(submodules.joined(separator: ", "))")
    }
    var wanted: [(ref: String, commit: String)] = []
    let isHeadHere = try git.keeps(head)
    if work.changesFiles || !isHeadHere { wanted.append((FactoryNames.snapshotRef, work.commit)) }
    for (ref, commit) in try ownRefs() where commit != head {
      if try !git.keeps(commit) { wanted.append((ref, commit)) }
    }
    return try wanted.enumerated().map { index, wanted in
      let hostRef = FactoryNames.hostRef(prd: prd, "saved/\(label)" + (index == 0 ? "" : "-\(index + 1)"))
      try backend.fetch(wanted.ref, into: hostRef, from: spec, expecting: wanted.commit)
      return hostRef
    }
  }

  private func ownRefs() throws -> [(String, String)] {
    let listing = try text(
      [
        "for-each-ref", "--format=%(objecttype) %(objectname) %(refname)", "refs/heads", "refs/krutrimbox/saved",
        "refs/stash",
      ],
      "list its branches")
    return lines(listing).compactMap { line in
      let words = line.split(separator: " ", maxSplits: 2).map(String.init)
      return words.count == 3 && words[0] == "commit" ? (words[2], words[1]) : nil
    }
  }

  private func text(_ arguments: [String], _ what: String) throws -> String {
    let plain = ["git", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"]
    var command = backend.inside(spec, plain + arguments, input: .nothing)
    command.limit = .seconds(120)
    let result = try effects.run(command)
    if let failure = backend.ownFailure(in: result, of: spec) { throw failure }
    guard result.succeeded else {
      throw failed(what, why: Git.reason(result))
    }
    return lines(backend.output(of: result)).joined(separator: "\n")
  }

  private func incomplete(_ why: String) -> ExpectedFailure {
    failed("be saved whole", why: why)
  }

  private func failed(_ what: String, why: String) -> ExpectedFailure {
    .sandboxWorkspaceFailed(spec.name, what, why: why, help: backend.commandsForPeople(spec))
  }

  private func lines(_ text: String) -> [String] { text.split(whereSeparator: \.isNewline).map(String.init) }
}
