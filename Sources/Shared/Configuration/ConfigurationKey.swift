/// One key of `.krutrimbox/config.json`. The table of all keys checks the file and is compared with
/// docs/configuration.md.
package struct ConfigurationKey: Sendable {
  /// From the top of the file, such as `verify.commands`.
  package let path: String
  /// What may stand there, in words.
  package let type: String
  /// What holds without the key: a value, or words.
  package let defaultText: String
  /// One line, for people.
  package let meaning: String

  /// Reads the value into the settings.
  let apply: @Sendable (inout RunSettings, JSONTree, SettingPlace) throws(ExpectedFailure) -> Void

  /// `absent` says in words what holds where the settings have no value.
  private init<Value>(
    _ path: String, _ property: any WritableKeyPath<RunSettings, Value> & Sendable, _ rule: SettingRule<Value>,
    absent: String = "none", _ meaning: String
  ) {
    self.path = path
    self.type = rule.type
    self.defaultText = rule.show(RunSettings()[keyPath: property]).map { "`\($0)`" } ?? absent
    self.meaning = meaning
    self.apply = { settings, tree, place throws(ExpectedFailure) in
      settings[keyPath: property] = try rule.read(tree, place)
    }
  }

  private static func template(
    _ kind: TemplateKind, _ property: any WritableKeyPath<RunSettings, String?> & Sendable
  ) -> ConfigurationKey {
    ConfigurationKey(
      "templates.\(kind.rawValue)", property, .file { TextTemplate.problem(in: $0, kind) }, absent: "built-in",
      kind.meaning)
  }

  /// Every key that there is, in the order of the documentation.
  package static let all: [ConfigurationKey] = [
    ConfigurationKey(
      "owners", \.owners, .logins, absent: "the operator", "Whose PRDs are worked on. An empty list is the operator."),
    ConfigurationKey(
      "parallel", \.parallel, .wholeNumber(SettingCheck.parallel), "How many PRDs are worked on at once."),
    ConfigurationKey(
      "forge", \.forge, .choice, "Where PRDs, issues and pull requests live: on GitHub, or in files of this clone."),
    ConfigurationKey("agent", \.agent, .choice, "The Agent Backend that does AFK Issues and the final review."),
    ConfigurationKey(
      "model", \.model, .text("text", SettingCheck.word), absent: "the agent's choice", "The agent's model."),
    ConfigurationKey(
      "effort", \.effort, .text(SettingCheck.efforts.map { "\"\($0)\"" }.joined(separator: ", "), SettingCheck.effort),
      absent: "the agent's choice", "How hard the model thinks."),
    ConfigurationKey(
      "baseBranch", \.baseBranch, .text("branch", SettingCheck.branch), absent: "the repository's default branch",
      "The branch at origin that PRD Branches start from and pull requests go to."),
    ConfigurationKey(
      "closeIssues", \.closeIssues, .choice,
      "When an Implementation Issue is closed: when its commit is published, or when the pull request is merged."),

    template(.pullRequestBody, \.templates.pullRequestBody),
    template(.hitlPauseComment, \.templates.hitlPauseComment),
    template(.afkErrorComment, \.templates.afkErrorComment),
    template(.finalReviewComment, \.templates.finalReviewComment),
    template(.commitMessage, \.templates.commitMessage),
    ConfigurationKey(
      "prompts.afkIssue", \.prompts.afkIssue, .file(), "Text that is added to the prompt of every AFK Issue."),
    ConfigurationKey(
      "prompts.finalReview", \.prompts.finalReview, .file(), "Text that is added to the prompt of the final review."),

    ConfigurationKey(
      "verify.commands", \.verify.commands, .argvs,
      "Commands that run inside the sandbox after each session; all must end with status 0."),
    ConfigurationKey("verify.minutes", \.verify.minutes, .minutes, "The longest that one of them may take."),
    ConfigurationKey(
      "verify.repairSessions", \.verify.repairSessions, .wholeNumber(0...10),
      "How many more sessions an issue gets, each shown the failing output."),

    ConfigurationKey(
      "sandbox.backend", \.sandbox.backend, .choice,
      "Docker Sandboxes, or a plain folder of this machine, which isolates nothing."),
    ConfigurationKey(
      "sandbox.templates.codex", \.sandbox.codexTemplate, .text("image", SettingCheck.word),
      absent: "`docker.io/library/krutrimbox-codex:pnpm`", "The sandbox template for codex."),
    ConfigurationKey(
      "sandbox.templates.claude", \.sandbox.claudeTemplate, .text("image", SettingCheck.word),
      absent: "`docker.io/library/krutrimbox-claude:pnpm`", "The sandbox template for claude."),
    ConfigurationKey("sandbox.cpus", \.sandbox.cpus, .wholeNumber(1...512), "Processors of one sandbox."),
    ConfigurationKey("sandbox.memory", \.sandbox.memory, .memory, "Memory of one sandbox."),

    ConfigurationKey("limits.agentMinutes", \.limits.agentMinutes, .minutes, "The longest that one session may take."),
    ConfigurationKey(
      "limits.stallMinutes", \.limits.stallMinutes, .minutes,
      "The longest that a session may go without progress: output, changed files, a busy processor."),
    ConfigurationKey(
      "limits.attempts", \.limits.attempts, .wholeNumber(1...20),
      "Sessions per AFK Issue, and for the final review, in one Factory Run, where a failed one may be tried again."),
    ConfigurationKey(
      "limits.commandMinutes", \.limits.commandMinutes, .minutesOrNone, absent: "each its own",
      "The least time limit of a command of git, gh or sbx, for slow disks and networks: shorter ones are raised to it."
    ),
    ConfigurationKey(
      "limits.freeDiskGiB", \.limits.freeDiskGiB, .number(upTo: 1_000_000, allowsZero: true, "number, at least 0"),
      "Free disk, of the clone and of the state directory, below which no new session starts."),
    ConfigurationKey(
      "limits.tokenBudget", \.limits.tokenBudget, .tokens,
      "Tokens of all sessions of a run together, after which no other session starts."),

    ConfigurationKey(
      "protectedPaths", \.protectedPaths, .globs, "Files that no agent may change, such as `.github/**`."),
    ConfigurationKey(
      "hooks.sandboxCreated", \.hooks.sandboxCreated, .argvs,
      "Commands that run, in order, inside a sandbox that was just created. Files that they make stay for the sessions and out of commits; where they change tracked files the PRD fails (KB-S018)."
    ),
    ConfigurationKey(
      "notify", \.notify, .argv, "A program on this machine that gets a run's events as JSON on its standard input."),
  ]
}
