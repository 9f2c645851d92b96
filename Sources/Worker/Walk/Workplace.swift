import Shared

/// The PRD Sandbox with its clone: opened when it is first needed, brought to a commit for each issue, emptied of its
/// work afterwards.
final class Workplace {
  fileprivate let parts: FactoryParts
  let identity: GitIdentity
  private var isOpen = false
  /// The clone as it was made ready for what comes next, before that began; nil where a session may have changed it.
  private var ahead: (task: String, commit: String, prepared: PreparedWorkspace)?

  init(_ parts: FactoryParts, identity: GitIdentity) {
    self.parts = parts
    self.identity = identity
  }

  fileprivate var workspace: SandboxWorkspace {
    SandboxWorkspace(parts.sandbox, parts.spec, effects: parts.effects)
  }

  /// Does a session when no brake is on and the disk has room, and again where what went wrong passes. While it waits
  /// for long, the sandbox rests.
  func whenFree<Result>(_ session: () throws -> Result) throws -> Result {
    try parts.patience.runSession(onLongWait: rest) {
      try parts.patience.waitForBrakes(rest)
      try requireRoom()
      try endSurvivors()
      do {
        return try session()
      } catch let failure as ExpectedFailure where failure.failureClass == .sandbox {
        // The sandbox failed, and with it perhaps the end of the session in it.
        parts.leftover.mayBeAtWork = true
        throw failure
      }
    }
  }

  /// Stops the sandbox where a session has been in it since: nothing that one has started reaches the next one's work.
  func endSurvivors() throws {
    if parts.leftover.mayBeAtWork || parts.leftover.mayWrite { try parts.sandbox.stop(parts.spec) }
    (parts.leftover.mayBeAtWork, parts.leftover.mayWrite) = (false, false)
  }

  /// Makes sure that the sandbox is there, and brings its clone to `commit`. Work of the same issue that is found there
  /// is kept for the next session. `task` is the issue number, or `review`.
  func prepare(_ task: String, at commit: String, originRef: String) throws -> PreparedWorkspace {
    try open()
    parts.reporter.enter(.branch, issue: Int(task))
    defer { ahead = nil }
    if let ahead, ahead.task == task, ahead.commit == commit { return ahead.prepared }
    return try makeReady(task, at: commit, originRef: originRef)
  }

  /// Makes the clone ready for a task on the PRD Branch's tip, while something else is waited for. What goes wrong is not
  /// told: it shows when the clone is wanted.
  func prepareAhead(_ task: String, at commit: String) {
    guard isOpen else { return }
    let originRef = "refs/heads/\(parts.branch.name)"
    ahead = (try? makeReady(task, at: commit, originRef: originRef)).map { (task, commit, $0) }
  }

  /// Brings everything that is in the sandbox alone to the host, so that it can be removed, and returns why it must stay
  /// all the same, or nil: repositories that were put aside and work in submodules can't be brought. `commit` is where the
  /// PRD Branch has come to.
  func reasonToStay(at commit: String) throws -> String? {
    let rest = try workspace.rest(beside: [commit], label: parts.assignment.run)
    note(try bring(rest.saved))
    return rest.reasonToStay
  }

  private func makeReady(_ task: String, at commit: String, originRef: String) throws -> PreparedWorkspace {
    let wanted = WantedWorkspace(
      branch: parts.branch.name, commit: commit, originRef: originRef, issue: task, userName: identity.name,
      userEmail: identity.email, saveLabel: parts.assignment.run)
    let prepared: PreparedWorkspace
    do {
      prepared = try workspace.prepare(wanted)
    } catch let failure as ExpectedFailure
      where failure.code == .sandboxWorkspaceFailed && parts.sandbox.isOfEarlierVersion(parts.spec)
    {
      try replace(after: failure)
      prepared = try workspace.prepare(wanted)
    }
    for path in prepared.nested {
      parts.reporter.note("the nested repository \(path) was in the way; it is in .git/krutrimbox/saved of the sandbox")
    }
    note(try bring(prepared.saved))
    return prepared
  }

  /// A sandbox that an earlier version made shows the operator's clone inside, where later commits are not. What is in it
  /// alone comes to the host, and a new one takes its place.
  private func replace(after failure: ExpectedFailure) throws {
    let rest = try workspace.rest(beside: [], label: parts.assignment.run)
    note(try bring(rest.saved))
    guard rest.reasonToStay == nil else { throw failure }
    parts.reporter.note("the sandbox, which an earlier version made from your clone, is replaced")
    try parts.sandbox.remove(parts.spec)
    isOpen = false
    try open()
  }

  private func note(_ saved: [String: String]) {
    for ref in saved.values.sorted() {
      parts.reporter.note("work that was left in the sandbox is kept: kb saved \(parts.prd) (\(ref))")
    }
  }

  /// Brings work that is kept in the clone to the host, and returns the host's new refs by the clone's. What was kept
  /// before its way to the host was cut off is told by the clone again.
  private func bring(_ saved: [PreparedWorkspace.SavedWork]) throws -> [String: String] {
    var refs: [String: String] = [:]
    for saved in saved where try !parts.branch.git.keeps(saved.commit) {
      let ref = try parts.branch.freeSavedRef(parts.assignment.run)
      try parts.sandbox.fetch(saved.ref, into: ref, from: parts.spec, expecting: saved.commit)
      refs[saved.ref] = ref
    }
    return refs
  }

  /// The host's refs of what a session has left out, those of an earlier look included.
  private func keptRefs(_ taken: WorkspaceSnapshot) throws -> [String] {
    let new = try bring(taken.saved)
    return try taken.saved.filter { taken.keptRefs.contains($0.ref) }.compactMap { saved in
      try new[saved.ref]
        ?? parts.branch.git.output([
          "for-each-ref", "--format=%(refname)", "--count=1", "--points-at", saved.commit, parts.branch.ref("saved"),
        ]).split(separator: "\n").first.map(String.init)
    }
  }

  /// Does something, such as the repository's checks, while the clone holds nothing that the work's commit has not, but
  /// for what builds explain and what was there before the first session.
  func withWorkAlone<Result>(_ work: CollectedWork, _ body: () throws -> Result) throws -> Result {
    if let leftOut = work.leftOut, !leftOut.isLoose { return try body() }
    return try workspace.withSnapshotAlone(on: work.base, body)
  }

  /// What a session has left.
  struct Collected {
    /// One commit on the base; nil where it changes nothing.
    var work: CollectedWork?
    /// What is not in it.
    var leftOut: LeftOut
  }

  /// Brings what the session left to the host, as one commit on `base`, and what is not in that under refs of their own.
  /// Throws KB-R014 where it left work in submodules; that can be taken once their remotes have it.
  func collect(_ issue: Int, base: String) throws -> Collected {
    parts.reporter.enter(.collect, issue: issue)
    var refs: [String] = []
    let taken = try parts.patience.run {
      let taken = try workspace.snapshot(base: base, label: "\(parts.assignment.run)-issue-\(issue)")
      refs = try keptRefs(taken)
      if !taken.submodules.isEmpty {
        throw ExpectedFailure.submoduleWorkUnpublished(
          taken.submodules.map(SafeText.line), issue: issue, help: parts.sandbox.commandsForPeople(parts.spec))
      }
      if taken.changesFiles { try workspace.fetch(taken, into: parts.branch.ref("snapshot")) }
      return taken
    }
    for path in taken.nested { parts.reporter.note("the nested repository \(path) was left out") }
    for path in taken.untracked {
      parts.reporter.note("files in the submodule \(SafeText.line(path)) that git does not track were left out")
    }
    var leftOut = taken.leftOut
    leftOut.refs = refs
    if !leftOut.isEmpty {
      parts.reporter.note("#\(issue): " + leftOut.sentences(SafeText.line).joined(separator: " "), isForSummary: true)
    }
    guard taken.changesFiles else { return Collected(leftOut: leftOut) }
    let told = leftOut.isEmpty && !leftOut.isLoose ? nil : leftOut
    try parts.journal.append(.collected(issue: issue, base: base, snapshot: taken.commit, leftOut: told))
    return Collected(
      work: CollectedWork(issue: issue, base: base, snapshot: taken.commit, leftOut: leftOut), leftOut: leftOut)
  }

  /// A brake may have come on while the sandbox was made ready.
  func waitForBrakes() throws { try parts.patience.waitForBrakes(rest) }

  private func rest() {
    guard isOpen else { return }
    do {
      try parts.sandbox.stop(parts.spec)
      parts.leftover.mayWrite = false
    } catch {
      parts.reporter.note("the sandbox could not be stopped to wait")
    }
  }

  /// Throws KB-M007 where a disk that a session needs has less room than the configured limit, KB-M004 where the
  /// journal could not hold what the session comes to.
  private func requireRoom() throws(ExpectedFailure) {
    let wanted = parts.settings.limits.freeDiskGiB
    for path in [parts.assignment.repositoryFolder, parts.assignment.stateRoot] {
      if let free = FreeDisk.gibibytes(at: path), free < wanted {
        throw .diskLow(path: path, free: free, wanted: wanted)
      }
    }
    if !parts.isOff(.reserve) { try parts.journal.makeRoom() }
  }

  private func open() throws {
    if isOpen { return }
    parts.reporter.enter(.sandbox)
    parts.reporter.tell(.sandbox(name: parts.spec.name))
    let state = try parts.sandbox.open(parts.spec) {
      try parts.journal.append(.sandboxCreated(name: parts.spec.name, backend: parts.sandbox.name))
    }
    switch state {
    case .created:
      try runHooks { try parts.sandbox.remove(parts.spec) }
    case .reused:
      // The run that made it may be lost with its journal, and its agent still be at work.
      if !parts.journal.knowsEarlierRuns { try parts.sandbox.stop(parts.spec) }
      // That run, or this one's creation, may have been cut off before the hooks had run.
      if !ResumePoint(parts.journal.lines).isReady(parts.spec.name, parts.sandbox.name) { try runHooks {} }
    }
    isOpen = true
  }

  /// `hooks.sandboxCreated`: what the repository needs before the first session, such as its dependencies. `undo` is
  /// called when one fails, since a half-made sandbox would pass for a ready one the next time.
  private func runHooks(orElse undo: () throws -> Void) throws {
    for hook in parts.settings.hooks.sandboxCreated {
      var command = parts.sandbox.hook(parts.spec, hook)
      command.setFixedLimit(.minutes(parts.settings.verify.minutes))
      command.setOutputLimit(mebibytes: parts.settings.limits.sessionOutputMiB)
      command.onStop = .interrupt
      let result = try parts.effects.run(command)
      if result.end == .stopped {
        try? parts.sandbox.stop(parts.spec)
        throw StopRequested()
      }
      if !result.succeeded {
        try undo()
        throw ExpectedFailure.sandboxHookFailed(
          Command(hook[0], Array(hook.dropFirst())).description, why: CommandText.tail(result, lines: 20))
      }
    }
    if !parts.settings.hooks.sandboxCreated.isEmpty { try settleHooks(orElse: undo) }
    try parts.journal.append(.sandboxReady(name: parts.spec.name, backend: parts.sandbox.name))
  }
}

extension Workplace {
  /// What hooks have made stays for the sessions and out of commits. What they have changed would be in a commit that says
  /// nothing of it, or be gone before the first session: that is refused.
  private func settleHooks(orElse undo: () throws -> Void) throws {
    let left = try workspace.settleHooks()
    guard left.changed.isEmpty else {
      try undo()
      throw ExpectedFailure.hookChangedFiles(left.changed.map(SafeText.line))
    }
    guard !left.made.isEmpty else { return }
    let names = LeftOut.Names(first: Array(left.made.prefix(10)), count: left.made.count).text(SafeText.line)
    parts.reporter.note("what the hooks have made stays in the sandbox and out of commits: \(names)")
  }
}

/// What a command printed, for messages.
enum CommandText {
  /// How it ended and its last lines of both streams, without the private keys that began before them.
  static func tail(_ result: CommandResult, lines: Int) -> String {
    let end =
      switch result.end {
      case .exited(let status): "\(status)"
      case .outOfTime(let limit): "stopped after \(limit.milliseconds / 1000) s"
      case .silent(let limit): "silent for \(limit.milliseconds / 1000) s"
      case .flooded(let limit): "stopped because \(CommandResult.floodText(limit))"
      case .stopped: "stopped with the run"
      }
    let streams = [result.output, result.errors].map { stream in
      var keys = KeyMask()
      return keys.mask(stream)
    }
    let all = streams.joined(separator: "\n").split(whereSeparator: \.isNewline).suffix(lines)
    return ([Substring(end)] + all).map { SafeText.line(String($0)) }.joined(separator: "\n")
  }
}
