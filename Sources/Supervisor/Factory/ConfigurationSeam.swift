import Shared

/// Stand-in until the configuration loader is here.
struct RunFlags: Equatable, Sendable {
  var parallel: Int?
  var agent: AgentName?
  var forge: ForgeName?
  var sandbox: SandboxName?
  var baseBranch: String?
  var model: String?
  var effort: String?
  var authors: [String]?
}

struct ProjectConfiguration {
  static func load(repositoryRoot: String) throws -> ProjectConfiguration { ProjectConfiguration() }
}

extension RunSettings {
  static let sandboxTemplateVariable = "KRUTRIMBOX_SANDBOX_TEMPLATE"
  static func resolve(
    configuration: ProjectConfiguration, flags: RunFlags, sandboxTemplateOverride: String?
  ) throws -> RunSettings {
    var settings = RunSettings()
    settings.parallel = flags.parallel ?? 1
    settings.agent = flags.agent ?? .codex
    settings.forge = flags.forge ?? .github
    settings.sandbox.backend = flags.sandbox ?? .sbx
    settings.baseBranch = flags.baseBranch
    settings.owners = flags.authors ?? []
    return settings
  }
}
