package import KBConfiguration
import KBFailures
package import KBSystem
import KBText

/// The one check of what leaves the factory: a commit, as it is pushed, against the parent that it really has. It runs on
/// the host, reads git's objects as bytes, and takes what it can't read whole for a refusal.
package struct Gate {
  /// The repository whose objects it reads.
  private let checkout: String
  private let stateRoot: String
  private let effects: any Effects
  private let protection: Protection
  private let limits: RunSettings.Gate
  /// Where keys are expected.
  private let allowedKeys: [PathPattern]
  private let ignored: IgnoredFiles

  /// `settings` are the repository's and the operator's; `checkout` has the commits. `ignored` is what must not be in one.
  package init(
    _ checkout: String, _ settings: RunSettings, ignored: IgnoredFiles = .none, effects: any Effects, stateRoot: String
  ) {
    self.ignored = ignored
    allowedKeys = settings.user.allowedKeys.map(PathPattern.init)
    self.checkout = checkout
    self.stateRoot = stateRoot
    self.effects = effects
    protection = Protection(repository: settings.protectedPaths, allowed: settings.user.allowedPaths)
    limits = settings.user.gate
  }

  /// A commit that has passed. Only the gate makes one, and only one is pushed.
  package struct Passed: Equatable {
    /// Its object id: whatever refs do meanwhile, it is this commit and its parent.
    package let commit: String
    fileprivate init(_ commit: String) { self.commit = commit }
  }

  /// Lets the commit pass, or throws why not: KB-R009 a protected path, KB-R030 it can't be read whole or has another
  /// parent, KB-R031 too much, KB-R032 a name, KB-R033 a submodule, KB-R034 a link, KB-R035 a key, KB-R036 the
  /// content of a file that the operator's clone ignores.
  package func pass(_ commit: String, on parent: String, issue: Int) throws -> Passed {
    try plainly { git in
      let look = GateQuestions(git: git, limits: limits, issue: issue)
      let changes = try look.changes(from: parent, to: commit)
      try refuse(changes, issue)
      let arriving = changes.filter { !$0.isRemoval && $0.newMode != .submodule }
      let sizes = try look.sizes(of: arriving)
      try look.refuseLinks(among: arriving, allowing: protection)
      try look.refuseSecrets(
        among: arriving, on: parent, sizes: sizes, known: Set(changes.map(\.oldObject)), ignored: ignored,
        allowed: allowedKeys)
      return Passed(commit)
    }
  }

  /// Does something with git on the objects alone.
  package func plainly<Result>(_ body: (PlainGit) throws -> Result) throws -> Result {
    try PlainGit.with(checkout, effects, stateRoot: stateRoot, body)
  }

  /// What paths and modes tell alone.
  private func refuse(_ changes: [ChangedPath], _ issue: Int) throws(ExpectedFailure) {
    var named: [(ChangedPath, String)] = []
    var submodules: [ChangedPath] = []
    var protected: [ChangedPath] = []
    for change in changes {
      let path = FoldedPath(change.path)
      if protection.covers(change, path) { protected.append(change) }
      if change.isRemoval { continue }
      if let problem = PathName.problem(change, path) { named.append((change, problem)) }
      if change.newMode == .submodule, change.oldMode != .submodule, !protection.allows(path) {
        submodules.append(change)
      }
    }
    if let (change, problem) = named.first { throw .pathNameRefused(change.name, problem, issue: issue) }
    if !submodules.isEmpty { throw .submoduleAdded(submodules.map(\.name).sorted(), issue: issue) }
    if !protected.isEmpty { throw .protectedPathChanged(protected.map(\.name).sorted(), issue: issue) }
  }
}
