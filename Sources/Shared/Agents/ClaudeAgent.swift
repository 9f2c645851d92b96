#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
package import KBDomain

/// Anthropic's Claude Code CLI, `claude -p` with streamed JSON (code.claude.com/docs/en/headless).
package struct ClaudeAgent: AgentBackend {
  package let name = AgentName.claude

  package init() {}

  /// TZ makes a reset time that is told in words a known one. Without the ceiling of 600 s, tasks in the background are
  /// waited for as long as the session may last (anthropics/claude-code#85129).
  package func arguments(model: String?, effort: String?, schema: String?) -> [String] {
    [
      "env", "TZ=UTC", "CLAUDE_CODE_PRINT_BG_WAIT_CEILING_MS=0", "claude", "-p", "--output-format", "stream-json",
      "--verbose", "--dangerously-skip-permissions",
      "--no-session-persistence",
    ] + (model.map { ["--model", $0] } ?? []) + (effort.map { ["--effort", $0] } ?? [])
      + (schema.map { ["--json-schema", $0] } ?? [])
  }

  package func newReader() -> any AgentEventReader { ClaudeEventReader() }
}
