import KBConfiguration
import KBDomain
import KBFailures
import Testing

@Suite("A run's settings")
struct RunSettingsTests {
  @Test("are the defaults where nobody says anything")
  func defaultsNobody() throws {
    #expect(try RunSettings.resolve(configuration: Configuration()) == RunSettings())
  }

  @Test("come from the flags before the configuration")
  func comeFlags() throws {
    var configuration = Configuration()
    configuration.repository.settings.owners = ["alice"]
    configuration.repository.settings.parallel = 2
    configuration.repository.settings.model = "small"
    configuration.repository.settings.limits.attempts = 3
    configuration.repository.settings.limits.tokenBudget = 1000
    var flags = RunFlags()
    flags.parallel = 4
    flags.agent = .claude
    flags.forge = .local
    flags.sandbox = .local
    flags.baseBranch = "next"
    flags.model = "large"
    flags.effort = "max"
    flags.authors = ["bob", "carol"]
    flags.tokenBudget = 2000
    let settings = try RunSettings.resolve(configuration: configuration, flags: flags)
    var wanted = configuration.settings
    wanted.owners = ["bob", "carol"]
    wanted.parallel = 4
    wanted.agent = .claude
    wanted.forge = .local
    wanted.sandbox.backend = .local
    wanted.baseBranch = "next"
    wanted.model = "large"
    wanted.effort = "max"
    wanted.limits.tokenBudget = 2000
    #expect(settings == wanted)
  }

  @Test("take the template of the environment for the agent that is used")
  func takeTemplate() throws {
    var configuration = Configuration()
    configuration.repository.settings.sandbox.codexTemplate = "a"
    configuration.repository.settings.sandbox.claudeTemplate = "b"
    configuration.template = "mine:1"
    var flags = RunFlags()
    flags.agent = .claude
    let settings = try RunSettings.resolve(configuration: configuration, flags: flags)
    #expect(settings.sandbox.template(for: .claude) == "mine:1")
    #expect(settings.sandbox.template(for: .codex) == "a")
  }

  @Test("take an empty variable for none")
  func takeEmpty() throws {
    let environment = [RunSettings.sandboxTemplateVariable: ""]
    let configuration = try Configuration(repositoryRoot: "/nonexistent", environment: environment)
    #expect(try RunSettings.resolve(configuration: configuration) == RunSettings())
  }

  @Test("refuse a template that would be a flag")
  func refuseTemplate() {
    var configuration = Configuration()
    configuration.template = "--privileged"
    #expect {
      try RunSettings.resolve(configuration: configuration)
    } throws: { ($0 as? ExpectedFailure)?.code == .badConfigurationValue }
  }

  @Test(
    "refuse a flag that would be another program's flag",
    arguments: [
      \RunFlags.baseBranch, \RunFlags.model, \RunFlags.effort,
    ] as [any WritableKeyPath<RunFlags, String?> & Sendable])
  func refuseFlag(_ flag: any WritableKeyPath<RunFlags, String?> & Sendable) {
    var flags = RunFlags()
    flags[keyPath: flag] = "--upload-pack=x"
    #expect {
      try RunSettings.resolve(configuration: Configuration(), flags: flags)
    } throws: { ($0 as? ExpectedFailure)?.code == .badArgument }
  }

  @Test("refuse a worker count out of range", arguments: [0, 65, -1])
  func refuseWorker(_ count: Int) {
    var flags = RunFlags()
    flags.parallel = count
    #expect {
      try RunSettings.resolve(configuration: Configuration(), flags: flags)
    } throws: { ($0 as? ExpectedFailure)?.code == .badArgument }
  }
}
