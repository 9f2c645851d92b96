import KBText

/// Paths that no agent may change.
package struct Protection: Sendable {
  /// What runs on somebody's machine, or with a repository's secrets, without anybody asking for it: at a push, when a
  /// folder is opened or entered, at a command of git, in the next agent session; and who reviews (docs/adr/0043). The
  /// repository can't lift it, the operator can.
  package static let builtIn = [
    // The factory's own configuration.
    ".krutrimbox/**",
    // What a push starts, and who has to look at it.
    ".github/**", ".gitlab/**", ".gitlab-ci.yml", ".circleci/**", ".buildkite/**", ".travis.yml", "azure-pipelines.yml",
    "Jenkinsfile", "CODEOWNERS", "docs/CODEOWNERS",
    // What git does.
    ".gitmodules", "**/.husky/**", ".githooks/**", ".lefthook/**", "lefthook.*", ".lefthook.*", ".lefthook-local.*",
    "lefthook-local.*", ".config/lefthook.*", ".config/lefthook-local.*", ".pre-commit-config.*", ".overcommit.yml",
    // What editors and shells do when they open or enter a folder.
    "**/.vscode/**", "**/.idea/**", "**/.zed/**", "**/.devcontainer/**", "**/.devcontainer.json", "**/.envrc",
    "**/mise.toml", "**/.mise.toml", "**/mise.*.toml", "**/.mise.*.toml", "**/.mise/**", ".config/mise/**",
    ".config/mise.toml",
    // Hooks and servers of agents.
    "**/.claude/**", "**/.codex/**", "**/.cursor/**", "**/.gemini/**", "**/.mcp.json",
  ]

  private let protected: [PathPattern]
  private let allowed: [PathPattern]

  /// `repository` are its `protectedPaths`, which are added; `allowed` is what the operator lifts of both.
  package init(repository: [String] = [], allowed: [String] = []) {
    protected = (Self.builtIn + repository).map(PathPattern.init)
    self.allowed = allowed.map(PathPattern.init)
  }

  /// Whether the operator has named the path.
  func allows(_ path: FoldedPath) -> Bool { allowed.contains { $0.matches(path) } }

  /// Whether the change is of a protected path, or puts a link or submodule where a protected path would be below it.
  func covers(_ change: ChangedPath, _ path: FoldedPath) -> Bool {
    let leads = change.newMode == .link || change.newMode == .submodule
    return protected.contains { $0.matches(path) || leads && $0.reachesBelow(path) } && !allows(path)
  }
}
