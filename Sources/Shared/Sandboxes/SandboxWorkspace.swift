/// The clone inside a sandbox, as the walk uses it: one call makes it ready for an issue, one call takes what a session
/// has left, one brings it to the host.
package struct SandboxWorkspace {
  package let backend: any SandboxBackend
  package let spec: SandboxSpec
  private let effects: any Effects

  /// The longest one script may take. A big tree is read in full, once per issue.
  private static let limit = Duration.seconds(600)

  package init(_ backend: any SandboxBackend, _ spec: SandboxSpec, effects: any Effects) {
    self.backend = backend
    self.spec = spec
    self.effects = effects
  }

  /// Puts the clone on the wanted commit, or leaves it as it is where work of the same issue can go on. Nothing is
  /// discarded: what is in the way is saved first. What sessions have left at work is ended. Throws KB-S006 when the clone
  /// can't be made ready.
  package func prepare(_ wanted: WantedWorkspace) throws -> PreparedWorkspace {
    let arguments = [
      wanted.branch, wanted.commit, wanted.originRef, wanted.issue, wanted.userName, wanted.userEmail,
      wanted.saveLabel, spec.repository,
    ]
    try backend.endLeft(spec)
    let lines = try run(WorkspaceScripts.prepare, arguments, "be made ready")
    guard let prepared = WorkspaceReport.prepared(lines) else {
      throw failure("be made ready", why: "its answer can't be read:\n\(Self.tail(lines))")
    }
    return prepared
  }

  /// Everything in the working tree as one commit on top of `base`, at `FactoryNames.snapshotRef` of the clone.
  /// Throws KB-S006 when the files can't be read.
  package func snapshot(base: String) throws -> WorkspaceSnapshot {
    try backend.endLeft(spec)
    let lines = try run(WorkspaceScripts.snapshot, [base], "give its work")
    guard let snapshot = WorkspaceReport.snapshot(lines) else {
      throw failure("give its work", why: "its answer can't be read:\n\(Self.tail(lines))")
    }
    return snapshot
  }

  /// Brings a snapshot into a ref of the host repository, and makes sure that it is this one. Throws KB-S007.
  package func fetch(_ snapshot: WorkspaceSnapshot, into hostRef: String) throws {
    try backend.fetch(FactoryNames.snapshotRef, into: hostRef, from: spec, expecting: snapshot.commit)
  }

  /// A command that succeeds where something is at work inside though it says nothing: files of the clone changed within
  /// the span, or the processes of the sandbox keep a processor busy. Takes some seconds.
  package func signOfWork(within span: Duration) -> Command {
    var command = backend.inside(
      spec, WorkspaceScripts.argv(WorkspaceScripts.signOfWork, [Self.minutes(span), spec.name]), input: .nothing)
    command.limit = .seconds(60)
    return command
  }

  private static func minutes(_ span: Duration) -> String {
    let thousandths = span.milliseconds / 60
    return thousandths.isMultiple(of: 1000) ? "\(thousandths / 1000)" : "\(Double(thousandths) / 1000)"
  }

  private func run(_ script: String, _ arguments: [String], _ what: String) throws -> String {
    var command = backend.inside(spec, WorkspaceScripts.argv(script, arguments), input: .nothing)
    command.limit = Self.limit
    let result = try effects.run(command)
    if let failure = backend.ownFailure(in: result, of: spec) { throw failure }
    switch result.end {
    case .exited(.success):
      return result.output
    case .exited(let status):
      let text = Self.tail(result.errors + "\n" + result.output)
      throw failure(what, why: text.isEmpty ? "\(status)" : text)
    case .outOfTime(let duration), .silent(let duration):
      // Only the caller's end was stopped; the script still runs inside.
      try? backend.stop(spec)
      throw failure(what, why: "it did not end within \(Int(duration.inSeconds)) s")
    case .stopped:
      throw StopRequested()
    }
  }

  private func failure(_ what: String, why: String) -> ExpectedFailure {
    .sandboxWorkspaceFailed(spec.name, what, why: why, help: backend.commandsForPeople(spec))
  }

  private static func tail(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).suffix(8).map { String($0.prefix(300)) }.joined(separator: "\n")
  }
}
