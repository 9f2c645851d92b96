package import KBDomain
import KBFailures
package import KBSystem
import KBText

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
    return try answer(WorkspaceScripts.prepare, arguments, "be made ready", WorkspaceReport.prepared)
  }

  /// Everything in the working tree as one commit on top of `base`, at `FactoryNames.snapshotRef` of the clone. What is
  /// not in it is kept under refs of the clone whose last part is `label`. Throws KB-S006 when the files can't be read.
  package func snapshot(base: String, label: String) throws -> WorkspaceSnapshot {
    try backend.endLeft(spec)
    return try answer(WorkspaceScripts.snapshot, [base, label], "give its work", WorkspaceReport.snapshot)
  }

  /// Brings everything that the clone has beside `commits`, which the host has, under refs of the clone whose last part
  /// is `label`. Throws KB-S006.
  package func rest(beside commits: [String], label: String) throws -> CloneRest {
    try backend.endLeft(spec)
    return try answer(WorkspaceScripts.rest, [label] + commits, "be saved", WorkspaceReport.rest)
  }

  /// Whether git finds no repository in the clone any more. Throws KB-S006.
  package func isRuined() throws -> Bool {
    try answer(WorkspaceScripts.condition, [], "be looked at") {
      switch $0.split(whereSeparator: \.isNewline).last {
      case "krutrimbox: ruined": true
      case "krutrimbox: whole": false
      default: nil
      }
    }
  }

  /// What hooks have left in a clone where no session was yet. New files are ignored from then on. Throws KB-S006.
  package func settleHooks() throws -> HookLeavings {
    try answer(WorkspaceScripts.hooked, [], "be looked at after its hooks", WorkspaceReport.hooked)
  }

  /// Does something while every file is away that sessions have made, that is in no commit and that no build explains:
  /// then what is looked at is the snapshot on `base`. Throws KB-S006.
  package func withSnapshotAlone<Result>(on base: String, _ body: () throws -> Result) throws -> Result {
    _ = try answer(WorkspaceScripts.aside, [base], "put files aside") { $0 }
    let result: Result
    do {
      result = try body()
    } catch {
      // The next call that makes the clone ready does it else.
      if !(error is StopRequested) { _ = try? run(WorkspaceScripts.back, [], "put files back") }
      throw error
    }
    _ = try run(WorkspaceScripts.back, [], "put files back")
    return result
  }

  /// Brings a snapshot into a ref of the host repository, and makes sure that it is this one. Throws KB-S007.
  package func fetch(_ snapshot: WorkspaceSnapshot, into hostRef: String) throws {
    try backend.fetch(FactoryNames.snapshotRef, into: hostRef, from: spec, expecting: snapshot.commit)
  }

  /// A command that succeeds where something is at work inside though it says nothing: files of the clone changed within
  /// the span, or the processes of the sandbox keep a processor busy. Takes some seconds.
  package func signOfWork(within span: Duration) -> Command {
    var command = backend.look(
      spec, WorkspaceScripts.argv(WorkspaceScripts.signOfWork, [Self.minutes(span), spec.name]))
    command.limit = .seconds(60)
    return command
  }

  /// The command that runs a line of shell in a copy of the clone at `commit`, and ends with its status; with 125 where no
  /// copy can be made.
  package func trial(of line: String, at commit: String) -> Command {
    backend.inside(spec, WorkspaceScripts.argv(WorkspaceScripts.trial, [commit, line]), input: .nothing)
  }

  private static func minutes(_ span: Duration) -> String {
    let thousandths = span.milliseconds / 60
    return thousandths.isMultiple(of: 1000) ? "\(thousandths / 1000)" : "\(Double(thousandths) / 1000)"
  }

  private func answer<Answer>(
    _ script: String, _ arguments: [String], _ what: String, _ read: (String) -> Answer?
  ) throws -> Answer {
    let lines = try run(script, arguments, what)
    guard let answer = read(lines) else {
      throw failure(what, why: "its answer can't be read:\n\(Self.tail(lines))")
    }
    return answer
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
    case .flooded(let limit):
      try? backend.stop(spec)
      throw failure(what, why: CommandResult.floodText(limit))
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
