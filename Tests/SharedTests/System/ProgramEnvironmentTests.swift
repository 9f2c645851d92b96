import Shared
import Testing

@Suite("The environment of other people's programs")
struct ProgramEnvironmentTests {
  private static let secrets = [
    "SSH_AUTH_SOCK", "GH_TOKEN", "GITHUB_TOKEN", "GH_ENTERPRISE_TOKEN", "OPENAI_API_KEY", "CODEX_API_KEY",
    "ANTHROPIC_API_KEY", "CLAUDE_CODE_OAUTH_TOKEN", "AWS_SECRET_ACCESS_KEY", "DATABASE_URL", "SECRET_OF_TOMORROW",
    "DOCKER_PASSWORD", "KB_STATE_HOME",
  ]
  private static let usual = [
    "PATH", "HOME", "LANG", "LC_ALL", "TERM", "TMPDIR", "XDG_RUNTIME_DIR", "HTTPS_PROXY", "no_proxy", "SSL_CERT_FILE",
    "NIX_SSL_CERT_FILE", "__CF_USER_TEXT_ENCODING", "DBUS_SESSION_BUS_ADDRESS", "KB_RUN", "KB_PRD",
  ]

  private func names(_ program: String, _ more: [String] = []) -> Set<String> {
    let all = Self.secrets + Self.usual + more
    return Set(ProgramEnvironment.of(program, Dictionary(uniqueKeysWithValues: all.map { ($0, "x") })).keys)
  }

  @Test(
    "of sbx has no key and no agent socket, known or not, but what Docker's programs read",
    arguments: ["sbx", "/x/sbx"])
  func sbx(_ program: String) {
    let docker = ["DOCKER_CONFIG", "DOCKER_HOST", "DOCKER_SANDBOXES_ROOT_SIZE"]
    #expect(names(program, docker) == Set(Self.usual + docker))
  }

  @Test("of docker has the agent socket for a daemon that is reached by ssh, and no key")
  func docker() {
    #expect(names("docker", ["DOCKER_CONTEXT"]) == Set(Self.usual + ["DOCKER_CONTEXT", "SSH_AUTH_SOCK"]))
  }

  @Test("of gh has GitHub's tokens and its own settings, and nobody else's")
  func gh() {
    let own = ["GH_TOKEN", "GITHUB_TOKEN", "GH_ENTERPRISE_TOKEN"]
    #expect(names("gh", ["GH_HOST", "GH_CONFIG_DIR"]) == Set(Self.usual + own + ["GH_HOST", "GH_CONFIG_DIR"]))
  }

  @Test("of git is the operator's: what they have configured may need anything")
  func git() {
    #expect(names("git", ["GIT_SSH_COMMAND"]) == Set(Self.usual + Self.secrets + ["GIT_SSH_COMMAND"]))
  }
}
