import Foundation
import KBDomain
import KBFailures
import KBRepository
import KBSandboxes
import Testing
@testable import Supervisor

@Suite("What kb clean finds")
struct CleanPlanTests {
  private let webapp = RepositoryIdentity(host: "github.com", owner: "Acme", name: "webapp")

  @Test("knows a sandbox by the name that runs give, and whose it is")
  func names() throws {
    let name = FactoryNames.sandbox(prd: 12, repository: webapp, agent: .claude)
    let known = try #require(KnownSandbox(name, .sbx, repositories: [webapp]))
    #expect(known.prd == 12 && known.agent == .claude && known.repository == webapp)
    #expect(try #require(KnownSandbox(name, .sbx, repositories: [])).repository == nil)
    let other = FactoryNames.sandbox(
      prd: 12, repository: RepositoryIdentity(host: "github.com", owner: "acme", name: "api"), agent: .codex)
    #expect(try #require(KnownSandbox(other, .sbx, repositories: [webapp])).repository == nil)
  }

  @Test(
    "takes no other name for one",
    arguments: [
      "krutrimbox-x", "krutrimbox-prd-x-a-b-codex", "krutrimbox-prd-1-a-b-vim", "other", "",
      "krutrimbox-prd-0-a-b-codex",
    ])
  func strange(name: String) {
    #expect(KnownSandbox(name, .local, repositories: [webapp]) == nil)
  }

  @Test("takes only refs of saved work for saved work")
  func savedRefs() {
    #expect(FactoryNames.prd(ofSavedRef: "refs/krutrimbox/prd-12/saved/clean-1") == 12)
    #expect(FactoryNames.prd(ofSavedRef: "refs/krutrimbox/prd-12/saved/a/b") == 12)
    for ref in [
      "refs/krutrimbox/prd-12/base", "refs/krutrimbox/prd-12/saved", "refs/heads/prd-1/saved/x",
      "refs/krutrimbox/x/saved/y",
    ] {
      #expect(FactoryNames.prd(ofSavedRef: ref) == nil)
    }
  }

  @Test("takes a listed sandbox of a smoke test for a leftover, unless a test is at work in it")
  func smokes() {
    var plan = CleanPlan()
    plan.addSmoke("krutrimbox-smoke-1", .sbx, isAtWork: true, clone: "/a")
    #expect(plan.isEmpty && plan.lines == ["krutrimbox-smoke-1: a smoke test is at work in it; kept"])
    let recorded = SmokeSandbox(name: "krutrimbox-smoke-2", backend: .sbx, agent: .claude, checkout: "/b")
    plan.smokes = [recorded]
    plan.addSmoke("krutrimbox-smoke-2", .sbx, isAtWork: false, clone: "/a")
    #expect(plan.smokes == [recorded])
    plan.addSmoke("krutrimbox-smoke-3", .sbx, isAtWork: false, clone: nil)
    #expect(plan.smokes.map(\.name) == ["krutrimbox-smoke-2", "krutrimbox-smoke-3"] && plan.summary == "2 sandboxes")
  }

  @Test("tells a list that could not be read, with what mends it")
  func unread() {
    var plan = CleanPlan()
    let failure = ExpectedFailure.sandboxListUnreadable(why: "daemon is down\nmore")
    plan.miss(.sbx, failure)
    #expect(plan.isEmpty && plan.unread.count == 1 && plan.lines == plan.unread)
    #expect(plan.lines[0].contains("KB-S008") && plan.lines[0].hasSuffix("(daemon is down) Fix: \(failure.fix)"))
  }

  @Test("says what goes and what stays")
  func lines() throws {
    var plan = CleanPlan()
    #expect(plan.isEmpty && plan.lines.isEmpty)
    let sandbox = try #require(
      KnownSandbox(FactoryNames.sandbox(prd: 12, repository: webapp, agent: .codex), .sbx, repositories: [webapp]))
    plan.sandboxes = [
      CleanPlan.SandboxItem(sandbox: sandbox),
      CleanPlan.SandboxItem(sandbox: sandbox, keptBecause: "a worker is at work on it"),
    ]
    plan.oldRuns = ["20260101-0000-aaaa", "20260101-0000-bbbb"]
    let work = SavedWork(
      ref: "refs/x\u{1b}", commit: "abcdef0123456", prd: 12, issue: nil, savedAt: Date(), subject: "", isMerged: true)
    plan.refs = [CleanPlan.SavedRef(work: work, clone: "/clone", isRemoved: false)]
    #expect(plan.summary == "1 sandbox and 2 runs")
    #expect(
      plan.lines == [
        "sandboxes", "  #12   \(sandbox.name)  removed, once its work is saved on the host",
        "  #12   \(sandbox.name)  kept: a worker is at work on it", "runs older than 30 days",
        "  20260101-0000-aaaa 20260101-0000-bbbb", "saved work", "  abcdef0123  refs/x\\u{1b}  merged",
      ])
  }
}
