import Foundation
import KBDomain
import KBFailures
import KBForges
import TestSupport
import Testing

@Suite("The local forge reads")
struct LocalForgeReadingTests {
  private let world: LocalForgeFixture

  init() throws { world = try LocalForgeFixture() }

  @Test("an empty repository")
  func emptyRepository() async throws {
    let found = try await world.forge { try $0.discover() }
    #expect(found.prds.isEmpty)
    #expect(found.defaultBranch == "trunk")
    #expect(found.operatorLogin == "alice-smith")
    #expect(found.repository.host == "local" && found.repository.owner == "team")
    #expect(found.repository.name.hasPrefix("webapp-"))
    #expect(found.missingLabels == Label.allCases.map(\.rawValue))
  }

  @Test("the only branch of an origin whose HEAD names none, and says what to do about several")
  func originWithoutHead() async throws {
    world.git("-C", world.folder + "/team/webapp.git", "symbolic-ref", "HEAD", "refs/heads/never-pushed")
    #expect(try await world.forge { try $0.discover() }.defaultBranch == "trunk")
    world.git("push", "--quiet", "origin", "trunk:other")
    let failure = await #expect(throws: ExpectedFailure.self) { _ = try await world.forge { try $0.discover() } }
    #expect(failure?.code == .baseBranchMissing && failure?.fix.contains("git symbolic-ref HEAD") == true)
  }

  @Test("open PRDs in number order")
  func openPRDs() async throws {
    try world.plan()
    try world.issue("20-other.md", title: "\"Other\"", "labels: prd", "author: bob", "state: open")
    try world.issue("004-closed.md", "labels: PRD, ready-for-agent", "state: closed")
    let prds = try await world.forge { try $0.discover() }.prds
    #expect(prds.map(\.number) == [1, 20])
    #expect(prds.map(\.author) == ["alice-smith", "bob"])
    #expect(prds.map(\.title) == ["The plan", "Other"])
    #expect(prds.map(\.labels) == [["PRD", "ready-for-agent"], ["PRD"]])
    #expect(prds[0].url == world.checkout + "/.krutrimbox/issues/1-plan.md")
  }

  @Test("a PRD with its issues")
  func prdIssues() async throws {
    try world.plan()
    let snapshot = try await world.forge { try $0.readPRD(1, branch: "krutrimbox/prd-1") }
    #expect(snapshot.prd.body == "Do it." && snapshot.prd.parent == nil && snapshot.pullRequest == nil)
    #expect(snapshot.subIssues.map(\.number) == [2, 3])
    #expect(snapshot.subIssues[1].blockers == [Blocker(IssueReference(2), .open)])
    #expect(snapshot.comments.comments.isEmpty && snapshot.comments.targets == [1, 2, 3])
    let sequence = try ImplementationSequence(
      prd: 1, of: snapshot.subIssues, done: DoneSet(subIssues: snapshot.subIssues, footers: []))
    #expect(sequence.issues.map(\.kind) == [.afk, .hitl])
    #expect(try await world.forge { try $0.readPRD(2, branch: "x") }.prd.parent == "#1")
  }

  @Test("an issue that was opened again after krutrimbox closed it, and open sub-issues of an issue")
  func reopenedAndNested() async throws {
    try world.plan()
    try world.issue("7-child.md", "parent: 2", "labels: PRD-sub-issue")
    let before = try await world.forge { try $0.readPRD(1, branch: "b").subIssues[0] }
    #expect(before.openSubIssues == [IssueReference(7)] && before.reopenedAt == nil)
    try await world.forge { try $0.closeIssue(2) }
    let closed = try await world.forge { try $0.readPRD(1, branch: "b").subIssues[0] }
    #expect(!closed.isOpen && closed.reopenedAt == nil)
    try FileManager.default.removeItem(atPath: world.checkout + "/.git/krutrimbox/forge/closed/2.json")
    let reopened = try await world.forge { try $0.readPRD(1, branch: "b").subIssues[0] }
    #expect(reopened.isOpen && reopened.reopenedAt != nil)
    try await world.forge { try $0.closeIssue(2) }
    #expect(try await world.forge { try !$0.readPRD(1, branch: "b").subIssues[0].isOpen })
  }

  @Test("blockers from header and body")
  func blockersHeader() async throws {
    try world.plan()
    try world.issue("9-old.md", "state: closed")
    try world.issue(
      "4-third.md", "parent: 1", "blocked-by: 9, 77", body: "## Blocked by\n\n- #3\n- #9\n- other/repository#5\n")
    let blockers = try await world.forge { try $0.readPRD(1, branch: "x") }.subIssues.last?.blockers
    #expect(
      blockers == [
        Blocker(IssueReference(9), .closed), Blocker(IssueReference(77), .unknown), Blocker(IssueReference(3), .open),
        Blocker(IssueReference(5, in: "other/repository"), .unknown),
      ])
  }

  @Test("an issue that a person closed in its file")
  func issuePerson() async throws {
    try world.plan()
    try world.issue("3-second.md", "parent: 1", "state: closed")
    #expect(try await world.forge { try $0.readPRD(1, branch: "x") }.subIssues.map(\.isOpen) == [true, false])
  }

  @Test("hostile text as data")
  func hostileText() async throws {
    let body = "\u{1B}[2J\u{0}$(reboot) " + String(repeating: "x", count: 300_000) + "\n---\ntitle: not me"
    try world.issue("1-$(reboot) & `x`.md", title: "\u{1B}]0;x\u{7} '; DROP", "labels: PRD, a \u{1B}", body: body)
    let prds = try await world.forge { try $0.discover() }.prds
    #expect(prds.first?.title == "\u{1B}]0;x\u{7} '; DROP")
    #expect(prds.first?.body == body)
  }

  @Test("files of other systems")
  func filesOther() async throws {
    let text = "\u{FEFF}---\r\ntitle: 'Windows'\r\nlabels: PRD\r\n---\r\n\r\none\r\ntwo\r\n"
    try world.write(text, to: world.checkout + "/.krutrimbox/issues/1-a.md")
    let prd = try await world.forge { try $0.discover() }.prds.first
    #expect(prd?.title == "Windows" && prd?.body == "one\r\ntwo\r\n")
  }

  @Test("nothing that is no issue")
  func nothingIssue() async throws {
    for name in ["README.md", ".hidden.md", "1-a.md~", "notes.txt", "images/1-a.md"] {
      try world.write("x", to: "\(world.checkout)/.krutrimbox/issues/\(name)")
    }
    #expect(try await world.forge { try $0.discover() }.prds.isEmpty)
  }

  @Test("no PRD that is not there")
  func absentPRD() async throws {
    try world.plan()
    await #expect { try await world.forge { _ = try $0.readPRD(8, branch: "x") } } throws: {
      ($0 as? ExpectedFailure)?.code == .prdNotFound
    }
  }

  @Test("an operator without a name")
  func operatorName() async throws {
    let nameless = try LocalForgeFixture(user: nil)
    #expect(try await nameless.forge { try $0.discover() }.operatorLogin == "operator")
  }
}

@Suite("The local forge refuses")
struct LocalForgeRefusalTests {
  private let world: LocalForgeFixture

  init() throws { world = try LocalForgeFixture() }

  private func expectUnreadable(_ words: String) async {
    let failure = await world.failure()
    #expect(failure?.code == .localIssueUnreadable)
    #expect(failure?.what.contains(words) == true, "\(failure?.what ?? "no failure")")
  }

  @Test(
    "a file that it cannot read",
    arguments: [
      "", "no header", "---\ntitle: x\n", "---\n---\n", "---\nlabels: PRD\n---\n", "---\ntitle: x\nno colon\n---\n",
      "---\ntitle: x\nlables: PRD\n---\n", "---\ntitle: x\ntitle: y\n---\n", "---\ntitle: x\nstate: done\n---\n",
      "---\ntitle: x\nparent: one\n---\n", "---\ntitle: x\nparent: 4\n---\n", "---\ntitle: x\nparent: 5\n---\n",
      "---\ntitle: x\nlabels:\n- PRD\n---\n", "---\ntitle: x\nauthor: a b\n---\n",
      "---\ntitle: x\nblocked-by: -1\n---\n",
    ])
  func fileCannot(_ text: String) async throws {
    try world.write(text, to: world.checkout + "/.krutrimbox/issues/4-a.md")
    await expectUnreadable(".krutrimbox/issues/4-a.md")
  }

  @Test(
    "a name that is no number and slug",
    arguments: ["a.md", "0-a.md", "100000-a.md", "1a.md", "-1-a.md", "1-a.MD", "1-a\nb.md", "1-a.markdown"])
  func nameNumber(_ name: String) async throws {
    try world.issue(name)
    await expectUnreadable(name.split(separator: "\n").first.map(String.init) ?? "")
  }

  @Test("two files of one number")
  func twoFiles() async throws {
    try world.issue("3-a.md")
    try world.issue("003-b.md")
    await expectUnreadable("3-a.md")
  }

  @Test("a file that is not text")
  func fileText() async throws {
    try Data([0xFF, 0xFE]).write(to: URL(fileURLWithPath: folder("1-a.md")))
    await expectUnreadable("1-a.md")
  }

  @Test("a file that is too large")
  func fileLarge() async throws {
    try world.issue("1-a.md", body: String(repeating: "x", count: 1 << 20))
    await expectUnreadable("1-a.md")
  }

  @Test("a folder in place of a file")
  func folderPlace() async throws {
    try world.write("x", to: folder("1-a.md/x"))
    await expectUnreadable("1-a.md")
  }

  @Test("a link out of the repository")
  func linkRepository() async throws {
    try world.write("---\ntitle: x\nlabels: PRD\n---\n", to: world.folder + "/outside.md")
    _ = folder("x")
    try FileManager.default.createSymbolicLink(
      atPath: folder("1-a.md"), withDestinationPath: world.folder + "/outside.md")
    await expectUnreadable("1-a.md")
  }

  @Test("a folder of issues outside the repository")
  func folderIssues() async throws {
    try FileManager.default.createDirectory(atPath: world.checkout + "/.krutrimbox", withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: world.checkout + "/.krutrimbox/issues", withDestinationPath: "/etc")
    await expectUnreadable(".krutrimbox/issues")
  }

  @Test("a clone without origin")
  func cloneOrigin() async throws {
    world.git("remote", "remove", "origin")
    #expect(await world.failure()?.code == .noOrigin)
  }

  @Test("an origin that is gone")
  func originGone() async throws {
    try FileManager.default.removeItem(atPath: world.folder + "/team/webapp.git")
    #expect(await world.failure()?.code == .originRefused)
  }

  private func folder(_ name: String) -> String {
    let path = world.checkout + "/.krutrimbox/issues"
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return "\(path)/\(name)"
  }
}
