#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif
package import KBConfiguration
package import KBDomain
package import KBFailures
package import KBSystem
import KBText

/// krutrimbox's own clone of one repository: what origin has, and krutrimbox's refs; nothing of the operator's. All work
/// of git is done in it, and sandboxes are made from it. Its working tree stays empty: Docker Sandboxes want a `.git`
/// that is a folder, and take committed files alone ("Git workflows" at docs.docker.com; docker/sbx-releases#602 on names
/// that begin with a dot, which `SafeName.of` has none of).
package struct FactoryClone {
  /// Its top folder, absolute.
  package let path: String
  package let git: Git
  let repository: RepositoryIdentity
  let host: HostRepository
  let effects: any Effects
  /// Told what takes long, as a sentence.
  let tell: (String) -> Void

  /// `root` is the folder of all Factory Clones, `host` the operator's clone, or what stands in its place.
  package init(
    of repository: RepositoryIdentity, for host: HostRepository, in root: String, effects: any Effects,
    tell: @escaping (String) -> Void = { _ in }
  ) {
    path = Self.path(of: repository, in: root)
    git = Git(path, effects: effects, operatorClone: host.configured, credentialHost: host.credentialHost)
    self.repository = repository
    self.host = host
    self.effects = effects
    self.tell = tell
  }

  /// `<root>/<host>/<owner>/<name>`.
  package static func path(of repository: RepositoryIdentity, in root: String) -> String {
    ([root] + repository.key.map(SafeName.of)).joined(separator: "/")
  }

  /// Where all Factory Clones are.
  package static func root(_ settings: RunSettings, stateRoot: String) -> String {
    settings.user.factoryClones ?? "\(stateRoot)/repositories"
  }

  /// The same where no repository is looked at. Throws KB-C001 to KB-C006.
  package static func root(environment: [String: String], stateRoot: String) throws(ExpectedFailure) -> String {
    root(try ConfigurationFile.loadUser(environment: environment).settings, stateRoot: stateRoot)
  }

  /// Makes it where it is missing, and sees that it is as it must be. Two processes may do so at once. Throws KB-M012,
  /// KB-R006, KB-R021, KB-M007.
  package func open() throws {
    try LeftLocks(in: path, effects: effects).clear()
    guard !isReady else { return }
    try FactoryCloneLock.hold(
      beside: path, effects, onWait: { tell("another kb is at work on the Factory Clone of \(repository)") }
    ) {
      if !Files.exists(path) {
        try FactoryCloneMaking(self).make()
      } else if !isThere || FactoryCloneRepair.isNoted(path) {
        try FactoryCloneRepair(self).mend()
      }
      try mendConfiguration()
      try FactoryCloneAdoption(self).adopt()
    }
  }

  private var isReady: Bool {
    isThere && !FactoryCloneRepair.isNoted(path)
      && Files.text(configFile).map { FactoryCloneConfig.mended($0, origin: origin) == nil } == true
      && FactoryCloneAdoption(self).isDone
  }

  /// Whether it was made.
  package var isThere: Bool { Files.isDirectory("\(path)/.git/objects") && Files.exists("\(path)/.git/HEAD") }

  var configFile: String { "\(path)/.git/config" }

  /// Origin's address as its configuration has it.
  var origin: String { OriginURL.withoutCredentials(host.originAddress) }

  /// sbx adds remotes by git, which writes `config.lock` first.
  func mendConfiguration() throws {
    guard let wanted = FactoryCloneConfig.mended(Files.text(configFile) ?? "", origin: origin) else { return }
    try write(wanted, to: configFile)
  }

  /// Replaces a file as a whole, readable for others (`FactoryCloneConfig.mode`).
  func write(_ text: String, to file: String) throws {
    do {
      try Files.replace(file, with: Array(text.utf8))
    } catch { throw ExpectedFailure.factoryCloneUnusable(path, why: error.description) }
    try allowReading(file, mode: 0o644)
  }

  func allowReading(_ file: String, mode: Int) throws {
    do {
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
    } catch { throw ExpectedFailure.factoryCloneUnusable(path, why: String(describing: error)) }
  }

  /// The branch that origin's HEAD names. Throws KB-R006, KB-R021, KB-R003.
  package func defaultBranch() throws -> String { try git.defaultBranchOfOrigin() }

  /// Sees that origin has the base branch, and puts HEAD there: sandboxes begin on it. Throws as `Git.requireBranch`.
  package func follow(_ base: String) throws {
    let tip = try git.requireBranch(base)
    let branch = "refs/heads/\(base)"
    let here = try git.result(["rev-parse", "--verify", "--quiet", "\(branch)^{commit}"])
    if here.output.split(whereSeparator: \.isNewline).first.map(String.init) != tip,
      try !git.result(["update-ref", branch, tip]).succeeded
    {
      try git.remote(
        "send its branches",
        [
          "fetch", "--quiet", "--no-write-fetch-head", "--no-recurse-submodules", "--refmap=", "--update-head-ok",
          "origin", "+\(branch):\(branch)",
        ])
    }
    if Files.text("\(path)/.git/HEAD") != "ref: \(branch)\n" { try git.output(["symbolic-ref", "HEAD", branch]) }
  }
}
