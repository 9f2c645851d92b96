import Foundation
import TestSupport
import Testing

@Suite("What the double of sbx refuses, and the traps that tests can set in it")
struct SandboxDoubleRefusalTests {
  private static let login = "You are not authenticated to Docker"
  private static let policy = "global network policy has not been initialized"

  @Test("a new machine wants a login, a policy and a template, in this order")
  func newMachine() async throws {
    let bench = try SandboxBench(isSetUp: false)
    let repository = try await bench.makeRepository()
    #expect(await bench.create("box", repository).errorText.contains(Self.login))
    #expect(await bench.run(["sbx", "login", "--username", "olga", "--password-stdin"], input: "token").status == 0)
    #expect(await bench.create("box", repository).errorText.contains(Self.policy))
    #expect(await bench.run(["sbx", "policy", "init", "balanced"]).status == 0)
    #expect(await bench.run(["sbx", "policy", "init", "balanced"]).errorText.contains("default policy is already set"))
    #expect(await bench.create("box", repository).errorText.contains("pull failed for image \"krutrimbox-codex:pnpm\""))
    try Data("FROM scratch\n".utf8).write(to: URL(fileURLWithPath: bench.folder + "/Dockerfile"))
    #expect(await bench.run(["docker", "build", "--tag", SandboxBench.templates[0], "."]).status == 0)
    #expect(await bench.run(["docker", "image", "save", SandboxBench.templates[0], "-o", "image.tar"]).status == 0)
    #expect(await bench.run(["sbx", "template", "load", "image.tar"]).status == 0)
    #expect(await bench.create("box", repository).status == 0)
    #expect(
      await bench.create("box", repository).errorText.contains("sandbox \"box\" already exists for this workspace"))
  }

  @Test("only the top of a main repository can be cloned")
  func topMain() async throws {
    let bench = try SandboxBench()
    let repository = try await bench.makeRepository()
    _ = await bench.run(["git", "worktree", "add", "--quiet", bench.folder + "/tree"], in: repository)
    try FileManager.default.createDirectory(atPath: bench.folder + "/plain", withIntermediateDirectories: false)
    #expect(
      await bench.create("box", bench.folder + "/tree").errorText.contains("not supported when run from a Git worktree")
    )
    #expect(await bench.create("box", bench.folder + "/plain").errorText.contains("is not in a Git repository"))
    #expect(
      await bench.create(String(repeating: "n", count: 64), repository).errorText.contains("invalid sandbox name"))
    #expect(
      await bench.run(["sbx", "create", "--no-such", "codex", "."]).errorText == "ERROR: unknown flag: --no-such\n")
  }

  @Test("a shallow repository gives an empty workspace without an error")
  func shallowRepository() async throws {
    let bench = try SandboxBench()
    let repository = try await bench.makeRepository()
    let shallow = bench.folder + "/shallow"
    _ = await bench.run(["git", "clone", "--quiet", "--depth", "1", "file://" + repository, shallow])
    let created = await bench.create("box", shallow)
    #expect(created.status == 0)
    #expect(created.errorText.contains("\nWarning: initial fetch from sandbox-box failed"))
    #expect(await bench.run(["sbx", "exec", "-w", shallow, "box", "ls", "-A"]).text.isEmpty)
  }

  @Test(
    "a trap springs",
    arguments: [
      ("fail:ls=no executor", ["sbx", "ls", "--json"], "ERROR: no executor"),
      ("daemon-down", ["sbx", "ls"], "ERROR: failed to connect to sandboxd"),
      ("logged-out", ["sbx", "diagnose"], "not signed in"),
      ("daemon-chatter", ["sbx", "ls", "--json"], "Starting sandboxd daemon..."),
      ("update-notice", ["sbx", "ls", "--json"], "A new version of sbx is available"),
      ("ls-empty", ["sbx", "ls", "--json"], "[]\n"),
      ("merged-output", ["sbx", "exec", "box", "sh", "-c", "echo seen >&2"], "seen"),
      ("exec-default-cwd", ["sbx", "exec", "box", "pwd"], "workspace"),
      ("rm-does-not-ask", ["sbx", "rm", "box"], "removed"),
      ("hang:stop", ["sbx", "ls"], "box"),
    ])
  func trapSprings(trap: String, command: [String], expected: String) async throws {
    let bench = try SandboxBench()
    #expect(try await bench.create("box", bench.makeRepository()).status == 0)
    let result = await bench.run(command, changes: ["KB_DOUBLE_SBX_FAULTS": trap])
    #expect((result.text + result.errorText).contains(expected))
  }

  @Test("a machine that dies ends the command that runs in it")
  func machineDies() async throws {
    let bench = try SandboxBench()
    #expect(try await bench.create("box", bench.makeRepository()).status == 0)
    let command = ["sbx", "exec", "box", "sh", "-c", "echo begun; sleep 600; echo survived"]
    let result = await bench.run(command, changes: ["KB_DOUBLE_SBX_FAULTS": "vm-dies"])
    #expect((result.status, result.text) == (137, "begun\n"))
  }

  @Test("a trap can wait for a later call, and be over again")
  func trapWait() async throws {
    let bench = try SandboxBench()
    try bench.setFaults(["trap": "fail", "command": "ls", "from": 2, "times": 1], ["trap": "hang", "command": "stop"])
    var statuses: [Int] = []
    for _ in 0..<3 { statuses.append(await bench.run(["sbx", "ls"]).status) }
    #expect(statuses == [0, 1, 0])
    #expect(await bench.run(["sbx", "stop", "box"]) { _ in !bench.calls("stop").isEmpty }.status == 137)
    #expect(bench.calls("ls").count == 3)
  }

  @Test("a create that dies leaks its name")
  func createDies() async throws {
    let bench = try SandboxBench()
    let repository = try await bench.makeRepository()
    let name = "KB_DOUBLE_SBX_FAULTS"
    let create = ["sbx", "create", "--clone", "--name", "box", "codex", repository]
    #expect(await bench.run(create, changes: [name: "create-dies"]).status == 1)
    #expect(await bench.run(["sbx", "ls", "--quiet"]).text.isEmpty)
    #expect(await bench.run(create).errorText.contains("container create: Error response from daemon: already exists"))
    let removed = await bench.run(["sbx", "rm", "--force", "box"])
    #expect((removed.status, removed.errorText) == (0, "Error: sandbox 'box' not found\n"))
  }

  @Test("a sandbox may stop by itself, or come without a remote")
  func sandboxStop() async throws {
    let bench = try SandboxBench()
    let repository = try await bench.makeRepository()
    let create = ["sbx", "create", "--clone", "--name", "box", "codex", repository]
    #expect(await bench.run(create, changes: ["KB_DOUBLE_SBX_FAULTS": "no-remote,auto-stop"]).status == 0)
    #expect(await bench.run(["git", "remote"], in: repository).text.isEmpty)
    #expect(await bench.run(["sbx", "ls", "--json"]).text.contains("\"status\":\"stopped\""))
  }

  @Test(
    "it speaks as its release does",
    arguments: [
      ("0.31.0", ["version"], "Client Version:  v0.31.0 "), ("0.32.0", ["version"], "sbx version: v0.32.0 "),
      ("0.47.0", ["ls", "--json"], "{\"sandboxes\":[]}"), ("0.48.0", ["ls", "--json"], "[]\n"),
      ("0.47.0", ["template", "ls", "--json"], "{\"images\":["), ("0.48.0", ["template", "ls", "--json"], "[{"),
      ("0.47.0", ["diagnose", "--output", "json"], "{\"version\":\"v0.47.0\""),
      ("0.48.0", ["diagnose", "--format", "json"], "{\"version\":\"v0.48.0\""),
      ("0.47.0", ["diagnose", "--format", "json"], "unknown flag: --format"),
      ("0.48.0", ["diagnose", "--output", "json"], "unknown flag: --output"),
      ("0.41.0", ["secret", "ls", "--json"], "unknown flag: --json"),
      ("0.42.0", ["secret", "ls", "--json"], "{\"secrets\":[]"),
      ("0.41.0", ["settings", "get", "--json", "ssh.agentForwardingEnabled"], "is not defined"),
      ("0.42.0", ["settings", "get", "--json", "ssh.agentForwardingEnabled"], "\"value\":true"),
      ("0.37.0", ["secret", "set", "openai", "-t", "x"], "accepts 2 arg(s)"),
      ("0.47.0", ["rm", "--json", "--force"], "unknown flag: --json"), ("0.48.0", ["rm", "--json", "--force"], "[]"),
      ("0.47.0", ["create", "--no-progress"], "unknown flag"), ("0.48.0", ["create", "-q"], "unknown shorthand flag"),
      ("0.33.0", ["policy", "init", "balanced"], "unknown command"),
      ("0.34.0", ["policy", "set-default", "balanced"], "unknown command"),
    ])
  func speaksRelease(version: String, arguments: [String], expected: String) async throws {
    let bench = try SandboxBench()
    let result = await bench.run(["sbx"] + arguments, changes: ["KB_DOUBLE_SBX_VERSION": version])
    #expect((result.text + result.errorText).contains(expected), "\(result.text)\(result.errorText)")
  }
}
