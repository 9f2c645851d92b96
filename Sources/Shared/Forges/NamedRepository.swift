package import KBDomain
package import KBRepository
package import KBSystem

extension HostRepository {
  /// A repository on a GitHub host of which the operator has no clone here. Its address is as `gh repo clone` makes it, by
  /// the protocol of `gh config get git_protocol` (cli.github.com/manual/gh_config).
  package static func named(_ repository: RepositoryIdentity, effects: any Effects) throws -> HostRepository {
    let answer = try effects.run(
      GH.gitProtocol(host: repository.host))
    if answer.end == .stopped { throw StopRequested() }
    let path = "\(repository.owner)/\(repository.name).git"
    let isSSH = answer.succeeded && answer.output.hasPrefix("ssh")
    return .withoutClone(
      isSSH ? "git@\(repository.host):\(path)" : "https://\(repository.host)/\(path)", credentialHost: repository.host)
  }
}
