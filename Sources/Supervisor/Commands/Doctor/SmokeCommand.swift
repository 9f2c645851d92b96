#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import KBConfiguration
import KBDomain
import KBForges
import KBRepository
import KBSandboxes
import KBSystem
import KBText

/// `kb doctor --smoke`: a sandbox is made, tried and removed.
struct SmokeCommand {
  let request: RunRequest
  let machine: FactoryMachine
  /// Whether one session is paid for as well.
  let triesAgent: Bool

  /// Throws what is wrong with the repository or the configuration, `StopRequested` once nothing is left.
  func run() throws -> KBExit {
    let surroundings = machine.surroundings
    let lasting = ProcessRunner(loop: machine.loop, environment: surroundings.environment, faults: surroundings.faults)
    let screen = request.isJSON ? nil : SmokeScreen(machine)
    listen(lasting, screen)
    let host = try SmokeHost(request, machine)
    lasting.leastLimit = machine.runner.leastLimit
    func backend(_ name: SandboxName, _ effects: any Effects) -> any SandboxBackend {
      SandboxMaker.make(
        name, effects: effects, stateRoot: host.stateRoot, environment: surroundings.environment,
        settings: host.settings)
    }
    if triesAgent {
      surroundings.complain(
        "one short session of \(host.settings.agent.rawValue) is going to be run; it costs a little")
    }
    for left in SmokeSandbox.left(host.stateRoot) {
      try left.remove(with: backend(left.backend, lasting), effects: lasting, stateRoot: host.stateRoot)
      surroundings.complain("\(left.name), which an earlier smoke test had left, is removed")
    }
    let name = host.settings.sandbox.backend
    let test = SmokeTest(
      host,
      SmokeTest.Equipment(
        effects: machine.runner, backend: backend(name, machine.runner), lastingEffects: lasting,
        lastingBackend: backend(name, lasting)), triesAgent: triesAgent)
    test.onBegin = { screen?.begin($0) }
    test.onEnd = { screen?.end($0) }
    defer { screen?.close() }
    var versions = versions(host, backend(name, machine.runner))
    let findings = try test.run()
    let wasAsked = findings.contains { $0.row == .agent && $0.grade != .skipped }
    versions.programs.append(
      (host.settings.agent.rawValue, test.agentVersion ?? (wasAsked ? "unknown" : "not asked")))
    let report = SmokeReport(findings, versions: versions, settings: host.settings, mask: mask(host))
    if let screen { screen.show(report.lines) } else { surroundings.print(try JSONLine.of(report)) }
    return report.isWell ? .success : .notReady
  }

  /// The first signal ends the trial that is at work, and the removal follows; the third ends that too.
  private func listen(_ lasting: ProcessRunner, _ screen: SmokeScreen?) {
    var signals = 0
    machine.onStop = { [machine] in
      signals += 1
      machine.runner.requestStop(.now)
      screen?.stop()
      if signals >= 3 { lasting.requestStop(.now) }
    }
  }

  private func versions(_ host: SmokeHost, _ backend: any SandboxBackend) -> SmokeVersions {
    func version(_ command: Command, _ read: (String) -> ProgramVersion? = { ProgramVersion(in: $0) }) -> String {
      SmokeVersions.answer(read) { try machine.runner.run(command.within(.seconds(30))) }
    }
    var programs = [(name: "git", version: version(Command("git", ["--version"])))]
    if host.settings.forge == .github { programs.append((GH.program, version(GH.version))) }
    if let program = backend.program {
      programs.append((program.name, version(program.question, program.version)))
    }
    return SmokeVersions(system: Self.system, programs: programs)
  }

  /// `Linux 6.8.0-45-generic x86_64, Ubuntu 24.04.1 LTS`: without the machine's name.
  private static var system: String {
    var name = utsname()
    guard uname(&name) == 0 else { return Platform.name }
    func text<Characters>(_ characters: Characters) -> String {
      withUnsafeBytes(of: characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
    let system = "\(text(name.sysname)) \(text(name.release)) \(text(name.machine))"
    let lines = Files.text("/etc/os-release", limit: 1 << 14)?.split(separator: "\n") ?? []
    let pretty = lines.first { $0.hasPrefix("PRETTY_NAME=") }?.dropFirst("PRETTY_NAME=".count)
    return system + (pretty.map { ", \($0.filter { $0 != "\"" })" } ?? "")
  }

  private func mask(_ host: SmokeHost) -> BugReportMask {
    let origin = OriginURL.withoutCredentials(host.repository.originAddress)
    var facts = [
      (host.clone, "CLONE"), (host.repository.checkout, "CHECKOUT"),
      (BugReportMask.name(of: host.repository.checkout), "CHECKOUT"),
      (host.stateRoot, "STATE"), (host.identity.name, "NAME"), (host.identity.email, "ADDRESS"), (origin, "ORIGIN"),
      (host.repository.originAddress, "ORIGIN"),
    ]
    if let repository = GitHubOrigin.repository(of: host.repository.originAddress) {
      facts += [(repository.owner, "OWNER"), (repository.name, "REPO")]
      if repository.host != "github.com" { facts.append((repository.host, "HOST")) }
    }
    if let template = host.settings.sandbox.template(for: host.settings.agent) { facts.append((template, "TEMPLATE")) }
    return BugReportMask(environment: machine.surroundings.environment, facts: facts)
  }
}
