#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import Shared

/// `kb trust`.
struct TrustCommand: KBCommand {
  let name = "trust"
  let summary = "let this repository's configuration act outside of sandboxes, as it stands"
  let positional: String? = "[HASH]"
  let examples = ["kb trust", "kb trust 3f2a9c01b7de", "kb trust --list", "kb trust --revoke"]
  let flags = [
    Flag("list", "show what is trusted, of all repositories"),
    Flag("revoke", "trust nothing of this repository any more"),
  ]

  func run(_ arguments: Arguments, in surroundings: Surroundings) throws -> KBExit {
    guard arguments.words.count < 2,
      [!arguments.words.isEmpty, arguments.has("list"), arguments.has("revoke")]
        .filter({ $0 }).count < 2
    else { throw ExpectedFailure.badArgument("kb trust takes one of HASH, --list and --revoke.", command: name) }
    let store = TrustStore(stateRoot: try StateDirectory.path(environment: surroundings.environment))
    if arguments.has("list") {
      let rows = store.entries.map(Self.row)
      surroundings.print(rows.isEmpty ? "Nothing is trusted." : rows.joined(separator: "\n"))
      return .success
    }
    let effects = ProcessRunner(loop: EventLoop(signals: nil), environment: surroundings.environment)
    let repository = try HostRepository.find(from: surroundings.directory, effects: effects)
    let identity = repository.trustIdentity
    if arguments.has("revoke") {
      let was = try store.revoke(identity)
      surroundings.print("\(identity): " + (was ? "nothing is trusted any more" : "nothing was trusted"))
      return .success
    }
    let configuration = try Configuration(
      repositoryRoot: repository.checkout, environment: surroundings.environment)
    return try decide(on: configuration.outside(), of: identity, hash: arguments.words.first, store, surroundings)
  }

  /// Shows what waits for an answer and takes it. Throws KB-U009 where nobody can be asked, KB-U003 where another content
  /// was named.
  private func decide(
    on settings: OutsideSettings, of repository: RepositoryIdentity, hash: String?, _ store: TrustStore,
    _ surroundings: Surroundings
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
        meant: "kb trust \(settings.digest)")
    }
    guard let isAgreed = hash == nil ? Question.ask("Trust exactly this?") : true else {
      throw ExpectedFailure.trustNeedsAnswer(repository, digest: settings.digest)
    }
    guard isAgreed else { return .failed }
    try store.trust(settings, of: repository, at: Date())
    surroundings.print("\(repository): trusted. Take it back: kb trust --revoke")
    return .success
  }

  private static func row(_ entry: TrustStore.Entry) -> String {
    let keys = entry.settings.values.keys.sorted().joined(separator: ", ")
    return "\(entry.repository.fullName)  \(entry.settings.digest)  \(TimeText.stamp(entry.at))  \(SafeText.line(keys))"
  }
}

extension HostRepository {
  /// The repository that trust is about: what origin's address names. Two clones of one origin have the same.
  var trustIdentity: RepositoryIdentity { .ofOrigin(originAddress, checkout: checkout) }
}

extension TrustStore {
  /// Trusts a configuration that krutrimbox itself has just written at the operator's word.
  static func trustOwn(
    _ repository: RepositoryIdentity, at root: String, _ surroundings: Surroundings
  ) throws(ExpectedFailure) {
    let outside = try Configuration(repositoryRoot: root, environment: surroundings.environment).outside()
    guard !outside.values.isEmpty else { return }
    let stateRoot = try StateDirectory.path(environment: surroundings.environment)
    try TrustStore(stateRoot: stateRoot).trust(outside, of: repository, at: Date())
  }
}
