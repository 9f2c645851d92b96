import KBConfiguration
import KBDomain
import KBFailures

/// Which repositories a run is about. Pure.
enum RunScope: Equatable, Sendable {
  /// The one whose clone `kb` was started in.
  case here
  /// Those that were named, each once, in order.
  case named([RepositoryIdentity])

  /// Where `kb` was started.
  enum Place {
    /// In a clone, or in one that `kb` has something to say about.
    case clone
    /// In no clone.
    case elsewhere
  }

  /// What `--repo` names, else the clone that `kb` was started in, else what the operator's own configuration lists; nil
  /// where there is none of them. Throws KB-U010, KB-U012, KB-U013.
  init?(_ request: RunRequest, _ place: Place, configured: [RepositoryIdentity]) throws(ExpectedFailure) {
    let named = request.repositories + request.prds.compactMap(\.repository)
    if named.isEmpty && place == .clone {
      self = .here
      return
    }
    let all = Self.distinct(named.isEmpty ? configured : named)
    guard !all.isEmpty else { return nil }
    if request.flags.forge == .local { throw .localForgeWithoutClone(all[0].fullName) }
    let given = Self.distinct(request.repositories.isEmpty && named.isEmpty ? configured : request.repositories)
    if given.count != 1, let prd = request.prds.first(where: { $0.repository == nil }) {
      throw .prdOfNoRepository(prd.number, all.map(\.fullName))
    }
    if !request.prds.isEmpty, let idle = all.first(where: { request.prds(of: $0) == nil }) {
      throw .badArgument("--repo \(idle.fullName) is given, and each --prd is of another repository.", command: "run")
    }
    let twins = all.first { one in all.contains { $0.host != one.host && $0.key.dropFirst() == one.key.dropFirst() } }
    if let twins { throw .sameNameOnTwoHosts(twins.description) }
    self = .named(all)
  }

  private static func distinct(_ all: [RepositoryIdentity]) -> [RepositoryIdentity] {
    all.reduce(into: []) { seen, one in
      if !seen.contains(where: { $0.key == one.key }) { seen.append(one) }
    }
  }
}

extension RunRequest {
  /// The PRDs that were named of a repository; empty takes all that are eligible. nil where only PRDs of others were.
  func prds(of repository: RepositoryIdentity) -> [Int]? {
    // A number without a repository is of the only one of `--repo`.
    let own = prds.filter { $0.repository.map { $0.key == repository.key } ?? isAbout(repository) }.map(\.number)
    return own.isEmpty && !prds.isEmpty ? nil : own
  }
}
