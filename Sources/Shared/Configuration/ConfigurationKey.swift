#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBFailures
import KBTemplates

/// One key of a configuration file. The table of all keys checks the file and is compared with docs/configuration.md.
package struct ConfigurationKey: Sendable {
  /// From the top of the file, such as `verify.commands`.
  package let path: String
  /// What may stand there, in words.
  package let type: String
  /// What holds without the key: a value, or words.
  package let defaultText: String
  /// One line, for people.
  package let meaning: String
  /// What the repository's value counts for.
  package let reach: ConfigurationReach

  /// Reads the value into the settings.
  let apply: @Sendable (inout RunSettings, JSONTree, SettingPlace) throws(ExpectedFailure) -> Void
  /// Takes the value over from other settings.
  let copy: @Sendable (_ source: RunSettings, _ target: inout RunSettings) -> Void
  /// The value as canonical JSON, in one line: alike where the values are alike.
  let text: @Sendable (RunSettings) -> String

  /// `absent` says in words what holds where the settings have no value.
  private init<Value: Encodable & SendableMetatype>(
    _ path: String, _ property: any WritableKeyPath<RunSettings, Value> & Sendable, _ rule: SettingRule<Value>,
    _ reach: ConfigurationReach, absent: String = "none", _ meaning: String
  ) {
    self.path = path
    self.type = rule.type
    self.defaultText = rule.show(RunSettings()[keyPath: property]).map { "`\($0)`" } ?? absent
    self.meaning = meaning
    self.reach = reach
    self.apply = { settings, tree, place throws(ExpectedFailure) in
      settings[keyPath: property] = try rule.read(tree, place)
    }
    self.copy = { source, target in target[keyPath: property] = source[keyPath: property] }
    self.text = { settings in
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return (try? encoder.encode(settings[keyPath: property])).map { String(decoding: $0, as: UTF8.self) } ?? "null"
    }
  }

  private static func template(
    _ kind: TemplateKind, _ property: any WritableKeyPath<RunSettings, String?> & Sendable
  ) -> ConfigurationKey {
    ConfigurationKey(
      "templates.\(kind.rawValue)", property, .file { TextTemplate.problem(in: $0, kind) }, .inside,
      absent: "built-in",
      kind.meaning)
  }

  /// Every key that there is, in the order of the documentation.
  package static let all: [ConfigurationKey] = [
    ConfigurationKey(
      "owners", \.owners, .logins, .outside, absent: "the operator",
      "Whose PRDs krutrimbox works on. An empty list means the operator."),
    ConfigurationKey(
      "parallel", \.parallel, .wholeNumber(SettingCheck.parallel), .outside,
      "How many PRDs krutrimbox works on at once."),
    ConfigurationKey(
      "forge", \.forge, .choice, .outside,
      "Where PRDs, issues and pull requests live: on GitHub, or in files of this clone."),
    ConfigurationKey(
      "agent", \.agent, .choice, .inside, "The Agent Backend that does AFK Issues and the final review."),
    ConfigurationKey(
      "model", \.model, .text("text", SettingCheck.word), .inside, absent: "the agent's choice", "The agent's model."),
    ConfigurationKey(
      "effort", \.effort, .text(SettingCheck.efforts.map { "\"\($0)\"" }.joined(separator: ", "), SettingCheck.effort),
      .inside,
      absent: "the agent's choice", "How hard the model thinks."),
    ConfigurationKey(
      "baseBranch", \.baseBranch, .text("branch", SettingCheck.branch), .inside,
      absent: "the repository's default branch",
      "The branch at origin that PRD Branches start from and pull requests go to."),
    ConfigurationKey(
      "closeIssues", \.closeIssues, .choice, .inside,
      "When an Implementation Issue is closed: when its commit is published, or when the pull request is merged."),

    template(.pullRequestBody, \.templates.pullRequestBody),
    template(.hitlPauseComment, \.templates.hitlPauseComment),
    template(.afkErrorComment, \.templates.afkErrorComment),
    template(.finalReviewComment, \.templates.finalReviewComment),
    template(.commitMessage, \.templates.commitMessage),
    ConfigurationKey(
      "prompts.afkIssue", \.prompts.afkIssue, .file(), .inside, "Text that is added to the prompt of every AFK Issue."),
    ConfigurationKey(
      "prompts.finalReview", \.prompts.finalReview, .file(), .inside,
      "Text that is added to the prompt of the final review."),

    ConfigurationKey(
      "verify.commands", \.verify.commands, .argvs, .inside,
      "Commands that run inside the sandbox after each session; all must end with status 0."),
    ConfigurationKey("verify.minutes", \.verify.minutes, .minutes, .inside, "The longest that one of them may take."),
    ConfigurationKey(
      "verify.repairSessions", \.verify.repairSessions, .wholeNumber(0...10), .outside,
      "How many more sessions an issue gets, each shown the failing output."),
    ConfigurationKey(
      "verify.fresh", \.verify.fresh, .switchOrNone, .outside, absent: "`false`",
      "Whether they and the final review run in a clean sandbox of the commit, made for this and then removed."),

    ConfigurationKey(
      "verify.tests", \.verify.tests, .globsOrNone, .inside, absent: "what toolchains do",
      "Files with tests. What a pull request does to them and to the configuration of checks is told in it."),
    ConfigurationKey(
      "review.agent", \.review.agent, .choice, .inside,
      "Who makes the final review: the same agent as the issues, or always this one. Nothing reads it yet."),
    ConfigurationKey(
      "review.repairRounds", \.review.repairRounds, .wholeNumber(0...3), .outside,
      "How many sessions may mend what the final review finds unmet, over all runs. Nothing reads it yet."),

    ConfigurationKey(
      "sandbox.backend", \.sandbox.backend, .choice, .outside,
      "Docker Sandboxes, or a folder of this machine, which isolates only with bubblewrap."),
    ConfigurationKey(
      "sandbox.templates.codex", \.sandbox.codexTemplate, .text("image", SettingCheck.word), .outside,
      absent: "`docker.io/library/krutrimbox-codex:pnpm`", "The sandbox template for codex."),
    ConfigurationKey(
      "sandbox.templates.claude", \.sandbox.claudeTemplate, .text("image", SettingCheck.word), .outside,
      absent: "`docker.io/library/krutrimbox-claude:pnpm`", "The sandbox template for claude."),
    ConfigurationKey("sandbox.cpus", \.sandbox.cpus, .wholeNumber(1...512), .outside, "Processors of one sandbox."),
    ConfigurationKey("sandbox.memory", \.sandbox.memory, .memory, .outside, "Memory of one sandbox."),

    ConfigurationKey(
      "sandbox.bubblewrap", \.sandbox.bubblewrap, .choice, .outside,
      "Whether local sandboxes use bubblewrap: if it works, always (a run does not start without it), or never."),

    ConfigurationKey(
      "limits.agentMinutes", \.limits.agentMinutes, .minutes, .outside, "The longest that one session may take."),
    ConfigurationKey(
      "limits.stallMinutes", \.limits.stallMinutes, .minutes, .outside,
      "The longest that a session may go without progress: output, changed files, a busy processor."),
    ConfigurationKey(
      "limits.attempts", \.limits.attempts, .wholeNumber(1...20), .outside,
      "Sessions per AFK Issue, and for the final review, in one Factory Run, if a failed one may be tried again."),
    ConfigurationKey(
      "limits.commandMinutes", \.limits.commandMinutes, .minutesOrNone, .outside, absent: "each its own",
      "The least time limit of a command of git, gh or sbx, for slow disks and networks; it raises shorter ones."
    ),
    ConfigurationKey(
      "limits.outputMiB", \.limits.outputMiB, .mebibytesOrNone, .outside, absent: "`256`",
      "The most that one session, check or hook may print; a line counts as at least 256 bytes."),
    ConfigurationKey(
      "limits.freeDiskGiB", \.limits.freeDiskGiB, .number(upTo: 1_000_000, allowsZero: true, "number, at least 0"),
      .outside,
      "Free disk, of the clone and of the state directory, below which no new session starts."),
    ConfigurationKey(
      "limits.tokenBudget", \.limits.tokenBudget, .tokens, .outside,
      "Tokens of all sessions of a run together, after which no other session starts."),
    ConfigurationKey(
      "limits.prdSessions", \.limits.prdSessions, .orNone(.wholeNumber(1...100_000)), .outside,
      absent: "3 for each of its issues, and 10",
      "Agent sessions that a PRD gets over all its runs; then it waits until a person raises this (KB-P016)."),
    ConfigurationKey(
      "limits.prdTokens", \.limits.prdTokens, .tokens, .outside,
      "Tokens that a PRD may use over all its runs; then it waits until a person raises this (KB-P016)."),

    ConfigurationKey(
      "protectedPaths", \.protectedPaths, .globs, .inside,
      "Files that no agent may change, besides those that are protected everywhere."),
    ConfigurationKey(
      "hooks.sandboxCreated", \.hooks.sandboxCreated, .argvs, .inside,
      "Commands that run, in order, inside a sandbox that was just created. Files that they make stay for the sessions and out of commits; if they change tracked files, the PRD fails (KB-S018)."
    ),
    ConfigurationKey(
      "notify", \.notify, .argv, .outside,
      "A program on this machine that gets a run's events as JSON on its standard input."),

    ConfigurationKey(
      "repositories", \.user.repositories, .repositories, .user,
      "What `kb run` works on if you start it outside of a clone."),
    ConfigurationKey(
      "factoryClones", \.user.factoryClones, .folder, .user, absent: "`repositories` in the state directory",
      "The folder in which krutrimbox keeps its own clones."),
    ConfigurationKey(
      "allowedPaths", \.user.allowedPaths, .globs, .user,
      "Files that agents may change although they are protected, such as `.vscode/**`."),
    ConfigurationKey(
      "allowedKeys", \.user.allowedKeys, .globs, .user,
      "Files that may contain what looks like a key, such as those of a test."),
    ConfigurationKey(
      "sandbox.readable", \.user.readable, .absolutePaths, .user,
      "What local sandboxes in bubblewrap see of this machine besides the system's programs and those in PATH."),
    ConfigurationKey(
      "sandbox.writable", \.user.writable, .absolutePaths, .user,
      "What they may write to besides their own folder, such as a shared cache of packages."),
    ConfigurationKey(
      "gate.files", \.user.gate.files, .wholeNumber(1...1_000_000), .user, "The most files that one commit may change."),
    ConfigurationKey(
      "gate.folderEntries", \.user.gate.folderEntries, .wholeNumber(1...1_000_000), .user,
      "The most new entries that one commit may bring into one folder."),
    ConfigurationKey(
      "gate.mebibytes", \.user.gate.mebibytes, .wholeNumber(1...1_000_000), .user,
      "The most new content that one commit may bring, in MiB."),
  ]
}
