import KBConfiguration
import KBDomain
import KBFailures
import KBForges
import KBRepository
import KBSystem

/// A repository that a command is about.
struct RunTarget {
  /// nil where origin has to say.
  let repository: RepositoryIdentity?
  /// The operator's clone that `kb` was started in; nil where it is another repository's, or there is none.
  let host: HostRepository?

  /// All that a request is about, and whether it is the clone that `kb` was started in and was not named. Throws KB-R001
  /// where there is neither a clone nor a name, which its remedy has for `command`; KB-U010 to KB-U012.
  static func all(
    of request: RunRequest, from directory: String, configured: [String], command: String = "run",
    effects: any Effects
  ) throws -> (isHere: Bool, targets: [RunTarget]) {
    let here = Result { try HostRepository.find(from: directory, effects: effects) }
    var isElsewhere = false
    if case .failure(let failure as ExpectedFailure) = here { isElsewhere = failure.code == .notARepository }
    let own = configured.compactMap { RepositoryIdentity(fullName: $0) }
    switch try RunScope(request, isElsewhere ? .elsewhere : .clone, configured: own) {
    case .here?: return (true, [RunTarget(repository: nil, host: try here.get())])
    case .named(let all)?:
      let clone = try? here.get()
      let key = clone.flatMap { GitHubOrigin.repository(of: $0.originAddress) }?.key
      return (false, all.map { RunTarget(repository: $0, host: $0.key == key ? clone : nil) })
    case nil:
      throw ExpectedFailure(
        .notARepository, "\(directory) is not inside a git repository, and no repository is named.",
        fix: "cd into your clone, or name one: kb \(command) --repo owner/name")
    }
  }

  /// What trust is about; nil where neither a clone nor a name says.
  var trustIdentity: RepositoryIdentity? { host?.trustIdentity ?? repository }

  /// The flags with which `kb trust` is about what a run with `flags` goes by; nil where it needs none in the clone here.
  func trustFlags(_ flags: RunFlags) -> String? {
    guard host == nil, let repository else { return nil }
    var own = RunFlags()
    own.baseBranch = flags.baseBranch
    return ["--repo \(repository.fullName)", own.again].compactMap { $0 }.joined(separator: " ")
  }

  /// What stands for the operator's clone. Throws `StopRequested`, and what starting `gh` throws.
  func origin(effects: any Effects) throws -> HostRepository {
    let origin = try host ?? repository.map { try HostRepository.named($0, effects: effects) }
    guard let origin else { throw ExpectedFailure.unforeseen("a repository without a name and a clone") }
    return origin
  }

  /// Files can be reached in a clone alone that was not named. Throws KB-U011.
  func requireReachable(_ forge: ForgeName) throws(ExpectedFailure) {
    if let repository, forge == .local { throw .localForgeWithoutClone(repository.fullName) }
  }
}

extension HostRepository {
  /// The repository that trust is about: what origin's address names. Two clones of one origin have the same.
  var trustIdentity: RepositoryIdentity { .ofOrigin(originAddress, checkout: checkout) }
}

extension FactoryClone {
  /// That of a repository as its forge calls it, which tells what takes long as `kb` does.
  init(
    of found: Discovery, for origin: HostRepository, in clones: String, effects: any Effects,
    tell: @escaping (String) -> Void
  ) {
    self.init(of: found.repository, for: origin, in: clones, effects: effects, tell: { tell("kb: \($0)") })
  }

  /// The configuration of the repository at the tip of a branch at origin: for where there is no clone of the operator's
  /// whose working tree says it. Throws as `open` and `follow`.
  func committedConfiguration(of branch: String) throws -> CommittedFolder {
    try open()
    try follow(branch)
    return try CommittedFolder("refs/heads/\(branch)", shown: "origin/\(branch)", in: git)
  }
}
