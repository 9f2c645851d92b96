import KBDomain
import KBFailures
import KBSandboxes
import TestSupport
import Testing

@Suite("Taking a snapshot of a session's work", .onOwnThread)
struct SnapshotTests {
  @Test("has everything, whether committed, staged or loose, and disturbs nothing")
  func everythingWhether() throws {
    let fixture = try WorkspaceFixture()
    try fixture.prepare()
    try fixture.agent(
      "echo a >a; git add a; git commit -qm own; echo b >b; git add b; echo c >c; rm file.txt; chmod 755 a")
    let status = try fixture.status()
    let snapshot = try fixture.workspace.snapshot(base: fixture.base, label: "run-1")
    #expect(snapshot.changesFiles && snapshot.nested.isEmpty)
    #expect(try fixture.files(in: snapshot.commit) == ["a", "b", "c"])
    #expect(try fixture.place.git(["rev-parse", "\(snapshot.commit)^"], in: fixture.clone) == fixture.base)
    #expect(
      try fixture.place.git(["rev-parse", FactoryNames.snapshotRef], in: fixture.clone) == snapshot.commit)
    #expect(try fixture.status() == status)
  }

  @Test("sees a change of the same length in the same moment")
  func seesChange() throws {
    let fixture = try WorkspaceFixture()
    for content in ["two", "six", "ten"] {
      try fixture.prepare(content)
      try fixture.agent("echo $1 >file.txt", [content])
      let snapshot = try fixture.workspace.snapshot(base: fixture.base, label: "run-1")
      #expect(try fixture.place.git(["show", "\(snapshot.commit):file.txt"], in: fixture.clone) == content)
    }
  }

  @Test("says that nothing has changed")
  func saysNothing() throws {
    let fixture = try WorkspaceFixture()
    try fixture.prepare()
    try fixture.agent("git commit -q --allow-empty -m nothing; touch file.txt")
    #expect(try !fixture.workspace.snapshot(base: fixture.base, label: "run-1").changesFiles)
  }

  @Test("leaves out repositories inside and names them")
  func leavesRepositories() throws {
    let fixture = try WorkspaceFixture()
    try fixture.prepare()
    try fixture.agent(
      "git init -q empty; echo e >empty/e; git clone -q . 'in ner'; git add 'in ner' 2>/dev/null; git commit -qm l; echo x >x"
    )
    let snapshot = try fixture.workspace.snapshot(base: fixture.base, label: "run-1")
    #expect(try fixture.files(in: snapshot.commit) == ["file.txt", "x"])
    #expect(Set(snapshot.nested) == ["empty", "in ner"])
  }

  @Test("takes submodules as links")
  func takesSubmodules() throws {
    let fixture = try WorkspaceFixture()
    try fixture.prepare()
    try fixture.agent("git -c protocol.file.allow=always submodule --quiet add \"$1\" sub", [fixture.place.origin])
    let snapshot = try fixture.workspace.snapshot(base: fixture.base, label: "run-1")
    #expect(snapshot.nested.isEmpty)
    #expect(try fixture.files(in: snapshot.commit) == [".gitmodules", "file.txt", "sub"])
  }

  @Test(
    "names submodules with work that is nowhere else",
    arguments: [
      ("", []), ("cd lib && echo new >file.txt", ["lib"]), ("cd lib && echo new >new.txt && git add new.txt", ["lib"]),
      ("cd lib && git commit -q --allow-empty -m own", ["lib"]),
      ("(cd lib && git commit -q --allow-empty -m own); git add lib; git commit -q -m link", ["lib"]),
      ("cd lib && git commit -q --allow-empty -m own && git push -q origin HEAD:refs/heads/own", []),
      ("git update-index --cacheinfo 160000,$(git rev-parse HEAD),lib; rm -r lib; mkdir lib", ["lib"]),
      ("git config -f .gitmodules submodule.lib.ignore all; echo new >lib/file.txt", ["lib"]),
    ])
  func namesSubmodules(_ work: String, _ named: [String]) throws {
    let fixture = try WorkspaceFixture()
    let base = try fixture.addSubmodule()
    try fixture.prepare(at: base)
    try fixture.agent("git -c protocol.file.allow=always submodule --quiet update --init; \(work)")
    #expect(try fixture.workspace.snapshot(base: base, label: "run-1").submodules == named)
    #expect(try (fixture.rest().reasonToStay != nil) == !named.isEmpty)
    // The next issue's session would not see it, nor would anybody once the sandbox is removed.
    let next = try fixture.prepare("2", at: base)
    #expect(next.submodules == named)
  }

  @Test("leaves out files in a submodule that git does not track, and keeps the sandbox for them")
  func leavesFiles() throws {
    let fixture = try WorkspaceFixture()
    let base = try fixture.addSubmodule()
    try fixture.prepare(at: base)
    try fixture.agent("git -c protocol.file.allow=always submodule --quiet update --init; echo new >lib/new.txt")
    let snapshot = try fixture.workspace.snapshot(base: base, label: "run-1")
    #expect(snapshot.submodules.isEmpty && snapshot.untracked == ["lib"])
    let next = try fixture.prepare("2", at: base)
    #expect(next.submodules.isEmpty && next.untracked == ["lib"])
    #expect(try fixture.rest().reasonToStay?.contains(": lib.") == true)
  }

  @Test("looks at no file in a submodule that git is told to ignore")
  func looksFile() throws {
    let fixture = try WorkspaceFixture()
    try fixture.addSubmodule()
    try fixture.place.git(["config", "-f", ".gitmodules", "submodule.lib.ignore", "untracked"])
    let base = try fixture.place.commit("ignore")
    try fixture.prepare(at: base)
    try fixture.agent("git -c protocol.file.allow=always submodule --quiet update --init; echo new >lib/new.txt")
    let snapshot = try fixture.workspace.snapshot(base: base, label: "run-1")
    #expect(snapshot.submodules.isEmpty && snapshot.untracked.isEmpty)
    try fixture.agent("echo new >lib/file.txt")
    #expect(try fixture.workspace.snapshot(base: base, label: "run-1").submodules == ["lib"])
  }

  @Test("keeps ignored files out and tracked ones in, though ignored or hidden")
  func keepsIgnored() throws {
    let fixture = try WorkspaceFixture()
    try fixture.place.write("*.log\n", to: "host repo/.gitignore")
    try fixture.place.sh("echo t >tracked.log; git add -f tracked.log")
    let base = try fixture.place.commit("logs")
    try fixture.prepare(at: base)
    try fixture.agent("echo i >ignored.log; echo new >file.txt; git update-index --skip-worktree file.txt")
    let snapshot = try fixture.workspace.snapshot(base: base, label: "run-1")
    #expect(try fixture.files(in: snapshot.commit) == [".gitignore", "file.txt", "tracked.log"])
    #expect(try fixture.place.git(["show", "\(snapshot.commit):file.txt"], in: fixture.clone) == "new")
  }

  @Test("works in the middle of a conflict")
  func worksMiddle() throws {
    let fixture = try WorkspaceFixture()
    try fixture.prepare()
    try fixture.agent(
      """
      git checkout -q -b other; echo other >file.txt; git commit -qam other
      git checkout -q krutrimbox/prd-7; echo mine >file.txt; git commit -qam mine
      git merge -q other >/dev/null 2>&1 || true
      """)
    #expect(try fixture.workspace.snapshot(base: fixture.base, label: "run-1").changesFiles)
  }

  @Test("comes to the host as the very commit that was made")
  func comesHost() throws {
    let fixture = try WorkspaceFixture()
    try fixture.prepare()
    try fixture.agent("echo a >a")
    let snapshot = try fixture.workspace.snapshot(base: fixture.base, label: "run-1")
    try fixture.workspace.fetch(snapshot, into: "refs/krutrimbox/prd-7/snapshot")
    #expect(try fixture.place.git(["rev-parse", "refs/krutrimbox/prd-7/snapshot"]) == snapshot.commit)
    #expect(try fixture.place.sh("ls .git/FETCH_HEAD 2>/dev/null || echo none") == "none")
    let old = snapshot
    try fixture.agent("echo b >a")
    _ = try fixture.workspace.snapshot(base: fixture.base, label: "run-1")
    let failure = #expect(throws: ExpectedFailure.self) {
      try fixture.workspace.fetch(old, into: "refs/krutrimbox/prd-7/snapshot")
    }
    #expect(failure?.code == .sandboxWorkUnreachable)
  }

  @Test("fails with git's words when a file can't be read")
  func failsGits() throws {
    let fixture = try WorkspaceFixture()
    try fixture.prepare()
    try fixture.agent("echo bad >.gitattributes; printf '* filter=no\\n' >.gitattributes")
    try fixture.agent("git config filter.no.clean false; git config filter.no.required true; echo x >x")
    let failure = #expect(throws: ExpectedFailure.self) {
      try fixture.workspace.snapshot(base: fixture.base, label: "run-1")
    }
    #expect(failure?.code == .sandboxWorkspaceFailed)
    #expect(failure?.why?.contains("the files can't be read") == true)
  }
}
