/// An Agent Backend by name.
package enum AgentName: String, CaseIterable, Codable, Sendable {
  case codex, claude

  /// Under which service name Docker Sandboxes keep its credential.
  package var secretService: String {
    switch self {
    case .codex: "openai"
    case .claude: "anthropic"
    }
  }
}

/// A forge by name.
package enum ForgeName: String, CaseIterable, Codable, Sendable {
  case github, local
}

/// A sandbox backend by name.
package enum SandboxName: String, CaseIterable, Codable, Sendable {
  case sbx, local
}
