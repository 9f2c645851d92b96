import Foundation
import KBSandboxes
import TestSupport
import Testing
@testable import KBDomain

@Suite("What a session has made and its commit has not", .onOwnThread)
struct LeftOutTests {
  /// A clone of a repository with such a `.gitignore`, ready for issue 1.
  private func fixture(ignoring lines: String, also files: [String] = []) throws -> (WorkspaceFixture, String) {
    let fixture = try WorkspaceFixture()
    try fixture.place.write(lines, to: "host repo/.gitignore")
    for file in files { try fixture.place.write("x\n", to: "host repo/\(file)") }
    let base = try fixture.place.commit("ignore")
    try fixture.prepare(at: base)
    return (fixture, base)
  }

  private func names(_ names: [String]) -> LeftOut.Names { LeftOut.Names(first: names, count: names.count) }

  @Test("is named and kept where git ignores it")
  func namedKept() throws {
    let (fixture, base) = try fixture(ignoring: "lib/\n*.tmp\n")
    try fixture.agent("mkdir -p src/lib 'a b'; echo p >src/lib/parse.ts; echo m >src/main.ts; echo t >'a b/ü.tmp'")
    let taken = try fixture.workspace.snapshot(base: base, label: "run-1")
    #expect(try fixture.files(in: taken.commit) == [".gitignore", "file.txt", "src/main.ts"])
    #expect(Set(taken.leftOut.ignored.first) == ["a b/ü.tmp", "src/lib/parse.ts"] && taken.leftOut.ignored.count == 2)
    #expect(taken.leftOut.isLoose && !taken.leftOut.isBig)
    let kept = try #require(taken.saved.first)
    #expect(taken.keptRefs == [kept.ref])
    #expect(try fixture.place.git(["show", "\(kept.commit):src/lib/parse.ts"], in: fixture.clone) == "p")
    // Again it is the same, and kept once.
    #expect(try fixture.workspace.snapshot(base: base, label: "run-1").saved == taken.saved)
  }

  @Test("is taken once it is added by force")
  func takenOnce() throws {
    let (fixture, base) = try fixture(ignoring: "lib/\n")
    try fixture.agent("mkdir lib; echo p >lib/parse.ts; git add -f lib/parse.ts")
    let taken = try fixture.workspace.snapshot(base: base, label: "run-1")
    #expect(try fixture.files(in: taken.commit).contains("lib/parse.ts") && taken.leftOut.isEmpty)
  }

  @Test(
    "is not what a toolchain builds",
    arguments: [
      "node_modules/x/i.js", "web/node_modules/.bin/x", "a/__pycache__/m.pyc", ".venv/bin/python", ".build/debug/x",
      "web/dist/app.js", "target/debug/x", "src/m.pyc",
    ])
  func toolchainBuilds(_ path: String) throws {
    let (fixture, base) = try fixture(
      ignoring: "node_modules/\n*.pyc\n.venv\n/.build\ndist\ntarget\n", also: ["web/package.json", "Cargo.toml"])
    try fixture.agent("mkdir -p \"$(dirname \"$1\")\"; echo x >\"$1\"", [path])
    let taken = try fixture.workspace.snapshot(base: base, label: "run-1")
    #expect(taken.leftOut == LeftOut() && taken.saved.isEmpty)
  }

  @Test(
    "is in a folder that only looks like a build's, without its toolchain",
    arguments: ["dist/app.js", "target/x", "vendor/lib.go", "build/notes.md", "lib/x.ts"])
  func folderLooks(_ path: String) throws {
    let (fixture, base) = try fixture(ignoring: "dist\ntarget\nvendor\nbuild\nlib\n")
    try fixture.agent("mkdir -p \"$(dirname \"$1\")\"; echo x >\"$1\"", [path])
    #expect(try fixture.workspace.snapshot(base: base, label: "run-1").leftOut.ignored == names([path]))
  }

  @Test("is not what was there before the first session, unless the session changes it")
  func firstSession() throws {
    let fixture = try WorkspaceFixture()
    try fixture.agent("mkdir -p .git/info; echo secret >.env; echo old >old.env; echo '*.env\n.env' >.git/info/exclude")
    try fixture.prepare()
    #expect(try fixture.snapshot().leftOut.ignored.isEmpty)
    try fixture.agent("echo more >>.env")
    #expect(try fixture.snapshot().leftOut.ignored == names([".env"]))
    // The next session has not made it.
    try fixture.prepare("2")
    #expect(try fixture.snapshot().leftOut.ignored.isEmpty)
  }

  @Test("is known by every way to ignore")
  func knownWay() throws {
    let (fixture, base) = try fixture(ignoring: "a.x\n")
    try fixture.agent(
      "mkdir -p .git/info; git config core.excludesFile .git/own-excludes; echo c.x >.git/own-excludes; echo b.x >.git/info/exclude; touch a.x b.x c.x"
    )
    let taken = try fixture.workspace.snapshot(base: base, label: "run-1")
    #expect(taken.leftOut.ignored == names(["a.x", "b.x", "c.x"]))
  }

  @Test("is told in few words where it is much, and kept in the sandbox where it is too much")
  func toldFew() throws {
    let (fixture, base) = try fixture(ignoring: "*.x\nbig\n")
    try fixture.agent(
      "for n in $(seq 1 2500); do echo $n; done | xargs -I{} sh -c ': >{}.x' ; : >'a\nkrutrimbox: big.x'")
    let taken = try fixture.workspace.snapshot(base: base, label: "run-1")
    #expect(taken.leftOut.ignored.count == 2501 && taken.leftOut.ignored.first.count == 20)
    #expect(taken.leftOut.isBig && taken.saved.isEmpty)
    try fixture.prepare("2", at: base)
    #expect(try fixture.rest().reasonToStay?.contains(".x") == true)
  }

  @Test("is kept though it is huge, a link, or unreadable")
  func keptThough() throws {
    let (fixture, base) = try fixture(ignoring: "*.x\n")
    try fixture.agent("ln -s /nowhere link.x; echo s >secret.x; chmod 000 secret.x; truncate -s 5G huge.x")
    let taken = try fixture.workspace.snapshot(base: base, label: "run-1")
    #expect(taken.leftOut.ignored == names(["huge.x", "link.x", "secret.x"]) && taken.leftOut.isBig)
    try fixture.agent("rm huge.x")
    let small = try fixture.workspace.snapshot(base: base, label: "run-1")
    #expect(try fixture.files(in: #require(small.saved.first).ref) == ["link.x", "secret.x"])
  }

  @Test("is what programs drop, unless the repository has it")
  func programsDrop() throws {
    let (fixture, base) = try fixture(ignoring: "", also: [".codex/history.jsonl"])
    try fixture.agent(
      """
      mkdir -p .claude .cursor/rules web/.aider.tags.cache.v4
      echo {} >.claude/settings.local.json; echo {} >.claude/settings.json; echo r >.cursor/rules/a.mdc
      echo d >web/.aider.tags.cache.v4/db; echo h >.aider.chat.history.md; echo s >.file.txt.swp; echo t >'note.txt~'
      printf '\\177ELF...' >core.123; echo text >core; echo new >>.codex/history.jsonl
      git add -A; git commit -qm mine
      """)
    let taken = try fixture.workspace.snapshot(base: base, label: "run-1")
    #expect(
      try fixture.files(in: taken.commit) == [
        ".claude/settings.json", ".codex/history.jsonl", ".cursor/rules/a.mdc", ".gitignore", "core", "file.txt",
      ])
    #expect(
      taken.leftOut.dropped
        == names([
          ".aider.chat.history.md", ".claude/settings.local.json", ".file.txt.swp", "core.123", "note.txt~",
          "web/.aider.tags.cache.v4/db",
        ]))
    #expect(try fixture.files(in: #require(taken.saved.first).ref).count == 6)
    try fixture.prepare("2", at: fixture.publish(taken))
    #expect(try fixture.status().isEmpty)
  }

  @Test("changes nothing where all of it was dropped")
  func changesNothing() throws {
    let fixture = try WorkspaceFixture()
    try fixture.prepare()
    try fixture.agent("mkdir .claude; echo {} >.claude/settings.local.json")
    let taken = try fixture.snapshot()
    #expect(!taken.changesFiles && taken.leftOut.dropped == names([".claude/settings.local.json"]))
  }

  @Test("leaves the files that a sparse checkout has not")
  func leavesFiles() throws {
    let (fixture, base) = try fixture(ignoring: "", also: ["far/away.txt", "near/by.txt"])
    try fixture.agent("git sparse-checkout set --no-cone /near/ /file.txt; echo new >near/new.txt")
    let taken = try fixture.workspace.snapshot(base: base, label: "run-1")
    #expect(
      try fixture.files(in: taken.commit) == [".gitignore", "far/away.txt", "file.txt", "near/by.txt", "near/new.txt"])
  }
}
