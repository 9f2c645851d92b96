import KBConfiguration
import KBDomain
import KBFailures
import KBForges
import KBRepository
import KBState
import KBSystem

/// What `kb doctor` finds about one repository: in the operator's clone of it, at its forge, and where there is no clone, in
/// what origin has.
final class RepositoryExamination {
  /// What the machine is judged by: the defaults and flags where the configuration can't be read.
  private(set) var settings: RunSettings
  /// Where git pushes to; nil where nobody could say.
  private(set) var origin: HostRepository?
  private let target: RunTarget
  private let flags: RunFlags
  private let supplies: Preflight.Supplies
  private let runner: any Effects
  private let effects: LimitedEffects
  private var own: [Finding] = []
  private var atForge: [Finding] = []

  /// `settings` are those of a run that knows no repository. What takes its time runs in `runner`: a Factory Clone that is
  /// made.
  init(_ target: RunTarget, _ settings: RunSettings, flags: RunFlags, supplies: Preflight.Supplies, runner: any Effects)
  {
    self.target = target
    self.settings = settings
    self.flags = flags
    self.supplies = supplies
    self.runner = runner
    effects = LimitedEffects(runner, limit: Examination.limit)
  }

  /// Where `gh` must be logged in.
  var host: String {
    (target.repository ?? origin.flatMap { GitHubOrigin.repository(of: $0.originAddress) })?.host ?? "github.com"
  }

  /// Finds out the settings, for which the forge is asked where there is no clone here. Throws `StopRequested`.
  func settle() throws {
    if let host = target.host {
      origin = host
      own.append(.ok(.repository, "\(host.checkout), origin \(OriginURL.withoutCredentials(host.originAddress))"))
      try readConfiguration { () throws(ExpectedFailure) in
        try ConfigurationFile.load(repositoryRoot: host.checkout)
      }
    } else {
      origin = try atForge.catching(.forge) { try target.origin(effects: effects) }
      try askForge()
    }
  }

  /// Asks the forge where `settle` has not. Throws `StopRequested`.
  func complete() throws {
    if target.host != nil { try askForge() }
  }

  /// `hasForge`: whether the forge could be asked at all; else its words are those of the account.
  func findings(isOneOfSeveral: Bool, hasForge: Bool = true) -> [Finding] {
    let all = hasForge ? own + atForge : own
    return isOneOfSeveral ? target.repository.map(all.naming) ?? all : all
  }

  private func askForge() throws {
    guard let origin else { return }
    let found: Discovery? = try atForge.catching(.forge) {
      try target.requireReachable(settings.forge)
      return try RunForge.make(settings.forge, of: origin, clones: clones, effects: effects).discover()
    }
    guard let found else { return }
    atForge.append(.ok(.forge, "\(found.repository): \(CountText.of(found.prds.count, "open PRD"))"))
    if settings.forge == .github {
      atForge.append(GitHubJudge.labels(found.missingLabels, isHere: target.host != nil))
    }
    if let notice = OldServerText.notice(found.repository.host, lacks: found.serverLacks ?? []) {
      atForge.append(.warning(.forge, notice, fix: "have GitHub Enterprise Server updated to 3.19 or newer"))
    }
    try lookAtOrigin(of: found, origin)
  }

  private var clones: String { FactoryClone.root(settings, stateRoot: supplies.stateRoot) }

  private func lookAtOrigin(of found: Discovery, _ origin: HostRepository) throws {
    let base = settings.baseBranch ?? found.defaultBranch
    if target.host != nil {
      if try atForge.catching(.baseBranch, { try origin.git(effects).requireBranch(base) }) != nil { tellBase(base) }
      return
    }
    let clone = FactoryClone(of: found, for: origin, in: clones, effects: runner, tell: supplies.tell)
    guard let committed = try atForge.catching(.baseBranch, { try clone.committedConfiguration(of: base) }) else {
      return
    }
    tellBase(base)
    _ = try atForge.catching(.forge) { try clone.git.requirePush() }
    try readConfiguration { () throws(ExpectedFailure) in try ConfigurationFile.load(committed) }
  }

  private func tellBase(_ branch: String) {
    atForge.append(.ok(.baseBranch, "base branch \(branch) is at origin"))
  }

  private func readConfiguration(_ file: () throws(ExpectedFailure) -> ConfigurationFile) throws {
    let configuration: Configuration? = try own.catching(.configuration) {
      let configuration = try Configuration(environment: supplies.environment, repository: file)
      settings = try RunSettings.resolve(configuration: configuration, flags: flags)
      if target.host == nil { try target.requireReachable(settings.forge) }
      return configuration
    }
    guard let configuration else { return }
    own.append(Self.finding(of: configuration))
    let outside = configuration.outside(besides: flags)
    guard !outside.values.isEmpty, let identity = target.trustIdentity else { return }
    let refusal = TrustStore(stateRoot: supplies.stateRoot)
      .refusal(of: outside, in: identity, flags: target.trustFlags(flags))
    own.append(
      refusal.map { Finding(.trust, $0) } ?? .ok(.trust, "what acts outside of sandboxes is trusted, \(outside.digest)")
    )
  }

  /// How much is configured, and whose word it is.
  static func finding(of configuration: Configuration) -> Finding {
    let (count, own) = (configuration.repository.keys.count, configuration.user.keys.count)
    let texts = [
      count > 0 ? "configuration with \(CountText.of(count, "key"))" : nil,
      own > 0 ? "your own with \(CountText.of(own, "key"))" : nil,
    ].compactMap { $0 }
    return .ok(.configuration, texts.isEmpty ? "no configuration: defaults" : texts.joined(separator: ", "))
  }
}
