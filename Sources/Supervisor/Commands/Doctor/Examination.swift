import KBConfiguration
import KBDomain
import KBFailures
import KBForges
import KBRepository
import KBSandboxes
import KBState
import KBSystem

/// Asks everything at once and gathers what the answers mean. Changes nothing but that the state directory exists
/// afterwards.
final class Examination {
  /// A question to another program.
  enum Probe: Hashable {
    case git, identity, worker, gh
    /// Of a host.
    case account(String)
  }

  /// The longest that one question may take.
  static let limit = Duration.seconds(30)

  private let machine: FactoryMachine
  private let supplies: Preflight.Supplies
  private let request: RunRequest
  /// The repositories that it is about: the one of the clone here, or those that are named.
  private var looks: [RepositoryExamination] = []
  private let effects: LimitedEffects
  private let probes: ParallelCommands<Probe>
  /// What sandbox backends ask.
  private let questions: Inquiry
  private var findings: [Finding] = []

  init(_ request: RunRequest, _ machine: FactoryMachine) throws {
    self.machine = machine
    self.request = request
    supplies = try machine.preflightSupplies()
    effects = LimitedEffects(machine.runner, limit: Self.limit)
    probes = ParallelCommands(on: machine.runner)
    questions = Inquiry(on: machine.runner, limit: Self.limit)
  }

  /// Everything that was found, in the order of `DoctorCheck`. Throws `StopRequested` when it is interrupted.
  func run() throws -> [Finding] {
    machine.onStop = { [probes, questions, machine] in
      probes.stop()
      questions.stop()
      machine.runner.requestStop(.now)
    }
    ask(.git, Command("git", ["--version"]))
    let settings = lookAtSettings()
    let here = try findRepositories(settings)
    let needs = needs(settings)
    try askAll(needs, directory: here?.configured ?? "/")

    try lookAtMachine(needs, checkout: here?.checkout)
    try settleGit()
    try lookAtForges(needs)
    for settings in needs { findings += try backend(settings).examine(settings, questions) }
    let order = DoctorCheck.allCases
    return order.flatMap { check in findings.filter { $0.check == check } }.reduce(into: []) { told, finding in
      // Settings of several repositories need the same.
      if !told.contains(finding) { told.append(finding) }
    }
  }

  private func ask(_ probe: Probe, _ command: Command) { probes.start(probe, command.within(Self.limit)) }

  private func askAll(_ needs: [RunSettings], directory: String) throws {
    ask(.identity, Git.command(GitIdentity.question, in: directory))
    ask(.worker, Command(supplies.workerProgram, ["--version"]))
    if needs.contains(where: { $0.forge == .github }) {
      ask(.gh, GH.version)
      for host in hosts { ask(.account(host), GH.account(host: host)) }
    }
    for settings in needs { try backend(settings).ask(questions) }
  }

  private func backend(_ settings: RunSettings) -> any SandboxBackend {
    SandboxMaker.make(
      settings.sandbox.backend, effects: effects, stateRoot: supplies.stateRoot, environment: supplies.environment,
      settings: settings)
  }

  private func answer(_ probe: Probe) throws -> Answer {
    do {
      return .success(try probes.result(of: probe))
    } catch let failure as ExpectedFailure {
      return .failure(failure)
    }
  }

  /// What holds without any repository. The defaults and the flags where the operator's own configuration can't be read.
  private func lookAtSettings() -> (user: Configuration, run: RunSettings) {
    do {
      let user = try Configuration(environment: supplies.environment) { ConfigurationFile() }
      return (user, try RunSettings.resolve(configuration: user, flags: request.flags))
    } catch {
      findings.append(Finding(.configuration, error))
      return (
        Configuration(),
        (try? RunSettings.resolve(configuration: Configuration(), flags: request.flags)) ?? RunSettings()
      )
    }
  }

  /// Looks at each repository as far as its settings. Returns the clone that `kb` was started in, where it is looked at.
  private func findRepositories(_ settings: (user: Configuration, run: RunSettings)) throws -> HostRepository? {
    let names = settings.user.settings.user.repositories
    let found = try findings.catching(.repository) {
      try RunTarget.all(
        of: request, from: machine.surroundings.directory, configured: names, command: "doctor", effects: effects)
    }
    guard let found else {
      if !settings.user.user.keys.isEmpty { findings.append(RepositoryExamination.finding(of: settings.user)) }
      return nil
    }
    looks = found.targets.map {
      RepositoryExamination($0, settings.run, flags: request.flags, supplies: supplies, runner: machine.runner)
    }
    if !found.isHere {
      let all = found.targets.compactMap { $0.repository?.fullName }.joined(separator: ", ")
      findings.append(
        .ok(
          .repository, "\(request.repositories.isEmpty ? "no clone here" : "from any folder"): kb run works on \(all)"))
    }
    for result in machine.runner.together(all: looks.map { look in { try look.settle() } }) { try result.get() }
    return found.targets.compactMap(\.host).first
  }

  /// The settings of each repository's sandboxes; with several, how many run at once is no repository's word.
  private func needs(_ settings: (user: Configuration, run: RunSettings)) -> [RunSettings] {
    if looks.count < 2 { return looks.map(\.settings) + (looks.isEmpty ? [settings.run] : []) }
    return looks.map { look in
      var own = look.settings
      own.parallel = settings.run.parallel
      return own
    }
  }

  /// Where `gh` must be logged in.
  private var hosts: [String] {
    let all = looks.map(\.host)
    return all.isEmpty ? ["github.com"] : Set(all).sorted()
  }

  private func lookAtMachine(_ needs: [RunSettings], checkout: String?) throws {
    findings.append(
      .of(.state) { () throws(ExpectedFailure) in
        .ok(.state, "state directory \(try StateDirectory(opening: supplies.stateRoot).root)")
      })
    for judge in needs.map(MachineJudge.init) {
      // A run waits for room on both; where they are one disk, it would say the same twice.
      let disks = [supplies.stateRoot, checkout].compactMap { $0 }.map {
        judge.disk(free: FreeDisk.gibibytes(at: $0), at: $0)
      }
      findings += disks.first { $0.contains { $0.grade != .ok } } ?? disks.first ?? []
      findings += judge.size(.current) + [judge.agent()]
    }
    for clones in Set(needs.map { FactoryClone.root($0, stateRoot: supplies.stateRoot) }).filter(Files.isDirectory) {
      guard let size = try FactoryCloneFolder.size(of: clones, effects: effects) else { continue }
      let count = CountText.of(FactoryCloneFolder.all(in: clones).count, "Factory Clone")
      findings.append(.ok(.factoryClones, "\(count) of \(DiskSize.text(size)) in \(clones)"))
    }
    if let judge = needs.first.map(MachineJudge.init) {
      findings += judge.usageLimits(UsageLimits(stateRoot: supplies.stateRoot).words(at: effects.now), at: effects.now)
    }
  }

  private func settleGit() throws {
    let git = ProgramJudge.git(try answer(.git))
    findings.append(git)
    if git.code != FailureCode.programMissing.rawValue {
      findings.append(ProgramJudge.identity(try answer(.identity)))
    } else {
      // It would say the same once more.
      findings.removeAll { $0.check == .repository }
    }
    let path = supplies.workerProgram
    findings.append(
      Files.exists(path)
        ? ProgramJudge.worker(try answer(.worker), at: path) : Finding(.worker, .workerProgramMissing(path)))
  }

  private func lookAtForges(_ needs: [RunSettings]) throws {
    let accounts = needs.contains { $0.forge == .github } ? try lookAtGitHub() : [:]
    let asked = looks.filter { $0.settings.forge == .local || accounts[$0.host] != nil }
    for look in asked {
      if let account = accounts[look.host], let origin = look.origin?.originAddress,
        let finding = GitHubJudge.workflows(account, host: look.host, origin: origin)
      {
        findings.append(finding)
      }
    }
    for result in machine.runner.together(all: asked.map { look in { try look.complete() } }) { try result.get() }
    findings += looks.flatMap { look in
      look.findings(isOneOfSeveral: looks.count > 1, hasForge: asked.contains { $0 === look })
    }
  }

  /// The accounts by host, where there are such to go on with.
  private func lookAtGitHub() throws -> [String: GHAccount] {
    let client = GitHubJudge.client(try answer(.gh))
    findings.append(client)
    guard client.code != FailureCode.programMissing.rawValue else { return [:] }
    return try hosts.reduce(into: [:]) { accounts, host in
      let (account, found) = GitHubJudge.account(try answer(.account(host)), host: host, now: effects.now)
      findings += found
      accounts[host] = account
    }
  }
}
