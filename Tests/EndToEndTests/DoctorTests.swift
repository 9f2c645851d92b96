import Foundation
import KBSystem
import TestSupport
import Testing

@Suite("kb doctor", .stage)
struct DoctorTests {
  private let stage = FactoryStage.current

  struct Report: Decodable {
    struct Check: Decodable {
      let check: String
      let grade: String
      let text: String
      let code: String?
      let fix: String?
      let repository: String?
    }
    let ready: Bool
    let broken: Int
    let warnings: Int
    let checks: [Check]

    func check(_ name: String) -> Check? { checks.first { $0.check == name } }
  }

  private func doctor(
    _ stage: FactoryStage, _ arguments: [String] = [], _ environment: [String: String] = [:],
    in directory: String? = nil
  ) async throws -> (status: Int, report: Report) {
    let result = await stage.kb(["doctor", "--json"] + arguments, environment: environment, in: directory)
    #expect(result.text.split(separator: "\n").count == 1, "\(result.text)\(result.errorText)")
    return (result.status, try JSONDecoder().decode(Report.self, from: Data(result.text.utf8)))
  }

  /// One thing that is wrong on a stage where all else is well.
  struct Trouble: Sendable, CustomTestStringConvertible {
    let name: String
    let check: String
    let grade: String
    let code: String?
    var arguments: [String] = []
    var environment: [String: String] = [:]
    /// Whether a run ends with the same words before it starts.
    var stopsRun = false
    let make: @Sendable (FactoryStage) throws -> Void

    init(
      _ name: String, _ check: String, _ grade: String, _ code: String? = nil, arguments: [String] = [],
      environment: [String: String] = [:], stopsRun: Bool = false,
      _ make: @escaping @Sendable (FactoryStage) throws -> Void = { _ in }
    ) {
      (self.name, self.check, self.grade, self.code) = (name, check, grade, code)
      (self.arguments, self.environment, self.stopsRun, self.make) = (arguments, environment, stopsRun, make)
    }

    var testDescription: String { name }
  }

  private static func sbx(_ faults: String) -> [String: String] { ["KB_DOUBLE_SBX_FAULTS": faults] }

  private static func settings(_ text: String) -> @Sendable (FactoryStage) throws -> Void {
    { try $0.write("sbx/settings.json", text) }
  }

  private static let templates = #""templates": ["docker.io/library/krutrimbox-codex:pnpm"]"#

  static let troubles: [Trouble] = [
    Trouble(
      "sbx is not logged in", "sandbox-login", "broken", "KB-S003", stopsRun: true,
      settings(#"{"loggedIn": false, "policy": "balanced", "secrets": ["openai", "github"], \#(templates)}"#)),
    Trouble(
      "no network policy", "network-policy", "broken", "KB-S005", stopsRun: true,
      settings(#"{"loggedIn": true, "secrets": ["openai", "github"], \#(templates)}"#)),
    Trouble(
      "no network policy, in the old words", "network-policy", "broken", "KB-S005",
      environment: sbx("policy-unset-old:policy"), stopsRun: true),
    Trouble(
      "the template is not loaded", "template", "broken", "KB-S004", stopsRun: true,
      settings(#"{"loggedIn": true, "policy": "balanced", "secrets": ["openai", "github"], "templates": []}"#)),
    Trouble(
      "no secret for the agent", "agent-secret", "broken", "KB-A001",
      settings(
        #"{"loggedIn": true, "policy": "balanced", "secrets": ["github", "openai@other-box"], \#(templates)}"#)),
    Trouble("no secret for the agent, whose template may hold a login", "agent-secret", "warning") {
      try settings(#"{"loggedIn": true, "policy": "balanced", "secrets": ["github"], "templates": []}"#)($0)
      try $0.configure(#"{"sandbox": {"templates": {"codex": "ghcr.io/acme/agents:1"}}}"#)
    },
    Trouble(
      "no secret for GitHub", "github-secret", "warning", nil,
      settings(#"{"loggedIn": true, "policy": "balanced", "secrets": ["openai"], \#(templates)}"#)),
    Trouble(
      "an sbx that leaks keys", "sandbox", "broken", "KB-M010", environment: ["KB_DOUBLE_SBX_VERSION": "0.34.0"],
      stopsRun: true),
    Trouble(
      "an sbx whose sandboxes share skills", "sandbox", "warning", environment: ["KB_DOUBLE_SBX_VERSION": "0.42.0"]),
    Trouble(
      "an sbx that was upgraded under its daemon", "sandbox", "broken", "KB-S011", stopsRun: true,
      settings(#"{"daemonVersion": "v0.47.0", "loggedIn": true, "policy": "balanced", \#(templates)}"#)),
    Trouble("an SSH agent that is forwarded", "ssh-agent", "warning"),
    Trouble(
      "an SSH agent that stays out", "ssh-agent", "ok", nil,
      settings(
        #"{"forwardsAgent": false, "loggedIn": true, "policy": "balanced", "secrets": ["openai", "github"], \#(templates)}"#
      )),
    Trouble("an sbx that never answers", "sandbox", "broken", "KB-S002", environment: sbx("hang:version")),
    Trouble("a daemon that is down", "network-policy", "broken", "KB-S001", environment: sbx("daemon-down:policy")),
    Trouble("no sbx", "sandbox", "broken", "KB-M001", stopsRun: true) {
      try FileManager.default.removeItem(atPath: $0.root + "/bin/sbx")
    },
    Trouble("a docker that is down is fine with a template", "docker", "ok", environment: ["KB_DOUBLE_DOCKER": "down"]),
    Trouble("no gh", "gh", "broken", "KB-M001", stopsRun: true) {
      try FileManager.default.removeItem(atPath: $0.root + "/bin/gh")
    },
    Trouble(
      "gh is logged out", "account", "broken", "KB-G001", environment: ["GH_TOKEN": ""], stopsRun: true
    ) { try $0.world.setLoggedOut(true) },
    Trouble(
      "a token that is revoked", "account", "broken", "KB-G001", environment: ["GH_TOKEN": "ghp_revoked"],
      stopsRun: true),
    Trouble(
      "a token that may do too little", "scopes", "broken", "KB-G011",
      environment: ["GH_TOKEN": GitHubWorld.token(of: "carol")]
    ) { try $0.world.addUser("carol", withToken: true, scopes: "gist, read:org") },
    Trouble(
      "a token for public repositories", "scopes", "warning", "KB-G011",
      environment: ["GH_TOKEN": GitHubWorld.token(of: "carol")]
    ) { try $0.world.addUser("carol", withToken: true, scopes: "public_repo, read:org") },
    Trouble("labels that are missing", "labels", "warning"),
    Trouble(
      "a base branch that origin lacks", "base-branch", "broken", "KB-R003",
      arguments: ["--base-branch", "nowhere"], stopsRun: true),
    Trouble("a clock that is wrong", "clock", "warning") { try $0.world.update { $0.frozenTime = 1_700_000_000 } },
    Trouble("a wrong configuration", "configuration", "broken", "KB-C002", stopsRun: true) {
      try $0.configure(#"{"paralel": 2}"#)
    },
    Trouble("an origin that is not on GitHub", "forge", "broken", "KB-R010", stopsRun: true) {
      try $0.run(["git", "remote", "set-url", "origin", $0.origin])
    },
    Trouble("nobody to commit as", "identity", "broken", "KB-R012", stopsRun: true) {
      try $0.run(["git", "config", "user.useConfigOnly", "true"])
      try $0.run(["git", "config", "--global", "--unset", "user.email"])
    },
    Trouble("a state directory that others can write", "state-directory", "broken", "KB-M003", stopsRun: true) {
      try FileManager.default.createDirectory(atPath: $0.state, withIntermediateDirectories: true)
      try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: $0.state)
    },
    Trouble("a disk without room", "disk", "broken", "KB-M007") {
      try $0.configure(#"{"limits": {"freeDiskGiB": 999999}}"#)
    },
    Trouble("a sandbox that is larger than the machine", "memory", "broken", "KB-M008", stopsRun: true) {
      try $0.configure(#"{"sandbox": {"memory": "1000GiB"}}"#)
    },
    Trouble("more sandboxes than the machine carries", "memory", "warning", "KB-M008", arguments: ["--parallel", "64"])
    {
      try $0.configure(#"{"sandbox": {"memory": "\#((MachineSize.current?.memory ?? 8192) / 10)MiB"}}"#)
    },
    Trouble("more processors than there are", "processors", "warning") {
      try $0.configure(#"{"sandbox": {"cpus": 512}}"#)
    },
    Trouble("a model of the other agent", "agent", "warning", arguments: ["--model", "claude-opus-4"]),
  ]

  @Test("finds every trouble, says what mends it, and tells a run's own words", arguments: troubles)
  func finds(_ trouble: Trouble) async throws {
    let prd = try stage.repository.addPRD("Import rows")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write a.txt a")
    try trouble.make(stage)

    // What hangs has no time left.
    let environment = trouble.environment.merging(["KB_TIME_UP": stage.root + "/tmp"]) { $1 }
    let (status, report) = try await doctor(stage, trouble.arguments, environment)
    let check = try #require(report.check(trouble.check), "\(report)")
    #expect(check.grade == trouble.grade, "\(check)")
    #expect(check.code == trouble.code, "\(check)")
    #expect((check.fix != nil) == (trouble.grade != "ok"))
    #expect(report.broken == (trouble.grade == "broken" ? 1 : 0), "\(report)")
    #expect(status == (trouble.grade == "broken" ? 3 : 0))
    if trouble.stopsRun {
      let run = await stage.kb(["run"] + trouble.arguments, environment: environment)
      #expect(run.status == 3)
      #expect(run.errorText.hasPrefix("kb: \(trouble.code ?? "") \(check.text)"), "\(check) \(run.errorText)")
    }
  }

  @Test("is content with a machine that is ready, and a run agrees")
  func ready() async throws {
    let (status, report) = try await doctor(stage)
    #expect(status == 0 && report.ready && report.broken == 0, "\(report)")
    let names = [
      "git", "identity", "repository", "kb-worker", "account", "scopes", "sandbox-login", "template",
    ]
    for name in names { #expect(report.check(name)?.grade == "ok", "\(name)") }
    #expect(try stage.world.effects.isEmpty)
    #expect(await stage.kb(["run"]).status == 0)

    let text = await stage.kb(["doctor"])
    #expect(text.status == 0)
    #expect(text.text.hasPrefix("ok       git "))
    #expect(text.text.contains("warning  labels are missing"))
  }

  @Test("finds that it is outside a repository, and is content in a linked worktree")
  func elsewhere() async throws {
    let outside = try await doctor(stage, in: stage.root)
    #expect(outside.status == 3 && outside.report.check("repository")?.code == "KB-R001")
    #expect(outside.report.check("repository")?.fix?.contains("kb doctor --repo owner/name") == true)
    #expect(outside.report.check("account")?.grade == "ok")
    _ = try stage.addRepository("acme/api")
    let own = "home/.config/krutrimbox/config.json"
    try stage.write(own, #"{"repositories": ["acme/webapp", "acme/api"]}"#)
    let listed = try await doctor(stage, in: stage.root)
    #expect(listed.status == 0 && listed.report.check("repository")?.grade == "ok", "a run would work on them")
    #expect(listed.report.check("repository")?.text.contains("acme/webapp, acme/api") == true)
    #expect(listed.report.checks.filter { $0.check == "forge" }.map(\.repository) == ["acme/webapp", "acme/api"])
    try stage.run(["git", "worktree", "add", "-q", stage.root + "/linked"])
    let linked = try await doctor(stage, in: stage.root + "/linked")
    #expect(linked.report.check("repository")?.grade == "ok" && linked.report.check("base-branch")?.grade == "ok")
  }

  @Test("examines repositories that are named, from any folder, without a clone, each by its own configuration")
  func named() async throws {
    let api = try stage.addRepository("acme/api")
    try api.commit([".krutrimbox/config.json": #"{"agent": "claude", "parallel": 2}"#])

    let one = try await doctor(stage, ["--repo", "acme/api"], in: stage.root)
    #expect(one.status == 3, "\(one.report)")
    #expect(one.report.check("forge")?.text == "acme/api: 0 open PRDs")
    #expect(one.report.check("base-branch")?.grade == "ok")
    #expect(one.report.check("configuration")?.text == "configuration with 2 keys")
    #expect(one.report.check("trust")?.code == "KB-C007")
    #expect(one.report.check("trust")?.fix?.contains("kb trust --repo acme/api") == true)
    #expect(one.report.checks.contains { $0.text.contains("krutrimbox-claude") }, "the template of its agent")
    #expect(try stage.world.effects.isEmpty)

    let two = try await doctor(stage, ["--repo", "acme/gone", "--repo", "acme/webapp"], in: stage.root)
    #expect(two.status == 3 && two.report.broken == 1, "\(two.report)")
    let gone = try #require(two.report.checks.first { $0.grade == "broken" })
    #expect(gone.check == "forge" && gone.repository == "acme/gone" && gone.text.hasPrefix("acme/gone: "), "\(gone)")
    #expect(two.report.checks.contains { $0.check == "base-branch" && $0.repository == "acme/webapp" })
    #expect(two.report.checks.contains { $0.text == "acme/webapp: 0 open PRDs" }, "the name stands once")
    let told = await stage.kb(["doctor", "--repo", "acme/gone", "--repo", "acme/webapp"], in: stage.root)
    #expect(told.text.contains("kb run would leave a repository out: acme/gone: "), "\(told.text)")

    let refused = await stage.kb(["doctor", "--smoke", "--repo", "acme/webapp"], in: stage.root)
    #expect(refused.status == 2 && refused.errorText.contains("without --repo"))
    let here = try await doctor(stage, ["--repo", "acme/webapp"])
    #expect(here.status == 0 && here.report.check("repository")?.text.hasPrefix(stage.checkout) == false)
  }

  @Test("finds that git may not push to a repository without a clone")
  func noPush() async throws {
    _ = try stage.addRepository("acme/api")
    // What GitHub answers over ssh to who may only read (`git-receive-pack`).
    try stage.run([
      "git", "config", "--global", "remote.origin.receivepack",
      "echo 'ERROR: Permission to acme/api.git denied to alice.' >&2; false",
    ])
    let (status, report) = try await doctor(stage, ["--repo", "acme/api"], in: stage.root)
    #expect(status == 3 && report.checks.contains { $0.check == "forge" && $0.code == "KB-R021" }, "\(report)")
  }

  @Test("finds a kb-worker that is missing or of another build")
  func worker() async throws {
    try stage.writeProgram("other/kb-worker", "#!/bin/sh\necho kb-worker 9.9.9\n")
    try stage.run(["cp", BuiltProducts.path("kb"), stage.root + "/other/kb"])
    func code() async throws -> String? {
      let result = await onOwnThread {
        [environment = stage.environment, checkout = stage.checkout, root = stage.root] in
        ShortCommand([root + "/other/kb", "doctor", "--json"], environment: environment, directory: checkout).run()
      }
      #expect(result.status == 3)
      return try JSONDecoder().decode(Report.self, from: Data(result.text.utf8)).check("kb-worker")?.code
    }
    #expect(try await code() == "KB-M006")
    try FileManager.default.removeItem(atPath: stage.root + "/other/kb-worker")
    #expect(try await code() == "KB-M005")
  }

  @Test("does not call a docker fine that is down while nobody knows of a template")
  func dockerWithoutTemplate() async throws {
    try FileManager.default.removeItem(atPath: stage.root + "/bin/sbx")
    let (_, report) = try await doctor(stage, [], ["KB_DOUBLE_DOCKER": "down"])
    #expect(report.check("template") == nil)
    #expect(report.check("docker")?.grade == "warning")
  }

  @Test("asks only what applies where forge and sandbox are local")
  func local() async throws {
    for program in ["gh", "sbx", "docker"] {
      try FileManager.default.removeItem(atPath: "\(stage.root)/bin/\(program)")
    }
    try stage.write(
      "home/webapp/.krutrimbox/issues/1-import.md", "---\ntitle: Import\nlabels: PRD, ready-for-agent\n---\n")
    let (status, report) = try await doctor(stage, ["--forge", "local", "--sandbox", "local"])
    #expect(status == 0, "\(report)")
    #expect(report.check("forge")?.text.hasSuffix("1 open PRD") == true)
    let names = ["gh", "account", "scopes", "labels", "credentials", "sandbox-login", "template", "docker", "memory"]
    for name in names {
      #expect(report.check(name) == nil, "\(name)")
    }
    let broken = try await doctor(stage, ["--forge", "local", "--sandbox", "local", "--base-branch", "nowhere"])
    #expect(broken.status == 3 && broken.report.check("base-branch")?.code == "KB-R003")
  }
}
