import Foundation
import KBConfiguration
import KBDomain
import KBForges
import KBProtocol
import KBState
import KBSystem
import KBText
import KBFailures
import Testing
@testable import KBSandboxes
@testable import Supervisor

@Suite("kb doctor judges answers")
struct DoctorJudgeTests {
  private func ok(_ output: String) -> Answer { .success(CommandResult(end: .exited(.success), output: output)) }

  private func failed(_ errors: String, output: String = "") -> Answer {
    .success(CommandResult(end: .exited(.code(value: 1)), output: output, errors: errors))
  }

  @Test(
    "git's version",
    arguments: [
      ("git version 2.38.0", Finding.Grade.ok, nil), ("git version 2.50.1 (Apple Git-155)", .ok, nil),
      ("git version 2.37.7", .broken, "KB-M010"), ("git version 1.9", .broken, "KB-M010"), ("?", .warning, nil),
    ] as [(String, Finding.Grade, String?)])
  func git(_ text: String, _ grade: Finding.Grade, _ code: String?) {
    let finding = ProgramJudge.git(ok(text))
    #expect(finding.grade == grade && finding.code == code)
  }

  @Test(
    "sbx's version",
    arguments: [
      ("sbx version: v0.46.0 5d0c0b6", Finding.Grade.ok), ("sbx version: v0.42.0 abc", .warning),
      ("A new version of sbx is available: v0.47.0 (current: v0.39.0).\nsbx version: v0.39.0 abc", .broken),
      ("Client Version:  v0.31.2 abc", .broken), ("nothing", .warning),
    ] as [(String, Finding.Grade)])
  func sbx(_ text: String, _ grade: Finding.Grade) {
    #expect(sandbox(version: ok(text)).first?.grade == grade)
  }

  private func sandbox(
    version: Answer? = nil, diagnosis: Answer? = nil, policy: Answer? = nil, templates: Answer? = nil,
    secrets: Answer? = nil, forwarding: Answer? = nil, template: String = "docker.io/library/krutrimbox-claude:pnpm"
  ) -> [Finding] {
    let version = version ?? ok("sbx version: v0.46.0")
    return SandboxJudge(agent: .claude, template: template, version: SandboxJudge.version(version)).findings(
      SandboxJudge.Answers(
        version: version, diagnosis: diagnosis ?? ok(#"{"checks":[]}"#), policy: policy ?? ok("NAME"),
        templates: templates ?? ok("docker.io/library/krutrimbox-claude  pnpm"),
        secrets: secrets ?? ok("(global) service github ****\n(global) service anthropic ****"),
        forwarding: forwarding))
  }

  @Test("usage limits that hold back a run, and their damaged files")
  func usageLimits() {
    let (now, judge) = (Date(timeIntervalSince1970: 1_795_500_000), MachineJudge(settings: RunSettings()))
    let web = RepositoryIdentity(host: "github.com", owner: "acme", name: "webapp")
    func words(_ prds: Int..., damaged: [String] = []) -> UsageLimitWords {
      UsageLimitWords(
        prds.map { .init(agent: .codex, repository: web, prd: $0, since: now, until: now + 60, why: "said so") },
        damaged: damaged, at: now)
    }
    #expect(judge.usageLimits(words(), at: now).isEmpty)
    let one = judge.usageLimits(words(7), at: now)
    #expect(one.map(\.grade) == [.warning] && one.map(\.check) == [.usageLimit])
    #expect(one.first?.text.contains("PRD #7") == true && one.first?.fix?.contains("kb brake off") == true)
    #expect(judge.usageLimits(words(7, 8), at: now).count == 1)
    let damaged = judge.usageLimits(words(7, damaged: ["/state/x.json"]), at: now)
    #expect(damaged.count == 2 && damaged.last?.text.contains("/state/x.json") == true)
  }

  @Test("a version that is too old, and all the rest with that version's remedies")
  func tooOld() {
    let findings = sandbox(version: ok("sbx version: v0.37.0"), secrets: ok("(global) service github ****"))
    #expect(findings.first?.code == "KB-M010")
    #expect(findings.first { $0.check == .agentSecret }?.fix?.contains("secret set -g anthropic") == true)
  }

  @Test("a secret that is missing, in krutrimbox's own template and in one that may hold a login")
  func missingSecret() {
    let none = ok(#"{"secrets":[{"scope":"a-sandbox","type":"service","name":"anthropic"}],"custom_secrets":[]}"#)
    func found(_ template: String) -> Finding? {
      sandbox(secrets: none, template: template).first { $0.check == .agentSecret }
    }
    let own = found("krutrimbox-claude:pnpm")
    #expect(own?.grade == .broken && own?.code == "KB-A001" && own?.fix?.contains("/login") == true)
    let other = found("ghcr.io/acme/agents:1")
    #expect(other?.grade == .warning && other?.code == nil && other?.fix?.contains("secret set anthropic") == true)
  }

  @Test("a machine without KVM, one whose KVM is not for this user, and one where that says nothing")
  func virtualization() {
    #expect(VirtualizationJudge.finding(.usable)?.grade == .ok)
    #expect(VirtualizationJudge.finding(.missing)?.code == "KB-S013")
    #expect(VirtualizationJudge.finding(.forbidden)?.fix?.contains("usermod -aG kvm") == true)
    #expect(VirtualizationJudge.finding(nil) == nil)
  }

  @Test("an SSH agent that is forwarded")
  func forwarding() {
    func found(_ value: String) -> [Finding] {
      sandbox(forwarding: ok(#"{"key":"ssh.agentForwardingEnabled","value":\#(value)}"#))
    }
    #expect(found("true").contains { $0.grade == .warning && $0.fix?.contains("sbx daemon restart") == true })
    #expect(found("false").allSatisfy { $0.grade == .ok })
    let unknown = sandbox(forwarding: failed("ERROR: setting \"ssh.agentForwardingEnabled\" is not defined"))
    #expect(unknown.allSatisfy { $0.grade == .ok })
  }

  @Test("a machine that is set up, in the table of old versions as well")
  func setUp() { #expect(sandbox().allSatisfy { $0.grade == .ok }) }

  @Test("sbx that does not answer, once and not for every question")
  func silent() {
    let findings = sandbox(version: .success(CommandResult(end: .outOfTime(.seconds(30)))))
    #expect(findings.map(\.code) == ["KB-S002"])
    #expect(findings.first?.fix?.hasPrefix("sbx daemon restart") == true)
  }

  @Test("a daemon that is down, with what sbx says and not in the name of a sandbox")
  func daemonDown() {
    let refused = "failed to connect to sandboxd: dial unix sandboxd.sock: connection refused"
    let down = failed("ERROR: \(refused)\nmore\n")
    let findings = sandbox(version: down, policy: down)
    #expect(findings.map(\.code) == ["KB-S001"])
    #expect(findings.first?.text == "sbx could not tell its version: ERROR: \(refused)")
    let policy = sandbox(policy: down).first { $0.check == .networkPolicy }
    #expect(policy?.text == "sbx could not show its network policy: ERROR: \(refused)")
  }

  @Test("a program that is missing, with where it comes from")
  func missing() {
    let answer = Answer.failure(.programMissing("sbx"))
    #expect(sandbox(version: answer).map(\.code) == ["KB-M001"])
    #expect(sandbox(version: answer).first?.fix?.contains(Sbx.home) == true)
    #expect(GitHubJudge.client(.failure(.programMissing("gh"))).fix?.contains(GH.home) == true)
  }

  @Test("a login that the self-diagnosis misses, in both of its forms")
  func login() {
    let json =
      #"{"version":"v0.46.0","checks":[{"name":"Authentication","status":"fail","message":"not signed in","hint":""}]}"#
    for answer in [failed("", output: json), failed("ERROR: You are not authenticated to Docker")] {
      #expect(sandbox(diagnosis: answer).first { $0.check == .sandboxLogin }?.code == "KB-S003")
    }
  }

  @Test("another problem of the self-diagnosis as a warning; an unknown form as none")
  func diagnosis() {
    let json = #"{"checks":[{"name":"Virtualization","status":"fail","message":"KVM is missing"}]}"#
    let findings = sandbox(diagnosis: failed("", output: "Starting sandboxd daemon...\n" + json))
    #expect(findings.contains { $0.grade == .warning && $0.text.contains("KVM is missing") })
    #expect(!sandbox(diagnosis: failed("unknown command")).contains { $0.grade != .ok })
  }

  @Test(
    "scopes",
    arguments: [
      ("gist, read:org, repo", Finding.Grade.ok), ("repo, admin:org", .ok), ("repo", .warning),
      ("public_repo, read:org", .warning), ("read:org", .broken), ("", .ok),
    ] as [(String, Finding.Grade)])
  func scopes(_ scopes: String, _ grade: Finding.Grade) {
    let found = account("HTTP/2.0 200 OK\nX-OAuth-Scopes: \(scopes)\r\n\r\n{\"login\":\"alice\"}")
    #expect(found.first { $0.check == .scopes }?.grade == grade)
  }

  @Test(
    "the clock, against GitHub's",
    arguments: [
      ("Sat, 31 Jan 2026 09:05:00 GMT", Finding.Grade.ok), ("Sat, 31 Jan 2026 09:06:30 GMT", .warning),
      ("Sat, 31 Jan 2026 08:05:00 GMT", .warning),
    ] as [(String, Finding.Grade)])
  func clock(_ date: String, _ grade: Finding.Grade) {
    let found = account("HTTP/2.0 200 OK\nDate: \(date)\r\n\r\n{\"login\":\"alice\"}")
    #expect(found.first { $0.check == .clock }?.grade == grade)
    #expect(!account("HTTP/2.0 200 OK\n\r\n{\"login\":\"alice\"}").contains { $0.check == .clock })
  }

  private func account(_ output: String) -> [Finding] {
    // 2026-01-31T09:05:10Z
    GitHubJudge.account(ok(output), host: "github.com", now: Date(timeIntervalSince1970: 1_769_850_310)).findings
  }

  @Test("a token without the scope for workflows is a warning where git pushes by one")
  func workflows() throws {
    func finding(_ scopes: String, _ origin: String) throws -> Finding? {
      let answer = ok("HTTP/2.0 200 OK\nX-OAuth-Scopes: \(scopes)\r\n\r\n{\"login\":\"alice\"}")
      let account = try GHAccount(try answer.get(), host: "github.com", now: Date(timeIntervalSince1970: 0))
      return GitHubJudge.workflows(account, host: "github.com", origin: origin)
    }
    let https = "https://github.com/acme/webapp.git"
    let found = try #require(try finding("repo, read:org", https))
    #expect(found.grade == .warning && found.code == "KB-R017")
    #expect(found.fix == "gh auth refresh -h github.com -s workflow")
    #expect(try finding("repo, read:org", "git@github.com:acme/webapp.git") == nil)
    #expect(try finding("repo, workflow", https) == nil)
  }

  @Test("a server that is too old for dependencies, once for a run, and each worker is told")
  func oldServer() throws {
    var plan = FloorHarness.plan([1], parallel: 1, stateRoot: "/state")
    #expect(plan.repositories[0].serverNotice == nil)
    plan.repositories[0].serverLacks = ["blockedBy"]
    #expect(plan.notices.count { $0.contains("blockedBy") } == 1)
    #expect(plan.assignment(of: plan.queue[0], attempt: 2)?.serverLacks == ["blockedBy"])
    let kept = try StateCoding.decoder.decode(RunPlan.self, from: StateCoding.encoder.encode(plan))
    #expect(kept == plan)
  }

  @Test("dates of HTTP")
  func dates() {
    #expect(HTTPDate.seconds("Thu, 01 Jan 1970 00:00:00 GMT") == 0)
    #expect(HTTPDate.seconds("Thu, 29 Feb 2024 23:59:59 GMT") == 1_709_251_199)
    #expect(HTTPDate.seconds("Sat, 31 Jan 2026 09:05:00 GMT") == 1_769_850_300)
    for text in [
      "", "now", "Sat, 31 Foo 2026 09:05:00 GMT", "Sat, 31 Jan 2026 09:05 GMT",
      "Sat, 31 Jan 2026 9223372036854775807:05:00 GMT",
    ] {
      #expect(HTTPDate.seconds(text) == nil)
    }
  }

  @Test("memory: three quarters of the machine are for sandboxes")
  func memory() {
    func grade(_ parallel: Int, _ memory: Int) -> Finding.Grade? {
      var settings = RunSettings()
      settings.parallel = parallel
      settings.sandbox.memory = memory
      return MachineJudge(settings: settings).size(MachineSize(cpus: 8, memory: 32 * 1024)).first?.grade
    }
    #expect(grade(4, 4096) == .ok && grade(6, 4096) == .ok)
    #expect(grade(7, 4096) == .warning)
    #expect(grade(1, 24 * 1024) == .ok && grade(1, 24 * 1024 + 1) == .broken)
  }

  @Test(
    "memory that workers may take and the machine has not, with how many fit",
    arguments: [
      (8, 8, 4096, nil), (9, 8, 4096, nil), (9, 9, 4096, "--parallel 6 fits"), (64, 40, 4096, "--parallel 6 fits"),
      (2, 2, 24 * 1024, "--parallel 1 fits"), (2, 1, 24 * 1024, nil), (40, 40, 1024, "--parallel 24 fits"),
    ] as [(Int, Int, Int, String?)])
  func memoryNotice(_ parallel: Int, _ prds: Int, _ memory: Int, _ ending: String?) {
    let machine = MachineSize(cpus: 8, memory: 32 * 1024)
    let sizes = Array(repeating: memory, count: prds)
    let notice = MemoryFit.notice(sizes, parallel: parallel, machine)
    #expect((notice == nil) == (ending == nil) && notice?.hasSuffix(ending ?? "") != false, "\(notice ?? "")")
    #expect(MemoryFit.notice([], parallel: parallel, machine) == nil)
  }

  @Test("memory counts over all repositories of a run, by the largest sandboxes that may be at work at once")
  func memoryOfSeveral() {
    let machine = MachineSize(cpus: 8, memory: 32 * 1024)
    let gib = 1024
    #expect(MemoryFit.notice([4 * gib, 24 * gib, 2 * gib], parallel: 2, machine) == nil)
    let notice = MemoryFit.notice([4 * gib, 24 * gib, 16 * gib], parallel: 2, machine)
    #expect(
      notice == "this machine has 32 GiB of memory, and 2 workers of up to 24 GiB may take 40 GiB: --parallel 1 fits")
  }

  @Test("disk: room for the limit, and for what sandboxes fill")
  func disk() {
    var settings = RunSettings()
    settings.parallel = 4
    let judge = MachineJudge(settings: settings)
    #expect(judge.disk(free: 4.9, at: "/").map(\.grade) == [.broken])
    #expect(judge.disk(free: 5, at: "/").map(\.grade) == [.warning])
    #expect(judge.disk(free: 21, at: "/").map(\.grade) == [.ok])
    #expect(judge.disk(free: nil, at: "/").isEmpty)
  }

  @Test("disk: Docker Sandboxes want 10 GiB at least, however few there are")
  func leastDisk() {
    var settings = RunSettings()
    settings.limits.freeDiskGiB = 1
    #expect(MachineJudge(settings: settings).disk(free: 9.9, at: "/").map(\.grade) == [.warning])
    #expect(MachineJudge(settings: settings).disk(free: 10, at: "/").map(\.grade) == [.ok])
    settings.sandbox.backend = .local
    #expect(MachineJudge(settings: settings).disk(free: 5, at: "/").map(\.grade) == [.ok])
  }

  @Test("kb-worker of another build, of none, or broken")
  func worker() {
    #expect(ProgramJudge.worker(ok("kb-worker \(BuildVersion.text)\n"), at: "/w").grade == .ok)
    #expect(ProgramJudge.worker(ok("kb-worker 9.9\n"), at: "/w").code == "KB-M006")
    #expect(ProgramJudge.worker(failed("bad libc"), at: "/w").code == "KB-M002")
  }

  @Test("shows a remedy beside what it mends, or below where there is no room")
  func columns() {
    let findings = [
      Finding.ok(.git, "git 2.47"), .warning(.sandbox, "sbx 0.42 has a known hang", fix: "brew upgrade sbx"),
      Finding(.networkPolicy, .networkPolicyMissing(why: "x")),
    ]
    let lines = DoctorReport(findings: findings).lines(width: 120).map { $0.text(colours: false) }
    #expect(
      lines == [
        "ok       git 2.47", "warning  sbx 0.42 has a known hang                 brew upgrade sbx",
        "broken   the sandboxes' network policy is not set  sbx policy init balanced",
        "1 broken, 1 warning: kb run would stop at: the sandboxes' network policy is not set",
      ])
    let narrow = DoctorReport(findings: findings).lines(width: 40).map { $0.text(colours: false) }
    #expect(narrow.contains("         Fix: sbx policy init balanced"))
    #expect(DoctorReport(findings: [findings[0]]).lines(width: 80).last?.text(colours: false) == "Ready: kb run")
  }
}
