#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBConfiguration
import KBDomain
import KBFailures
import KBForges
import KBRepository
import KBState
import KBSystem
import KBText

/// `kb trust`.
struct TrustCommand: KBCommand {
  let name = "trust"
  let summary = "let a repository's configuration act outside of sandboxes, as it stands"
  let positional: String? = "[HASH]"
  let examples = [
    "kb trust", "kb trust 3f2a9c01b7de", "kb trust --repo acme/webapp", "kb trust --list", "kb trust --revoke",
  ]
  var flags: [Flag] {
    [
      Flag(
        "repo", value: "OWNER/NAME", isRepeatable: true,
        "this repository, as origin has it, from any folder, without a clone"),
      Flag("list", "show what is trusted, of all repositories"),
      Flag("revoke", "no longer trust anything of this repository"),
      Flag("base-branch", value: "BRANCH", "with --repo: as for kb run; default: the repository's default branch"),
    ]
  }

  func run(_ arguments: Arguments, in surroundings: Surroundings) throws -> KBExit {
    guard arguments.words.count < 2,
      [!arguments.words.isEmpty, arguments.has("list"), arguments.has("revoke")]
        .filter({ $0 }).count < 2
    else { throw ExpectedFailure.badArgument("kb trust takes one of HASH, --list and --revoke.", command: name) }
    let request = try RunRequest(arguments)
    let store = TrustStore(stateRoot: try StateDirectory.path(environment: surroundings.environment))
    if arguments.has("list") {
      list(store.entries.filter { request.isAbout($0.repository) }, surroundings)
      return .success
    }
    let user = try Configuration(environment: surroundings.environment) { ConfigurationFile() }
    let effects = ProcessRunner(
      loop: EventLoop(signals: nil), environment: surroundings.environment, faults: surroundings.faults)
    let targets = try RunTarget.all(
      of: request, from: surroundings.directory, configured: user.settings.user.repositories, command: name,
      effects: effects
    ).targets
    if let hash = arguments.words.first, targets.count > 1 {
      throw ExpectedFailure.badArgument(
        "HASH is that of one repository.", command: name, meant: "kb trust --repo owner/name \(SafeText.line(hash))")
    }
    var exit = KBExit.success
    for target in targets {
      guard let identity = target.trustIdentity else { continue }
      if arguments.has("revoke") {
        let was = try store.revoke(identity)
        surroundings.print("\(identity): " + (was ? "nothing is trusted any more" : "nothing was trusted"))
        continue
      }
      let configuration = try configuration(of: target, user, request.flags, effects, surroundings)
      let own = try decide(
        on: configuration.outside(), of: identity, hash: arguments.words.first,
        again: target.trustFlags(request.flags), store, surroundings)
      if own != .success { exit = own }
    }
    return exit
  }

  private func list(_ entries: [TrustStore.Entry], _ surroundings: Surroundings) {
    surroundings.print(entries.isEmpty ? "Nothing is trusted." : entries.map(Self.row).joined(separator: "\n"))
  }

  /// What a run goes by: the working tree of the clone here, or what origin has.
  private func configuration(
    of target: RunTarget, _ user: Configuration, _ flags: RunFlags, _ effects: any Effects, _ surroundings: Surroundings
  ) throws -> Configuration {
    if let host = target.host {
      return try Configuration(repositoryRoot: host.checkout, environment: surroundings.environment)
    }
    let settings = try RunSettings.resolve(configuration: user, flags: flags)
    try target.requireReachable(settings.forge)
    let clones = FactoryClone.root(
      settings, stateRoot: try StateDirectory(opening: StateDirectory.path(environment: surroundings.environment)).root)
    let origin = try target.origin(effects: effects)
    let found = try RunForge.make(settings.forge, of: origin, clones: clones, effects: effects).discover()
    let clone = FactoryClone(of: found, for: origin, in: clones, effects: effects, tell: surroundings.complain)
    let committed = try clone.committedConfiguration(of: settings.baseBranch ?? found.defaultBranch)
    var configuration = user
    configuration.repository = try ConfigurationFile.load(committed)
    return configuration
  }

  /// Shows what waits for an answer and takes it. Throws KB-U009 where nobody can be asked, KB-U003 where another content
  /// was named.
  private func decide(
    on settings: OutsideSettings, of repository: RepositoryIdentity, hash: String?, again: String?,
    _ store: TrustStore, _ surroundings: Surroundings
  ) throws -> KBExit {
    let trusted = store.entry(of: repository)
    let lines = settings.lines(changedSince: trusted?.settings)
    guard !lines.isEmpty else {
      let all = settings.values.isEmpty ? "nothing in .krutrimbox/config.json acts outside of sandboxes" : "trusted"
      surroundings.print("\(repository): \(all)" + (settings.values.isEmpty ? "" : ", \(settings.digest)"))
      return .success
    }
    surroundings.print(
      "\(repository): .krutrimbox/config.json would act outside of sandboxes, hash \(settings.digest)")
    lines.forEach { surroundings.print("  \($0)") }
    if let hash, hash != settings.digest {
      throw ExpectedFailure.badArgument(
        "what is there has the hash \(settings.digest), not \(SafeText.line(hash)).", command: name,
        meant: Self.command(again, settings.digest))
    }
    guard let isAgreed = hash == nil ? Question.ask("Trust exactly this?") : true else {
      throw ExpectedFailure.trustNeedsAnswer(
        repository, command: Self.command(again, settings.digest))
    }
    guard isAgreed else { return .failed }
    try store.trust(settings, of: repository, at: Date())
    surroundings.print("\(repository): trusted. Take it back: \(Self.command(again, "--revoke"))")
    return .success
  }

  private static func command(_ flags: String?, _ last: String) -> String {
    ["kb trust", flags, last].compactMap { $0 }.joined(separator: " ")
  }

  private static func row(_ entry: TrustStore.Entry) -> String {
    let keys = entry.settings.values.keys.sorted().joined(separator: ", ")
    return "\(entry.repository.fullName)  \(entry.settings.digest)  \(TimeText.stamp(entry.at))  \(SafeText.line(keys))"
  }
}
