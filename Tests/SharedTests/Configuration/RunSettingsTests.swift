import Shared
import Testing

@Suite("A run's settings")
struct RunSettingsTests {
  @Test func areTheDefaultsWhereNobodySaysAnything() throws {
    #expect(try RunSettings.resolve(configuration: ProjectConfiguration()) == RunSettings())
  }

  @Test func comeFromTheFlagsBeforeTheConfiguration() throws {
    var configuration = ProjectConfiguration()
    configuration.settings.owners = ["alice"]
    configuration.settings.parallel = 2
    configuration.settings.model = "small"
    configuration.settings.limits.attempts = 3
    configuration.settings.limits.tokenBudget = 1000
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

  @Test func takeTheTemplateOfTheEnvironmentForTheAgentThatIsUsed() throws {
    var configuration = ProjectConfiguration()
    configuration.settings.sandbox.codexTemplate = "a"
    configuration.settings.sandbox.claudeTemplate = "b"
    var flags = RunFlags()
    flags.agent = .claude
    let settings = try RunSettings.resolve(
      configuration: configuration, flags: flags, sandboxTemplateOverride: "mine:1")
    #expect(settings.sandbox.template(for: .claude) == "mine:1")
    #expect(settings.sandbox.template(for: .codex) == "a")
  }

  @Test func takeAnEmptyVariableForNone() throws {
    let settings = try RunSettings.resolve(configuration: ProjectConfiguration(), sandboxTemplateOverride: "")
    #expect(settings == RunSettings())
  }

  @Test func refuseATemplateThatWouldBeAFlag() {
    #expect {
      try RunSettings.resolve(configuration: ProjectConfiguration(), sandboxTemplateOverride: "--privileged")
    } throws: { ($0 as? ExpectedFailure)?.code == .badConfigurationValue }
  }

  @Test(
    arguments: [
      \RunFlags.baseBranch, \RunFlags.model, \RunFlags.effort,
    ] as [any WritableKeyPath<RunFlags, String?> & Sendable])
  func refuseAFlagThatWouldBeAnotherProgramsFlag(_ flag: any WritableKeyPath<RunFlags, String?> & Sendable) {
    var flags = RunFlags()
    flags[keyPath: flag] = "--upload-pack=x"
    #expect {
      try RunSettings.resolve(configuration: ProjectConfiguration(), flags: flags)
    } throws: { ($0 as? ExpectedFailure)?.code == .badArgument }
  }

  @Test(arguments: [0, 65, -1]) func refuseAWorkerCountOutOfRange(_ count: Int) {
    var flags = RunFlags()
    flags.parallel = count
    #expect {
      try RunSettings.resolve(configuration: ProjectConfiguration(), flags: flags)
    } throws: { ($0 as? ExpectedFailure)?.code == .badArgument }
  }
}
