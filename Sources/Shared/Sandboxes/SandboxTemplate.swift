package import KBDomain
package import KBSystem

/// The image that PRD Sandboxes of one agent start from. Docker builds it; Docker Sandboxes have an image store of their
/// own, into which it is loaded as an archive.
package struct SandboxTemplate: Equatable, Sendable {
  package let agent: AgentName

  package init(_ agent: AgentName) { self.agent = agent }

  /// What it is built as, such as `krutrimbox-codex:pnpm`.
  package var image: String { "krutrimbox-\(agent.rawValue):pnpm" }

  /// What a sandbox is created from: the same image by its full name.
  package var reference: String { ImageName(image).description }

  /// Docker's image for the agent.
  package var base: String {
    switch agent {
    case .codex: "docker/sandbox-templates:codex"
    case .claude: "docker/sandbox-templates:claude-code"
    }
  }

  /// Builds the image. The built-in Dockerfile needs no other file, so it comes on standard input and works in every
  /// folder.
  package var build: Command {
    Self.docker(
      ["build", "--build-arg", "BASE=\(base)", "--tag", image, "-"], input: .text(Self.dockerfile),
      limit: .seconds(45 * 60))
  }

  /// Builds the image from a repository's own Dockerfile; its folder is the context.
  package func build(from dockerfile: String) -> Command {
    let folder = dockerfile.lastIndex(of: "/").map { String(dockerfile[..<$0]) } ?? "."
    return Self.docker(
      [
        "build", "--build-arg", "BASE=\(base)", "--tag", image, "--file", dockerfile, folder.isEmpty ? "/" : folder,
      ], limit: .seconds(45 * 60))
  }

  /// Writes the image into an archive.
  package func save(to archive: String) -> Command {
    Self.docker(["image", "save", "--output", archive, image], limit: .seconds(15 * 60))
  }

  /// Whether docker is there and its daemon answers.
  package static let dockerVersion = docker(["version"], limit: .seconds(30))

  /// The name of docker's program.
  static let program = "docker"

  private static func docker(_ arguments: [String], input: Command.Input = .nothing, limit: Duration) -> Command {
    var command = Command(program, arguments, input: input, limit: limit, onStop: .interrupt)
    command.inheritance = .listed(variables)
    return command
  }

  /// What docker gets of the operator's variables: what docker(1) names under "Environment variables"
  /// (https://docs.docker.com/reference/cli/docker/), and buildx's (https://docs.docker.com/build/building/variables/). A
  /// daemon at ssh://… is reached with the operator's agent.
  package static let variables = [
    "DOCKER_API_VERSION", "DOCKER_CERT_PATH", "DOCKER_CONFIG", "DOCKER_CONTENT_TRUST", "DOCKER_CONTENT_TRUST_SERVER",
    "DOCKER_CONTEXT", "DOCKER_DEFAULT_PLATFORM", "DOCKER_HOST", "DOCKER_TLS", "DOCKER_TLS_VERIFY", "DOCKER_BUILDKIT",
    "BUILDKIT_*", "BUILDX_*", "SSH_AUTH_SOCK",
  ]

  /// The text of Dockerfile.sandbox; a test compares.
  package static let dockerfile = """
    # The sandbox template of krutrimbox: Docker's image for one agent, with pnpm on top.
    # Built by `kb template build`. docs/sandbox-template.md tells how to change it.
    ARG BASE=docker/sandbox-templates:codex
    FROM ${BASE}

    ARG PNPM_VERSION=10.23.0
    USER root
    RUN npm install --global "pnpm@${PNPM_VERSION}"

    # The template's own user: commands in a sandbox run as it.
    USER agent
    RUN pnpm --version

    """
}
