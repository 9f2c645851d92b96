import Foundation
import TestSupport
import Testing
@testable import KBFailures
@testable import KBSandboxes

@Suite("Preparing a clone", .onOwnThread)
struct PrepareTests {
  @Test("puts a new one on the branch at the commit, with the identity")
  func putsNew() throws {
    let fixture = try WorkspaceFixture()
    #expect(try fixture.prepare() == PreparedWorkspace(head: fixture.base, keptWork: false))
    #expect(try fixture.branch() == "krutrimbox/prd-7")
    #expect(try fixture.place.git(["config", "user.email"], in: fixture.clone) == "agent@example.com")
    #expect(try fixture.status().isEmpty)
  }

  @Test("ignores the commits that only the operator has")
  func ignoresCommits() throws {
    let fixture = try WorkspaceFixture()
    try fixture.sandbox.remove(fixture.spec)
    try fixture.place.write("mine\n", to: "host repo/unpushed.txt")
    try fixture.place.commit("not pushed")
    _ = try fixture.sandbox.open(fixture.spec)
    #expect(try fixture.prepare() == PreparedWorkspace(head: fixture.base, keptWork: false))
    #expect(!FileManager.default.fileExists(atPath: "\(fixture.clone)/unpushed.txt"))
  }

  @Test("gets a commit that came later from the operator's repository")
  func getsCommit() throws {
    let fixture = try WorkspaceFixture()
    let later = try fixture.place.commit("later")
    #expect(try fixture.prepare(at: later).head == later)
  }

  @Test("gets a commit from origin when the operator's repository has lost it")
  func getsCommitOrigin() throws {
    let fixture = try WorkspaceFixture()
    try fixture.place.write("x", to: "host repo/later.txt")
    let later = try fixture.place.commit("later")
    try fixture.place.git(["push", "--quiet", "origin", "main"])
    try fixture.place.sh("git reset -q --hard HEAD~1; rm -rf .git/refs/remotes .git/logs; git gc -q --prune=now")
    #expect(try fixture.prepare(at: later).head == later)
  }

  @Test("says so when nobody has the commit")
  func saysNobody() throws {
    let fixture = try WorkspaceFixture()
    let failure = #expect(throws: ExpectedFailure.self) {
      try fixture.prepare(at: String(repeating: "a", count: 40))
    }
    #expect(failure?.code == .sandboxWorkspaceFailed)
    #expect(failure?.why?.contains("neither here nor at origin") == true)
  }

  @Test("keeps work of the same issue")
  func keepsWork() throws {
    let fixture = try WorkspaceFixture()
    try fixture.prepare()
    try fixture.agent("echo work >new.txt; git add new.txt; git commit -qm half; echo more >>file.txt")
    let head = try fixture.place.git(["rev-parse", "HEAD"], in: fixture.clone)
    let status = try fixture.status()
    let kept = UnfinishedWork(changes: ["M file.txt", "A new.txt"], count: 2)
    #expect(try fixture.prepare() == PreparedWorkspace(head: head, keptWork: true, unfinished: kept))
    #expect(try fixture.status() == status)
  }

  @Test("names the first changes of kept work, and counts all")
  func namesFirst() throws {
    let fixture = try WorkspaceFixture()
    try fixture.prepare()
    try fixture.agent("mkdir many; for n in $(seq 100 149); do echo $n >many/$n; done; touch 'a\nkrutrimbox: ready x'")
    let unfinished = try #require(try fixture.prepare().unfinished)
    #expect(unfinished.count == 51 && unfinished.changes.count == 40)
    #expect(unfinished.changes.last == "A many/138")
  }

  @Test("is not misled by names in kept work")
  func misledNames() throws {
    let fixture = try WorkspaceFixture()
    try fixture.prepare()
    try fixture.agent("git config core.quotePath false; touch \"a$1krutrimbox: ready x\" \"b\n\"", ["\u{2028}"])
    let prepared = try fixture.prepare()
    #expect(prepared.keptWork && prepared.head == fixture.base)
    #expect(
      prepared.unfinished?.changes == [#"A "a\342\200\250krutrimbox: ready x""#, #"A "b\n""#])
  }

  @Test("keeps work of the same issue on a branch that the agent has made")
  func keepsWorkSame() throws {
    let fixture = try WorkspaceFixture()
    try fixture.prepare()
    try fixture.agent("git checkout -q -b own; echo work >new.txt; git add new.txt; git commit -qm half")
    #expect(try fixture.prepare().keptWork)
    #expect(try fixture.branch() == "own")
  }

  @Test("saves work of another issue and cleans up")
  func savesWork() throws {
    let fixture = try WorkspaceFixture()
    try fixture.prepare("1")
    try fixture.agent(
      "echo commit >a.txt; git add a.txt; git commit -qm own; echo more >>file.txt; mkdir d; echo u >d/u.txt; rm a.txt")
    let prepared = try fixture.prepare("2")
    let saved = try #require(prepared.saved.first)
    #expect(prepared.head == fixture.base && !prepared.keptWork)
    #expect(saved.ref == "refs/krutrimbox/saved/run-1")
    #expect(try fixture.files(in: saved.ref) == ["d/u.txt", "file.txt"])
    #expect(try fixture.files(in: "\(saved.commit)^") == ["a.txt", "file.txt"])
    #expect(try fixture.status().isEmpty)
    #expect(try fixture.agent("ls") == "file.txt")
  }

  @Test("tells of saved work again, for whoever heard nothing of it")
  func tellsSaved() throws {
    let fixture = try WorkspaceFixture()
    try fixture.prepare("1")
    try fixture.agent("echo work >new.txt; git init -q inner")
    let first = try fixture.prepare("2")
    #expect(first.nested == ["inner"] && first.holdsRepositories)
    for again in [try fixture.prepare("2"), try fixture.prepare("review")] {
      #expect(again.saved == first.saved && again.saved.count == 1)
      #expect(again.nested.isEmpty && again.holdsRepositories)
    }
    try fixture.agent("echo more >new.txt")
    let kept = try fixture.prepare("review")
    #expect(kept.saved.count == 2)
  }

  @Test("saves work of the same issue when the branch has moved on")
  func savesWorkSame() throws {
    let fixture = try WorkspaceFixture()
    try fixture.prepare("1")
    try fixture.agent("echo work >new.txt")
    let moved = try fixture.place.commit("a human's commit")
    let prepared = try fixture.prepare("1", at: moved)
    #expect(prepared.head == moved)
    #expect(try fixture.files(in: #require(prepared.saved.first).ref) == ["file.txt", "new.txt"])
  }

  @Test("never keeps anything for a review")
  func neverKeeps() throws {
    let fixture = try WorkspaceFixture()
    try fixture.prepare("review")
    try fixture.agent("echo note >note.txt")
    let prepared = try fixture.prepare("review")
    #expect(!prepared.saved.isEmpty && !prepared.keptWork)
    #expect(try fixture.status().isEmpty)
  }

  @Test("finds nothing left over in work that was published as it stands")
  func findsNothing() throws {
    let fixture = try WorkspaceFixture()
    try fixture.prepare("1")
    try fixture.agent("echo a >a.txt; git add a.txt; git commit -qm own; echo b >b.txt")
    let published = try fixture.publish(fixture.workspace.snapshot(base: fixture.base, label: "run-1"))
    #expect(
      try fixture.prepare("2", at: published) == PreparedWorkspace(head: published, keptWork: false))
    #expect(try fixture.status().isEmpty)
  }

  @Test("numbers a label that is taken")
  func numbersLabel() throws {
    let fixture = try WorkspaceFixture()
    var refs: [String?] = []
    for issue in ["1", "2", "3"] {
      try refs.append(fixture.prepare(issue).saved.last?.ref)
      try fixture.agent("echo work >new.txt")
    }
    #expect(refs == [nil, "refs/krutrimbox/saved/run-1", "refs/krutrimbox/saved/run-1-2"])
  }

  @Test("leaves ignored files, such as dependencies")
  func leavesIgnored() throws {
    let fixture = try WorkspaceFixture()
    try fixture.place.write("deps/\n", to: "host repo/.gitignore")
    let commit = try fixture.place.commit("ignore")
    try fixture.prepare(at: commit)
    try fixture.agent("mkdir deps; echo x >deps/x; echo y >y")
    try fixture.prepare("2", at: commit)
    #expect(try fixture.agent("ls -R | tr '\\n' ' '").contains("deps"))
    #expect(!FileManager.default.fileExists(atPath: "\(fixture.clone)/y"))
  }

  @Test("refuses a clone whose git folder is gone, also when another repository is above")
  func refusesClone() throws {
    let fixture = try WorkspaceFixture()
    try fixture.place.git(["init", "--quiet", fixture.place.stateRoot])
    try fixture.agent("rm -rf .git")
    #expect(throws: ExpectedFailure.self) { try fixture.prepare() }
    #expect(try fixture.agent("ls") == "file.txt")
  }
}
