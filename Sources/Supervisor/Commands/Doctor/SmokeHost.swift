import KBConfiguration
import KBDomain
import KBForges
import KBRepository
import KBSandboxes
import KBState
import KBSystem

/// The host's side of a smoke test: what the Factory Clone holds before anything is tried. Nothing of it may change.
struct SmokeHost {
  let repository: HostRepository
  /// Top folder of the Factory Clone, which the sandbox is made from.
  let clone: String
  let settings: RunSettings
  let stateRoot: String
  let identity: GitIdentity
  /// What HEAD of the Factory Clone is, and its tree.
  let head: String
  let tree: String
  /// Origin as a repository on GitHub; nil where the forge is not GitHub.
  let forge: RepositoryIdentity?
  /// The Factory Clone's own configuration, entry by entry.
  let configuration: [String]

  /// Throws what is wrong with repository or configuration.
  init(_ request: RunRequest, _ machine: FactoryMachine) throws {
    let effects = machine.runner
    let supplies = try machine.preflightSupplies()
    repository = try HostRepository.find(from: machine.surroundings.directory, effects: effects)
    let configuration = try Configuration(repositoryRoot: repository.checkout, environment: supplies.environment)
    var settings = try RunSettings.resolve(configuration: configuration, flags: request.flags)
    let outside = configuration.outside(besides: request.flags)
    if let refusal = TrustStore(stateRoot: supplies.stateRoot).refusal(of: outside, in: repository.trustIdentity) {
      throw refusal
    }
    supplies.goBy(settings)
    _ = try settings.decideBubblewrap(
      effects: effects, stateRoot: supplies.stateRoot, environment: supplies.environment, faults: supplies.faults)
    self.settings = settings
    stateRoot = try StateDirectory(opening: supplies.stateRoot).root
    identity = try GitIdentity(try repository.git(effects).result(GitIdentity.question))
    let own = FactoryClone(
      of: try ForgeMaker.identity(settings.forge, of: repository, effects: effects), for: repository,
      in: FactoryClone.root(settings, stateRoot: stateRoot), effects: effects, tell: { supplies.tell("kb: \($0)") })
    try own.open()
    try own.follow(try settings.baseBranch ?? own.defaultBranch())
    clone = own.path
    let git = own.git
    head = try git.output(["rev-parse", "--verify", "HEAD^{commit}"])
    tree = try git.output(["rev-parse", "HEAD^{tree}"])
    forge = settings.forge == .github ? GitHubOrigin.repository(of: repository.originAddress) : nil
    self.configuration = try Self.configuration(git)
  }

  func git(_ effects: any Effects) -> Git { Git(clone, effects: effects) }

  /// Keys of the repository's configuration that are not as they were. Remotes of other sandboxes come and go with runs.
  func changedKeys(_ effects: any Effects) throws -> [String] {
    let now = try Self.configuration(git(effects))
    let changes = now.filter { !configuration.contains($0) } + configuration.filter { !now.contains($0) }
    return Set(changes.map { String($0.prefix { $0 != "\n" }) }).sorted()
  }

  private static func configuration(_ git: Git) throws -> [String] {
    try git.output(["config", "--local", "--list", "-z"]).split(separator: "\0").map(String.init)
      .filter { !$0.hasPrefix("remote.sandbox-") }
  }

  /// A sandbox of this repository with the settings of a night.
  func spec(_ name: String) -> SandboxSpec {
    let agent = settings.agent
    return SandboxSpec(
      name: name, repository: clone, agent: agent,
      template: settings.sandbox.template(for: agent) ?? SandboxTemplate(agent).reference,
      cpus: settings.sandbox.cpus, memory: settings.sandbox.memory)
  }
}
