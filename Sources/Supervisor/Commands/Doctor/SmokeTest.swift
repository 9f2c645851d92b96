import KBConfiguration
import KBDomain
import KBFailures
import KBRepository
import KBSandboxes
import KBSystem
import KBText

/// Tries rows one after the other, leaves out those that need one that is not well, and removes the sandbox in any case.
final class SmokeTest {
  /// What it works with: the backend twice, because a stop must not hold back the removal.
  struct Equipment {
    var effects: any Effects
    var backend: any SandboxBackend
    /// Not told to stop with the test.
    var lastingEffects: any Effects
    var lastingBackend: any SandboxBackend
  }

  private let host: SmokeHost
  private let equipment: Equipment
  private let trials: SmokeTrials
  private let sandbox: SmokeSandbox
  private let spec: SandboxSpec
  /// Told of each row that begins, and of each that has its finding.
  var onBegin: (SmokeRow) -> Void = { _ in }
  var onEnd: (SmokeFinding) -> Void = { _ in }
  private(set) var findings: [SmokeFinding] = []
  private var wasCutOff = false

  init(_ host: SmokeHost, _ equipment: Equipment, triesAgent: Bool) {
    (self.host, self.equipment) = (host, equipment)
    spec = host.spec(SmokeSandbox.newName())
    sandbox = SmokeSandbox(
      name: spec.name, backend: host.settings.sandbox.backend, agent: spec.agent, checkout: host.clone)
    trials = SmokeTrials(
      host, spec, on: equipment.backend, effects: equipment.effects,
      mark: String(spec.name.dropFirst(SmokeSandbox.prefix.count)),
      triesAgent: triesAgent)
  }

  var agentVersion: String? { trials.agentVersion }

  /// All findings, in the order of the rows. Throws `StopRequested` where it was told to stop, once nothing is left;
  /// KB-M004 where the state directory can't hold the record.
  func run() throws -> [SmokeFinding] {
    let lock = try sandbox.record(host.stateRoot)
    var stop: StopRequested?
    do {
      for row in SmokeRow.allCases where row != .removal && row != .traces { try attempt(row) { try trials.make(row) } }
    } catch let request as StopRequested {
      stop = request
      wasCutOff = true
    }
    try attempt(.removal, removal)
    try attempt(.traces, traces)
    // What may be left, or come yet, stays on record, for kb clean.
    if !isCreationCutOff, ![.removal, .traces].contains(where: { finding($0)?.grade == .broken }) {
      sandbox.forget(host.stateRoot)
    }
    _ = consume lock
    if let stop { throw stop }
    return findings
  }

  /// Whether the daemon may finish a creation when nobody looks any more.
  private var isCreationCutOff: Bool {
    guard let create = finding(.create) else { return wasCutOff && trials.mayExist }
    return create.code == FailureCode.sandboxOutOfTime.rawValue
  }

  private func finding(_ row: SmokeRow) -> SmokeFinding? { findings.first { $0.row == row } }

  private func attempt(_ row: SmokeRow, _ trial: () throws -> String) throws {
    var finding = SmokeFinding(row: row, grade: .skipped, seconds: 0, text: "")
    if let reason = reasonToSkip(row) {
      finding.text = reason
    } else if let missing = row.needs.first(where: { self.finding($0)?.grade != .ok }) {
      finding.text = "needs \(missing.rawValue)"
      finding.missing = missing
    } else {
      onBegin(row)
      let start = ContinuousClock.now
      try fill(&finding, trial)
      finding.seconds = Double((ContinuousClock.now - start).milliseconds) / 1000
    }
    findings.append(finding)
    onEnd(finding)
  }

  private func fill(_ finding: inout SmokeFinding, _ trial: () throws -> String) throws {
    do {
      finding.text = try trial()
      finding.grade = .ok
    } catch let skip as SmokeSkip {
      (finding.text, finding.fix) = (skip.text, skip.fix)
    } catch let stop as StopRequested {
      throw stop
    } catch {
      let failure = DiagnosedFailure(error)
      finding.grade = .broken
      finding.text = SafeText.line(failure.what.hasSuffix(".") ? String(failure.what.dropLast()) : failure.what)
      (finding.code, finding.fix) = (failure.code, SafeText.line(failure.fix))
      finding.why = failure.why.map(SafeText.block)
    }
  }

  /// What does not apply to this backend or forge; nil where it does.
  private func reasonToSkip(_ row: SmokeRow) -> String? {
    switch row {
    case .remote: return equipment.backend.fetchWays.contains(.remote) ? nil : "commits do not come by git here"
    case .bundle: return equipment.backend.fetchWays.contains(.bundle) ? nil : "commits do not come as a bundle here"
    case .forgeRead, .forgeWrite:
      let what = row == .forgeRead ? "GitHub is not read" : "the right to write GitHub is not looked at"
      if let reason = equipment.backend.reasonForNoForgeCredential { return "\(what): \(reason)" }
      return host.settings.forge == .github ? nil : "\(what): the forge is another"
    case .removal: return trials.mayExist ? nil : "no sandbox was made"
    case .setup, .create, .answer, .clone, .arguments, .input, .output, .status, .environment, .workspace, .commit,
      .restart, .agent, .session, .traces:
      return nil
    }
  }

  /// A creation that was cut off may be finished a moment later.
  private func removal() throws -> String {
    try equipment.lastingBackend.remove(spec)
    if wasCutOff {
      for _ in 0..<3 {
        try equipment.lastingEffects.wait(.seconds(1))
        if try !equipment.lastingBackend.isGone(spec) { try equipment.lastingBackend.remove(spec) }
      }
    }
    return isCreationCutOff
      ? "its creation was cut off and may be finished later; kb clean removes what comes" : "the sandbox is removed"
  }

  private func traces() throws -> String {
    let traces = SandboxTraces(spec.name, host.git(equipment.lastingEffects))
    try traces.remove()
    var left = try traces.found()
    if try equipment.lastingBackend.list().contains(spec.name) || !equipment.lastingBackend.isGone(spec) {
      left.append("sandbox \(spec.name)")
    }
    if !left.isEmpty {
      let remove = equipment.backend.commandsForPeople(spec).remove
      throw ExpectedFailure.sandboxTracesLeft(left, fix: "\(remove); else: kb clean")
    }
    let changed = try host.changedKeys(equipment.lastingEffects)
    guard changed.isEmpty else {
      throw ExpectedFailure.sandboxTracesLeft(
        changed.map { "a changed \($0) in .git/config" },
        fix: "git config --local --list shows it; below sbx 0.38 the file gets damaged: \(SbxVersion.upgrade)")
    }
    return "nothing is left: no sandbox, remote or ref; your configuration is as it was"
  }
}
