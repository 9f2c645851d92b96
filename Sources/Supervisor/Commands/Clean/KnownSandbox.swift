import KBDomain
import KBSandboxes

/// A sandbox of krutrimbox's, as its name tells what it is for. Pure.
struct KnownSandbox: Equatable, Sendable {
  var name: String
  var backend: SandboxName
  var prd: Int
  var agent: AgentName
  /// nil: it belongs to a repository that is not known here.
  var repository: RepositoryIdentity?

  /// nil where the name is none that `FactoryNames.sandbox` gives.
  init?(_ name: String, _ backend: SandboxName, repositories: [RepositoryIdentity]) {
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count >= 5, parts[0] == "krutrimbox", parts[1] == "prd", let prd = Int(parts[2]), prd > 0,
      let agent = AgentName(rawValue: String(parts[parts.count - 1]))
    else { return nil }
    self.name = name
    self.backend = backend
    self.prd = prd
    self.agent = agent
    repository = repositories.first {
      FactoryNames.sandbox(prd: prd, repository: $0, agent: agent) == name
        || FactoryNames.checkSandbox(prd: prd, repository: $0, agent: agent) == name
    }
  }

  /// As far as looking into it and removing it need it.
  func spec(clone: String, checkout: String) -> SandboxSpec {
    SandboxSpec(
      name: name, repository: clone, agent: agent, template: SandboxTemplate(agent).reference, cpus: 1,
      memory: 1024, checkout: checkout)
  }
}
