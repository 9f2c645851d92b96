package import KBDomain
package import KBFailures
import KBSystem

/// What the command line says of a run's settings; nil where it says nothing.
package struct RunFlags: Equatable, Sendable {
  package var parallel: Int?
  package var agent: AgentName?
  package var forge: ForgeName?
  package var sandbox: SandboxName?
  package var baseBranch: String?
  package var model: String?
  package var effort: String?
  package var tokenBudget: Int?
  /// Takes the place of `owners`.
  package var authors: [String]?
  /// Globs; added to `allowedPaths`.
  package var allowedPaths: [String] = []

  package init() {}

  /// Those by which another command finds the same PRDs and works on them alike, as they are typed; nil where there are
  /// none.
  package var again: String? {
    let values = [
      ("agent", agent?.rawValue), ("forge", forge?.rawValue), ("sandbox", sandbox?.rawValue),
      ("base-branch", baseBranch), ("model", model), ("effort", effort),
    ]
    let words = values.compactMap { name, value in value.map { ["--\(name)", $0] } }
    let all = words.flatMap { $0 } + (authors ?? []).flatMap { ["--author", $0] }
    return all.isEmpty ? nil : String(Command("kb", all).typed.dropFirst(3))
  }

  /// Throws KB-U003 where a value can't be gone by.
  func check() throws(ExpectedFailure) {
    let problems: [(flag: String, problem: String?)] = [
      ("--parallel", parallel.flatMap { SettingCheck.parallel($0) }),
      ("--base-branch", baseBranch.flatMap { SettingCheck.branch($0) }),
      ("--model", model.flatMap { SettingCheck.word($0) }),
      ("--effort", effort.flatMap { SettingCheck.effort($0) }),
      ("--allow-path", allowedPaths.lazy.compactMap { SettingCheck.glob($0) }.first),
      ("--author", authors?.lazy.compactMap { SettingCheck.login($0) }.first),
    ]
    for case (let flag, let problem?) in problems { throw .badArgument("\(flag) \(problem).", command: "run") }
  }
}

extension RunSettings {
  /// The environment's word on the sandbox template.
  package static let sandboxTemplateVariable = "KRUTRIMBOX_SANDBOX_TEMPLATE"

  /// Pure: the configuration, then the environment's template, then the flags.
  ///
  /// The template stands for that of the agent that the run uses in the end. Throws KB-U003 or KB-C003 for a value of the
  /// command line or of the environment that a run can't go by.
  package static func resolve(
    configuration: Configuration, flags: RunFlags = RunFlags()
  ) throws(ExpectedFailure) -> RunSettings {
    try flags.check()
    var settings = configuration.settings
    settings.parallel = flags.parallel ?? settings.parallel
    settings.agent = flags.agent ?? settings.agent
    settings.forge = flags.forge ?? settings.forge
    settings.sandbox.backend = flags.sandbox ?? settings.sandbox.backend
    settings.baseBranch = flags.baseBranch ?? settings.baseBranch
    settings.model = flags.model ?? settings.model
    settings.effort = flags.effort ?? settings.effort
    settings.limits.tokenBudget = flags.tokenBudget ?? settings.limits.tokenBudget
    settings.owners = flags.authors ?? settings.owners
    settings.user.allowedPaths += flags.allowedPaths
    if let image = configuration.template {
      if let problem = SettingCheck.word(image) {
        throw .badConfigurationValue(
          "the environment", sandboxTemplateVariable, problem, fix: "correct the variable, or unset it")
      }
      settings.sandbox.setTemplate(image, for: settings.agent)
    }
    return settings
  }
}
