import KBDomain
import KBSandboxes
import KBSystem
import Testing

@Suite("The command lines of the sandbox CLI")
struct SbxTests {
  let spec = SandboxSpec(
    name: "krutrimbox-prd-7-o-r-0a1b2c3d-claude", repository: "/home/o/my repo", agent: .claude,
    template: "krutrimbox-claude:pnpm", cpus: 3, memory: 4096)

  @Test("create makes a private clone from the full template name, with explicit CPUs and memory")
  func createMakes() {
    let command = Sbx.create(spec)
    #expect(
      command.arguments == [
        "create", "--clone", "--template", "docker.io/library/krutrimbox-claude:pnpm", "--name", spec.name,
        "--cpus", "3", "--memory", "4096m", "claude", "/home/o/my repo",
      ])
    #expect(command.limit == .seconds(900))
  }

  @Test("exec names the folder, gives every variable with its value and passes words on as they are")
  func execNames() {
    let command = Sbx.exec(
      "n", in: "/r", ["codex", "-", "a b", "$(x)"], input: .text("prompt"), environment: ["B": "2", "A": "x=y"])
    #expect(
      command.arguments == [
        "exec", "-i", "-w", "/r", "-e", "A=x=y", "-e", "B=2", "n", "--", "codex", "-", "a b", "$(x)",
      ])
    #expect(command.input == .text("prompt"))
  }

  @Test("exec without input does not ask for it")
  func execInput() {
    #expect(Sbx.exec("n", in: "/r", ["true"]).arguments == ["exec", "-w", "/r", "n", "--", "true"])
  }

  @Test("remove never asks")
  func removeNever() {
    #expect(Sbx.remove("n").arguments == ["rm", "--force", "n"])
  }

  @Test("every other call has a limit of two minutes at most")
  func otherCall() {
    let calls = [
      Sbx.list, Sbx.stop("n"), Sbx.remove("n"), Sbx.templateList, Sbx.templateTable, Sbx.version, Sbx.wake("n"),
    ]
    for call in calls { #expect(call.limit <= .seconds(120) && call.limit >= .seconds(60)) }
  }
}

@Suite("Image names")
struct SbxImageNameTests {
  @Test(
    "are completed as container tools do",
    arguments: [
      ("krutrimbox-codex:pnpm", "docker.io/library/krutrimbox-codex:pnpm"),
      ("docker.io/library/krutrimbox-codex:pnpm", "docker.io/library/krutrimbox-codex:pnpm"),
      ("docker.io/x", "docker.io/library/x:latest"), ("index.docker.io/a/x:1", "docker.io/a/x:1"),
      ("a/x", "docker.io/a/x:latest"), ("localhost:5000/x:1", "localhost:5000/x:1"),
      ("ghcr.io/a/x:v2", "ghcr.io/a/x:v2"), ("x@sha256:abc", "docker.io/library/x@sha256:abc"),
    ])
  func completedContainer(_ given: String, _ full: String) {
    #expect(ImageName(given).description == full)
  }

  @Test("of krutrimbox's own templates are in no registry")
  func krutrimboxsOwn() {
    #expect(ImageName("krutrimbox-codex:pnpm").isLocal)
    #expect(!ImageName("docker/sandbox-templates:codex").isLocal)
  }
}
