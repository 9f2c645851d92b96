import KBDomain
import KBForges
import KBSandboxes
import KBSystem
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

  private func names(_ command: Command, _ more: [String] = []) -> Set<String> {
    let all = Self.secrets + Self.usual + more
    return Set(
      ProgramEnvironment.of(Dictionary(uniqueKeysWithValues: all.map { ($0, "x") }), command.inheritance).keys)
  }

  @Test(
    "of sbx has no key and no agent socket, known or not, but what Docker's programs read",
    arguments: [Sbx.version, Sbx.list, Sbx.wake("kb-1"), Sbx.templateLoad("a.tar"), Sbx.exec("kb-1", in: "/x", ["ls"])])
  func sbx(_ command: Command) {
    let docker = ["DOCKER_CONFIG", "DOCKER_HOST", "DOCKER_SANDBOXES_ROOT_SIZE"]
    #expect(names(command, docker) == Set(Self.usual + docker))
  }

  @Test(
    "of docker has the agent socket for a daemon that is reached by ssh, and no key",
    arguments: [
      SandboxTemplate.dockerVersion, SandboxTemplate(.codex).build, SandboxTemplate(.claude).save(to: "a.tar"),
    ])
  func docker(_ command: Command) {
    #expect(names(command, ["DOCKER_CONTEXT"]) == Set(Self.usual + ["DOCKER_CONTEXT", "SSH_AUTH_SOCK"]))
  }

  @Test(
    "of gh has GitHub's tokens and its own settings, and nobody else's",
    arguments: [GH.version, GH.account(host: "github.com"), GH.gitProtocol(host: "github.com")])
  func gh(_ command: Command) {
    let own = ["GH_TOKEN", "GITHUB_TOKEN", "GH_ENTERPRISE_TOKEN"]
    #expect(names(command, ["GH_HOST", "GH_CONFIG_DIR"]) == Set(Self.usual + own + ["GH_HOST", "GH_CONFIG_DIR"]))
  }

  @Test("of git is the operator's: what they have configured may need anything")
  func git() {
    #expect(
      names(Command("git", ["fetch"]), ["GIT_SSH_COMMAND"]) == Set(Self.usual + Self.secrets + ["GIT_SSH_COMMAND"]))
  }
}
