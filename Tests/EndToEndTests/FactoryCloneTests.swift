#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import Foundation
import KBDomain
import KBSystem
import TestSupport
import Testing

@Suite("The Factory Clone", .stage)
struct FactoryCloneTests {
  private let stage = FactoryStage.current

  @Test("leaves the operator's clone as it is, byte for byte, through a whole night", arguments: ["sbx", "local"])
  func neverWritten(sandbox: String) async throws {
    let (delivered, failed) = try stage.planNight()
    try stage.repository.git.commit(on: "main", file: "newer.txt", text: "newer\n", message: "Newer")
    try stage.configure(#"{"sandbox": {"backend": "\#(sandbox)"}}"#)
    try stage.write("home/webapp/.env", "PASSWORD=hunter2\n")
    let before = try stage.everyByte(in: stage.checkout)

    let run = await stage.kbRun("--parallel", "2")
    #expect(run.ending(of: delivered) == "delivered" && run.ending(of: failed) == "failed", "\(run)")
    for arguments in [
      ["plan"], ["workers"], ["report"], ["doctor"], ["doctor", "--smoke"], ["clean", "--yes", "--refs"],
    ] {
      let result = await stage.kb(arguments)
      #expect(result.status != 2, "\(arguments) \(result.errorText)")
    }
    #expect(try stage.changes(in: stage.checkout, since: before) == [])
    #expect(try stage.git("for-each-ref", "refs/krutrimbox/prd-\(failed)/saved").contains("/saved/"))
  }

  /// A clone of a kind that can't be worked in itself.
  enum Kind: String, CaseIterable, Sendable {
    case worktree, shallow, partial, bareOrigin, subfolder, pushAddress
  }

  @Test(
    "is worked from in a worktree, a shallow or partial clone, below one, and with another address for pushes",
    arguments: Kind.allCases)
  func anyClone(kind: Kind) async throws {
    let prd = try stage.repository.addPRD("Import")
    let issue = try stage.repository.addSubIssue(of: prd, "Parse", body: "double: append README.md more")
    try stage.repository.git.commit(on: "main", file: "b.txt", text: "b", message: "Second")
    var clone = stage.checkout
    var directory: String?
    switch kind {
    case .worktree:
      clone = stage.root + "/tree"
      try stage.run(["git", "worktree", "add", "-q", clone, "-b", "tree"])
    case .shallow, .partial:
      clone = stage.root + "/other"
      try stage.run(["git", "--git-dir", stage.origin, "config", "uploadpack.allowFilter", "true"])
      let how = kind == .shallow ? ["--depth", "1"] : ["--filter=blob:none", "--no-checkout"]
      try stage.run(["git", "clone", "-q"] + how + ["file://\(stage.origin)", clone])
      try stage.run(["git", "remote", "set-url", "origin", "https://github.com/acme/webapp.git"], in: clone)
    case .bareOrigin:
      // A relative address means from the clone's top folder.
      try stage.run(["git", "remote", "set-url", "origin", "../../origin.git"])
    case .subfolder:
      directory = stage.checkout + "/deep/er"
      try FileManager.default.createDirectory(atPath: stage.checkout + "/deep/er", withIntermediateDirectories: true)
    case .pushAddress:
      try stage.run([
        "git", "config", "--global", "url./nowhere.git.pushInsteadOf", "https://github.com/acme/webapp.git",
      ])
      try stage.run(["git", "config", "remote.origin.pushurl", "../../origin.git"])
    }
    let before = try stage.everyByte(in: clone)
    let local = kind == .bareOrigin
    if local {
      try stage.write(
        "home/webapp/.krutrimbox/issues/1-plan.md", "---\ntitle: Plan\nlabels: PRD, ready-for-agent\n---\nDo it.\n")
      try stage.write(
        "home/webapp/.krutrimbox/issues/2-step.md",
        "---\ntitle: Parse\nparent: 1\nlabels: PRD-sub-issue, ready-for-agent\n---\ndouble: append README.md more\n")
    }

    let run =
      local
      ? StagedRun(await stage.kb(["run", "--json", "--forge", "local"]))
      : await stage.kbRun(in: directory ?? clone)

    #expect(run.ending(of: local ? 1 : prd) == "delivered", "\(run)")
    #expect(try stage.messages(on: stage.branch(of: local ? 1 : prd)) == ["Parse\n\nRefs #\(local ? 2 : issue)"])
    let changed = try stage.changes(in: clone, since: before)
    #expect(
      changed.allSatisfy { local && ($0.hasPrefix(".git/krutrimbox") || $0.hasPrefix(".krutrimbox")) }, "\(changed)")
  }

  @Test("is worked from in another user's clone, of which no setting counts", .enabled(if: geteuid() == 0))
  func anotherUsers() async throws {
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write a.txt a")
    try stage.run(["git", "config", "core.sshCommand", "touch \(stage.root)/ran"])
    try stage.run(["git", "config", "credential.helper", "!touch \(stage.root)/ran"])
    try stage.run(["chown", "-R", "12345", stage.checkout])
    let run = await stage.kbRun()
    #expect(run.ending(of: prd) == "delivered", "\(run)")
    #expect(!Files.exists(stage.root + "/ran"))
  }

  @Test("has what an earlier version kept in the operator's clone, and unfinished work goes on from it")
  func adopts() async throws {
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write a.txt a")
    let arguments = ["--sandbox", "local"]
    let killed = await stage.kbRun(arguments[0], arguments[1], environment: ["KB_CRASH_AT": "before-committed"])
    #expect(killed.deaths == 3, "\(killed)")
    let paid = stage.sessionCount
    // As an earlier version left it: refs in the operator's clone, and no other.
    try stage.run(["git", "fetch", "-q", stage.clone, "refs/krutrimbox/*:refs/krutrimbox/*"])
    try stage.run(["git", "update-ref", "refs/krutrimbox/prd-\(prd)/saved/old", "HEAD"])
    try stage.run(["rm", "-rf", stage.state + "/repositories"])
    let before = try stage.everyByte(in: stage.checkout)

    let run = await stage.kbRun(arguments[0], arguments[1])
    #expect(run.ending(of: prd) == "delivered", "\(run)")
    // The final review alone.
    #expect(stage.sessionCount == paid + 1, "\(run)")
    #expect(try stage.git("for-each-ref", "--format=%(refname)", "refs/krutrimbox").contains("/saved/old\n"))
    #expect(try stage.changes(in: stage.checkout, since: before) == [])
  }

  @Test("takes over a sandbox that an earlier version made from the operator's clone, with the work in it")
  func formerSandbox() async throws {
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write a.txt a")
    let identity = RepositoryIdentity(host: "github.com", owner: "acme", name: "webapp")
    try stage.run([
      "sbx", "create", "--clone", "--template", "docker.io/library/krutrimbox-codex:pnpm", "--name",
      FactoryNames.sandbox(prd: prd, repository: identity, agent: .codex), "codex", stage.checkout,
    ])
    let run = await stage.kbRun()
    #expect(run.ending(of: prd) == "delivered", "\(run)")
    // A new one takes its place once it needs a commit that the operator's clone has not.
    #expect(stage.sbxCalls(of: "create").count == 2)
    #expect(try stage.text(of: "a.txt", on: stage.branch(of: prd)) == "a\n")
  }

  @Test("holds no run up with locks that killed gits have left")
  func leftLocks() async throws {
    let first = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: first, "Parse", body: "double: write a.txt a")
    #expect(await stage.kbRun().ending(of: first) == "delivered")
    let locks = [
      "config.lock", "HEAD.lock", "packed-refs.lock", "refs/heads/main.lock", "refs/remotes/origin/main.lock",
    ]
    for lock in locks { try stage.run(["touch", "-d", "1 minute ago", "\(stage.clone)/.git/\(lock)"]) }
    try stage.repository.git.commit(on: "main", file: "newer.txt", text: "newer\n", message: "Newer")
    let second = try stage.repository.addPRD("Export")
    try stage.repository.addSubIssue(of: second, "Print", body: "double: write b.txt b")
    let run = await stage.kbRun("--prd", "\(second)")
    #expect(run.ending(of: second) == "delivered", "\(run)")
  }

  @Test("has its many packs joined by a run, but not while a Worker is at work in it")
  func packs() async throws {
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write a.txt a\n\(stage.waitingScript)")
    let other = try stage.repository.addPRD("Export")
    try stage.repository.addSubIssue(of: other, "Print", body: "double: write b.txt b")
    func packs() throws -> Int {
      try FileManager.default.contentsOfDirectory(atPath: stage.clone + "/.git/objects/pack")
        .count { $0.hasSuffix(".pack") }
    }
    let run = try await stage.kbRun(while: {
      for _ in 0...50 {
        try stage.run(
          [
            "sh", "-c",
            "date +%N%s | git hash-object -w --stdin | git pack-objects -q .git/objects/pack/pack",
          ], in: stage.clone)
      }
      #expect(await stage.kb(["run", "--prd", "\(other)"]).errorText.contains("joining") == false)
    })
    #expect(run.ending(of: prd) == "delivered", "\(run)")
    #expect(try packs() > 50)
    let last = try stage.repository.addPRD("Report")
    try stage.repository.addSubIssue(of: last, "Print", body: "double: write c.txt c")
    let joined = await stage.kb(["run"])
    #expect(joined.errorText.contains("joining ") && joined.status == 0, "\(joined.errorText)")
    #expect(try packs() < 10)
  }

  @Test("is made once where several begin at the same time")
  func atOnce() async throws {
    _ = try stage.planNight()
    let (environment, checkout) = (stage.environment, stage.checkout)
    let results = await withTaskGroup(of: ShortCommand.Result.self) { group in
      for _ in 0..<4 {
        group.addTask {
          await onOwnThread {
            ShortCommand([BuiltProducts.path("kb"), "plan"], environment: environment, directory: checkout).run()
          }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(results.allSatisfy { $0.status == 0 }, "\(results.map(\.errorText))")
    #expect(results.filter { $0.errorText.contains("own clone of acme/webapp, once") }.count == 1)
    #expect(try stage.git("fsck", "--connectivity-only").isEmpty)
  }

  @Test("stands alone: the operator's clone and its objects may go")
  func standsAlone() async throws {
    _ = try stage.planNight()
    #expect(await stage.kb(["plan"]).status == 0)
    try FileManager.default.removeItem(atPath: stage.checkout)
    #expect(!Files.exists(stage.clone + "/.git/objects/info/alternates"))
    #expect(try stage.git("fsck", "--full", "--strict").isEmpty)
  }
}
