package import KBDomain
package import KBFailures
package import KBSystem

/// Docker Sandboxes: one microVM per PRD with a private clone of the repository.
package struct DockerSandbox: SandboxBackend {
  package let name = SandboxName.sbx
  package let isolation =
    "a microVM of Docker Sandboxes with a private clone: no host credential, no host files but commits, read-only"

  let effects: any Effects
  /// Where private temporary files go.
  let stateRoot: String

  private let pauses: [Duration]
  private let places = SandboxPlaces()

  /// `pauses` lie between tries of a call that failed for no known reason.
  package init(effects: any Effects, stateRoot: String, pauses: [Duration] = [.seconds(2), .seconds(5)]) {
    self.effects = effects
    self.stateRoot = stateRoot
    self.pauses = pauses
  }

  /// What an unknown version answers in an unknown way is let pass: the first sandbox shows it.
  package func check(_ spec: SandboxSpec) throws {
    let told = try effects.run(Sbx.version)
    var version = SbxVersion(nil)
    try passing([.sandboxFailed]) { version = try SbxSetup.version(told) }
    // Its self-diagnosis looks at much, and may take its time.
    let diagnosis = try SbxSetup.diagnose(version) { try effects.run($0) }
    try passing([.sandboxFailed, .sandboxOutOfTime]) { _ = try SbxSetup.problems(diagnosis) }
    let policy = try effects.run(Sbx.policyList)
    try passing([.sandboxFailed]) { try SbxSetup.requirePolicy(policy) }
    let wanted = ImageName(spec.template)
    // A template of a registry is pulled when it is first used.
    let loaded = try templates()
    if wanted.isLocal, !loaded.contains(wanted) { throw ExpectedFailure.templateMissing(spec.template) }
  }

  private func passing(_ codes: Set<FailureCode>, _ check: () throws -> Void) throws {
    do { try check() } catch let failure as ExpectedFailure where codes.contains(failure.code) {}
  }

  /// The images in the sandbox template store. Throws what is wrong with the CLI, its login or its daemon.
  package func templates() throws -> [ImageName] {
    let result = try effects.run(Sbx.templateList)
    if result.succeeded, let images = SbxOutput.templates(result.output) { return images }
    if case .diagnosed(let failure) = SbxDiagnosis.outcome(of: result, "list its templates") { throw failure }
    return SbxOutput.templateTable(try output(of: Sbx.templateTable, "list its templates"))
  }

  /// Copies an image archive into the template store.
  func load(_ archive: String, _ observe: @escaping (OutputLine) -> Void) throws {
    try retrying({ .sbxFailed("load the template", why: $0) }, after: []) {
      let result = try effects.run(Sbx.templateLoad(archive)) { line in
        observe(line)
        return true
      }
      try require(SbxDiagnosis.outcome(of: result, "load the template"))
    }
  }

  /// One list and, for a new sandbox, one create. A name that the list does not show may be taken all the same: create
  /// refuses it, and then the sandbox itself is asked.
  package func open(_ spec: SandboxSpec, aboutToCreate: () throws -> Void) throws -> SandboxState {
    if let row = try rows().first(where: { $0.name == spec.name }) {
      guard !row.belongsElsewhere(than: [spec.repository] + [spec.checkout].compactMap { $0 }) else {
        throw ExpectedFailure.sandboxOfOtherCheckout(spec.name, of: (row.workspaces ?? []).joined(separator: ", "))
      }
      return .reused
    }
    try aboutToCreate()
    return try retrying({ .sandboxFailed("be created", why: $0) }) {
      let result = try effects.run(Sbx.create(spec))
      let outcome = SbxDiagnosis.outcome(of: result, "create the sandbox", creating: spec)
      guard case .nameExists(let why) = outcome else {
        try require(outcome)
        return .created
      }
      let answer = try effects.run(inside(spec, ["true"], input: .nothing))
      switch SbxDiagnosis.outcome(of: answer, "reach the sandbox") {
      case .succeeded: return .reused
      case .stopped: throw StopRequested()
      case .diagnosed(let failure): throw failure
      case .nameExists(let more), .noSuchSandbox(let more), .unexplained(let more):
        throw ExpectedFailure.sandboxNameLeaked(spec.name, why: "\(why)\n\(more)")
      }
    }
  }

  package func inside(_ spec: SandboxSpec, _ arguments: [String], input: Command.Input) -> Command {
    Sbx.exec(
      spec.name, in: folder(of: spec), arguments, input: input,
      environment: ["GIT_TERMINAL_PROMPT": "0", "KB_SANDBOX": spec.name])
  }

  package func ownFailure(in result: CommandResult, of spec: SandboxSpec) -> ExpectedFailure? {
    SbxDiagnosis.ownFailure(in: result, sandbox: spec.name)
  }

  package func output(of result: CommandResult) -> String { SbxWords.inner(result.output) }

  /// Stopping is the only way to end what runs inside: it outlives the client that started it.
  package func stop(_ spec: SandboxSpec) throws {
    try end(spec, with: Sbx.stop(spec.name), "stop the sandbox", "be stopped", isUrgent: true)
  }

  package func isGone(_ spec: SandboxSpec) throws -> Bool {
    let answer = try effects.run(inside(spec, ["true"], input: .nothing))
    switch SbxDiagnosis.outcome(of: answer, "reach the sandbox") {
    case .noSuchSandbox: return true
    case .succeeded, .nameExists, .unexplained: return false
    case .stopped: throw StopRequested()
    case .diagnosed(let failure): throw failure
    }
  }

  package func remove(_ spec: SandboxSpec) throws {
    try end(spec, with: Sbx.remove(spec.name), "remove the sandbox", "be removed")
    places.forget(spec.name)
  }

  package func list() throws -> [String] {
    try rows().map(\.name).filter { $0.hasPrefix("krutrimbox-") }.sorted()
  }

  package func commandsForPeople(_ spec: SandboxSpec) -> SandboxHelp {
    let look = Sbx.exec(spec.name, in: folder(of: spec), ["git", "status", "--short", "--branch"])
    return SandboxHelp(inspect: look.typed, remove: Sbx.remove(spec.name).typed)
  }

  package func isOfEarlierVersion(_ spec: SandboxSpec) -> Bool { folder(of: spec) != spec.repository }

  /// The repository on the host that it was made from, whose path its clone has as well.
  func folder(of spec: SandboxSpec) -> String { places.folder(of: spec) }

  private func rows() throws -> [SbxSandbox] {
    try retrying({ .sandboxListUnreadable(why: $0) }) {
      let result = try effects.run(Sbx.list)
      try require(SbxDiagnosis.outcome(of: result, "list the sandboxes"))
      guard let rows = SbxOutput.sandboxes(result.output) else {
        throw Unexplained(why: "there is no list in: \(result.output.prefix(400))")
      }
      places.note(rows)
      return rows
    }
  }

  /// A sandbox that is gone is fine. What is urgent is tried again without a pause while the run is being stopped.
  private func end(
    _ spec: SandboxSpec, with command: Command, _ what: String, _ passive: String, isUrgent: Bool = false
  ) throws {
    try retrying({ .sandboxFailed(passive, why: $0) }, isUrgent: isUrgent) {
      let outcome = SbxDiagnosis.outcome(of: try effects.run(command), what)
      if case .noSuchSandbox = outcome { return }
      try require(outcome)
    }
  }

  /// The output of a call that succeeds within three tries. `what` completes "sbx did not …".
  func output(of command: Command, _ what: String) throws -> String {
    try retrying({ .sbxFailed(what, why: $0) }) {
      let result = try effects.run(command)
      try require(SbxDiagnosis.outcome(of: result, what))
      return result.output
    }
  }

  /// A failed call that nobody can explain.
  private struct Unexplained: Error {
    let why: String
  }

  private func require(_ outcome: SbxDiagnosis.Outcome) throws {
    switch outcome {
    case .succeeded: return
    case .stopped: throw StopRequested()
    case .diagnosed(let failure): throw failure
    case .nameExists(let why), .noSuchSandbox(let why), .unexplained(let why): throw Unexplained(why: why)
    }
  }

  /// Tries again what failed for no known reason, which may pass. A hanging daemon or a missing login does not.
  private func retrying<Value>(
    _ failure: (String) -> ExpectedFailure, after ownPauses: [Duration]? = nil, isUrgent: Bool = false,
    _ attempt: () throws -> Value
  ) throws -> Value {
    var passing: ExpectedFailure?
    return try RetryPlan.after(ownPauses ?? pauses) { $0 == passing }.attempt {
      do {
        passing = nil
        return try attempt()
      } catch let unexplained as Unexplained {
        let failure = failure(unexplained.why)
        passing = failure
        throw failure
      }
    } wait: { _, next in
      guard case .pause(let pause) = next else { return }
      do {
        try effects.wait(pause)
      } catch let stop as StopRequested {
        if !isUrgent { throw stop }
      }
    }
  }
}
