package import KBConfiguration
package import KBDomain

/// One sandbox as it is wanted.
package struct SandboxSpec: Equatable, Codable, Sendable {
  /// `FactoryNames.sandbox`.
  package var name: String
  /// The Factory Clone's top folder, absolute and without symbolic links.
  package var repository: String
  /// The operator's clone, from which an earlier version may have made it; nil where that is not known.
  package var checkout: String?
  package var agent: AgentName
  /// Image of the sandbox template; backends without templates ignore it.
  package var template: String
  package var cpus: Int
  /// In MiB.
  package var memory: Int

  package init(
    name: String, repository: String, agent: AgentName, template: String, cpus: Int, memory: Int,
    checkout: String? = nil
  ) {
    self.checkout = checkout
    self.name = name
    self.repository = repository
    self.agent = agent
    self.template = template
    self.cpus = cpus
    self.memory = memory
  }

  /// The PRD Sandbox as the settings want it.
  package init(
    prd: Int, of repository: RepositoryIdentity, from clone: String, checkout: String? = nil, settings: RunSettings
  ) {
    let template = settings.sandbox.template(for: settings.agent)
    self.init(
      name: FactoryNames.sandbox(prd: prd, repository: repository, agent: settings.agent), repository: clone,
      agent: settings.agent, template: template ?? SandboxTemplate(settings.agent).reference,
      cpus: settings.sandbox.cpus, memory: settings.sandbox.memory, checkout: checkout)
  }
}
