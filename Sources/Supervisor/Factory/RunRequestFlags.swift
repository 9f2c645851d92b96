import KBDomain

extension RunRequest {
  /// What `kb run` can be asked for; other commands take those of them that change what they look at.
  static let flags = [
    Flag("prd", value: "N", isRepeatable: true, "this PRD instead of all that are ready; also owner/name#N"),
    Flag("repo", value: "OWNER/NAME", isRepeatable: true, "PRDs of this repository, from any folder, without a clone"),
    Flag("parallel", value: "N", "PRDs at once; default: the configured value, else 1"),
    Flag("agent", value: "NAME", choices: AgentName.allCases.map(\.rawValue), "the Agent Backend; default: codex"),
    Flag("forge", value: "NAME", choices: ForgeName.allCases.map(\.rawValue), "where the PRDs are; default: github"),
    Flag("sandbox", value: "NAME", choices: SandboxName.allCases.map(\.rawValue), "where agents work; default: sbx"),
    Flag("base-branch", value: "BRANCH", "where PRD Branches start; default: the repository's default branch"),
    Flag("model", value: "MODEL", "the agent's model; default: the agent's choice"),
    Flag("effort", value: "EFFORT", "how hard the model thinks; default: the agent's choice"),
    Flag("allow-path", value: "GLOB", isRepeatable: true, "let agents change these protected files"),
    Flag("author", value: "LOGIN", isRepeatable: true, "work on PRDs of this author; default: you"),
    Flag("deadline", value: "TIME", "start no session after it: a time of day (07:00) or a span (8h, 90m)"),
    Flag("token-budget", value: "TOKENS", "start no session once the run has used this many tokens: 5M, 800k"),
    Flag("raise", "with --prd: let these PRDs have as many sessions and tokens again (KB-P016)"),
    Flag("dry-run", "say what would run and why other PRDs would not; change nothing"),
    Flag("json", "print one JSON object per event and nothing else"),
  ]
}
