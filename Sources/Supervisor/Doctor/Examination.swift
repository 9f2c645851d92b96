import Shared

/// Asks everything at once and gathers what the answers mean. Changes nothing but that the state directory exists
/// afterwards.
final class Examination {
  /// A question to another program.
  enum Probe: Hashable {
    case git, identity, worker, gh, account, sbx, diagnosis, policy, templates, secrets, forwarding, docker
  }

  /// The longest that one question may take.
  static let limit = Duration.seconds(30)

  private let machine: FactoryMachine
  private let means: Preflight.Means
  private let flags: RunFlags
  private let effects: LimitedEffects
  private let probes: ParallelCommands<Probe>
  private var findings: [Finding] = []

  init(_ flags: RunFlags, _ machine: FactoryMachine) throws {
    self.machine = machine
    self.flags = flags
    means = try machine.preflightMeans()
    effects = LimitedEffects(machine.runner, limit: Self.limit)
    probes = ParallelCommands(on: machine.runner)
  }

  /// Everything that was found, in the order of `DoctorCheck`. Throws `StopRequested` when it is interrupted.
  func run() throws -> [Finding] {
    machine.onStop = { [probes, machine] in
      probes.stop()
      machine.runner.requestStop(.now)
    }
    ask(.git, Command("git", ["--version"]))
    let repository = try lookAtRepository()
    let settings = lookAtSettings(of: repository)
    let host = repository.flatMap { GitHubOrigin.repository(of: $0.originAddress)?.host } ?? "github.com"
    try askAll(settings, host: host, directory: repository?.configured ?? "/")

    try lookAtMachine(settings, checkout: repository?.checkout)
    try settleGit(repository)
    if settings.forge == .github { try lookAtGitHub(repository, settings, host: host) }
    if settings.forge == .local, let repository { try lookAtForge(repository, settings) }
    try lookAtSandbox(settings)
    let order = DoctorCheck.allCases
    return order.flatMap { check in findings.filter { $0.check == check } }
  }

  private func ask(_ probe: Probe, _ command: Command) { probes.start(probe, command.within(Self.limit)) }

  private func askAll(_ settings: RunSettings, host: String, directory: String) throws {
    if settings.sandbox.backend == .sbx {
      ask(.sbx, Sbx.version)
      ask(.policy, Sbx.policyList)
      ask(.templates, Sbx.templateList)
      ask(.docker, SandboxTemplate.dockerVersion)
    }
    ask(.identity, Git.command(GitIdentity.question, in: directory))
    ask(.worker, Command(means.workerProgram, ["--version"]))
    if settings.forge == .github {
      ask(.gh, GH.version)
      ask(.account, GH.account(host: host))
    }
    guard settings.sandbox.backend == .sbx else { return }
    // How the others are asked depends on the version.
    let version = SandboxJudge.version(try answer(.sbx))
    ask(.diagnosis, Sbx.diagnose(version)[0])
    ask(.secrets, Sbx.secretList(version))
    if version.knowsAgentForwarding { ask(.forwarding, Sbx.agentForwarding) }
  }

  private func answer(_ probe: Probe) throws -> Answer {
    do {
      return .success(try probes.result(of: probe))
    } catch let failure as ExpectedFailure {
      return .failure(failure)
    }
  }

  private func lookAtRepository() throws -> HostRepository? {
    try catching(.repository) {
      let repository = try HostRepository.find(from: machine.surroundings.directory, effects: effects)
      let origin = OriginURL.withoutCredentials(repository.originAddress)
      findings.append(.ok(.repository, "\(repository.checkout), origin \(origin)"))
      return repository
    }
  }

  /// The defaults and the flags where the configuration can't be read.
  private func lookAtSettings(of repository: HostRepository?) -> RunSettings {
    do {
      let configuration = try Configuration(environment: means.environment) { () throws(ExpectedFailure) in
        guard let repository else { return ConfigurationFile() }
        return try ConfigurationFile.load(repositoryRoot: repository.checkout)
      }
      let settings = try RunSettings.resolve(configuration: configuration, flags: flags)
      let count = configuration.repository.keys.count
      let own = configuration.user.keys.count
      let texts = [
        count > 0 ? "configuration with \(CountText.of(count, "key"))" : nil,
        own > 0 ? "your own with \(CountText.of(own, "key"))" : nil,
      ].compactMap { $0 }
      if repository != nil || own > 0 {
        let text = texts.isEmpty ? "no configuration: defaults" : texts.joined(separator: ", ")
        findings.append(.ok(.configuration, text))
      }
      if let repository { lookAtTrust(configuration.outside(besides: flags), of: repository.trustIdentity) }
      takeConfigured(settings.user.repositories)
      return settings
    } catch {
      findings.append(Finding(.configuration, error))
      return (try? RunSettings.resolve(configuration: Configuration(), flags: flags)) ?? RunSettings()
    }
  }

  /// Outside of a clone a run is about what the operator's own configuration lists.
  private func takeConfigured(_ names: [String]) {
    let isElsewhere = { (finding: Finding) in finding.code == FailureCode.notARepository.rawValue }
    guard !names.isEmpty, findings.contains(where: isElsewhere) else { return }
    findings.removeAll(where: isElsewhere)
    findings.append(
      .ok(.repository, "no clone here: kb run works on \(names.joined(separator: ", ")), and kb plan looks at them"))
  }

  private func lookAtTrust(_ outside: OutsideSettings, of repository: RepositoryIdentity) {
    guard !outside.values.isEmpty else { return }
    let refusal = TrustStore(stateRoot: means.stateRoot).refusal(of: outside, in: repository)
    findings.append(
      refusal.map { Finding(.trust, $0) } ?? .ok(.trust, "what acts outside of sandboxes is trusted, \(outside.digest)")
    )
  }

  private func lookAtMachine(_ settings: RunSettings, checkout: String?) throws {
    let judge = MachineJudge(settings: settings)
    findings.append(
      .of(.state) { () throws(ExpectedFailure) in
        .ok(.state, "state directory \(try StateDirectory(opening: means.stateRoot).root)")
      })
    // A run waits for room on both; where they are one disk, it would say the same twice.
    let disks = [means.stateRoot, checkout].compactMap { $0 }.map {
      judge.disk(free: FreeDisk.gibibytes(at: $0), at: $0)
    }
    findings += disks.first { $0.contains { $0.grade != .ok } } ?? disks.first ?? []
    findings += judge.size(.current) + [judge.agent()]
    let clones = FactoryClone.root(settings, stateRoot: means.stateRoot)
    if Files.isDirectory(clones), let size = try FactoryClones.size(of: clones, effects: effects) {
      let count = CountText.of(FactoryClones.all(in: clones).count, "Factory Clone")
      findings.append(.ok(.factoryClones, "\(count) of \(DiskSize.text(size)) in \(clones)"))
    }
    findings += judge.usageLimits(UsageLimits(stateRoot: means.stateRoot).words(at: effects.now), at: effects.now)
  }

  private func settleGit(_ repository: HostRepository?) throws {
    let git = ProgramJudge.git(try answer(.git))
    findings.append(git)
    if git.code != FailureCode.programMissing.rawValue {
      findings.append(ProgramJudge.identity(try answer(.identity)))
    } else {
      // It would say the same once more.
      findings.removeAll { $0.check == .repository }
    }
    let path = means.workerProgram
    findings.append(
      Files.exists(path)
        ? ProgramJudge.worker(try answer(.worker), at: path) : Finding(.worker, .workerProgramMissing(path)))
  }

  private func lookAtGitHub(_ repository: HostRepository?, _ settings: RunSettings, host: String) throws {
    let client = GitHubJudge.client(try answer(.gh))
    findings.append(client)
    guard client.code != FailureCode.programMissing.rawValue else { return }
    let (account, found) = GitHubJudge.account(try answer(.account), host: host, now: effects.now)
    findings += found
    guard let account, let repository else { return }
    if let finding = GitHubJudge.workflows(account, host: host, origin: repository.originAddress) {
      findings.append(finding)
    }
    try lookAtForge(repository, settings)
  }

  private func lookAtForge(_ repository: HostRepository, _ settings: RunSettings) throws {
    let found: Discovery? = try catching(.forge) {
      let found = try RunParts.forge(
        settings.forge, of: repository, clones: FactoryClone.root(settings, stateRoot: means.stateRoot),
        effects: effects
      ).discover()
      findings.append(.ok(.forge, "\(found.repository): \(CountText.of(found.prds.count, "open PRD"))"))
      return found
    }
    guard let found else { return }
    if settings.forge == .github { findings.append(GitHubJudge.labels(found.missingLabels)) }
    if let notice = GitHubJudge.oldServer(found.repository.host, lacks: found.serverLacks ?? []) {
      findings.append(.warning(.forge, notice, fix: "have GitHub Enterprise Server updated to 3.19 or newer"))
    }
    let base = settings.baseBranch ?? found.defaultBranch
    try catching(.baseBranch) {
      try repository.git(effects).requireBranch(base)
      findings.append(.ok(.baseBranch, "base branch \(base) is at origin"))
    }
  }

  private func lookAtSandbox(_ settings: RunSettings) throws {
    guard settings.sandbox.backend == .sbx else { return try lookAtLocalSandbox(settings) }
    let template =
      settings.sandbox.template(for: settings.agent) ?? AgentBackends.named(settings.agent).defaultTemplate
    if let finding = VirtualizationJudge.finding(VirtualizationJudge.device) { findings.append(finding) }
    let told = try answer(.sbx)
    let version = SandboxJudge.version(told)
    let found = SandboxJudge(agent: settings.agent, template: template, version: version).findings(
      SandboxJudge.Answers(
        version: told, diagnosis: try diagnosis(version), policy: try answer(.policy),
        templates: try answer(.templates), secrets: try answer(.secrets),
        forwarding: version.knowsAgentForwarding ? try answer(.forwarding) : nil))
    findings += found
    let needsTemplate = !found.contains { $0.check == .template && $0.grade == .ok }
    findings.append(ProgramJudge.docker(try answer(.docker), needsTemplate: needsTemplate))
  }

  /// The answer that was asked for first, unless the version does not know the flag that was guessed.
  private func diagnosis(_ version: SbxVersion) throws -> Answer {
    guard case .success(let first) = try answer(.diagnosis) else { return try answer(.diagnosis) }
    var answers = [first]
    return .success(
      try SbxSetup.diagnose(version) { try answers.popLast() ?? effects.run($0) })
  }

  private func lookAtLocalSandbox(_ settings: RunSettings) throws {
    var settings = settings
    try catching(.sandbox) {
      let obstacle = try settings.decideBubblewrap(
        effects: effects, stateRoot: means.stateRoot, environment: means.environment)
      findings.append(
        obstacle.map {
          .warning(
            .sandbox, "local sandboxes isolate nothing, agents run as you: \($0)",
            fix: "install bubblewrap, or kb run --sandbox sbx")
        } ?? .ok(.sandbox, "local sandboxes are isolated by bubblewrap"))
    }
    findings.append(
      .of(.agentSecret) { () throws(ExpectedFailure) in
        .ok(.agentSecret, "\(settings.agent.rawValue) is \(try machine.runner.find(settings.agent.rawValue))")
      })
  }

  /// A failure becomes a finding; an order to stop is passed on.
  @discardableResult
  private func catching<Value>(_ check: DoctorCheck, _ body: () throws -> Value?) throws -> Value? {
    do {
      return try body()
    } catch let failure as ExpectedFailure {
      findings.append(Finding(check, failure))
      return nil
    }
  }
}
