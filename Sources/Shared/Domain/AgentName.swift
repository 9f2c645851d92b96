/// An Agent Backend by name.
package enum AgentName: String, CaseIterable, Codable, Sendable {
  case codex, claude
}

/// A forge by name.
package enum ForgeName: String, CaseIterable, Codable, Sendable {
  case github, local
}

/// A sandbox backend by name.
package enum SandboxName: String, CaseIterable, Codable, Sendable {
  case sbx, local
}
