import Foundation
import KBSandboxes
import TestSupport
import Testing
@testable import KBDomain
@testable import KBSystem

@Suite("A clone while checks run", .onOwnThread)
struct AloneTests {
  private func seen(_ fixture: WorkspaceFixture) throws -> Set<String> {
    Set(
      try fixture.agent("find . -path ./.git -prune -o -type f -print").split(separator: "\n").map {
        String($0.dropFirst(2))
      })
  }

  @Test("has what the snapshot has, what builds explain, and what was there before")
  func snapshotBuilds() throws {
    let fixture = try WorkspaceFixture()
    try fixture.place.write("lib/\n*.env\nnode_modules/\n", to: "host repo/.gitignore")
    let base = try fixture.place.commit("ignore")
    try fixture.agent("mkdir -p .git/info; echo hook.env >.git/info/exclude; echo hook >hook.env")
    try fixture.prepare(at: base)
    try fixture.agent(
      """
      mkdir -p src/lib node_modules/x .claude; echo p >src/lib/parse.ts; echo m >src/main.ts; echo n >node_modules/x/i.js
      echo e >'own
      line.env'; echo {} >.claude/settings.local.json; git init -q inner; echo i >inner/i.txt
      """)
    _ = try fixture.workspace.snapshot(base: base, label: "run-1")
    let all = try seen(fixture)
    try fixture.workspace.withSnapshotAlone(on: base) {
      #expect(try seen(fixture) == [".gitignore", "file.txt", "hook.env", "node_modules/x/i.js", "src/main.ts"])
      // What a check makes in its place does not take that place.
      try fixture.agent("mkdir -p src/lib; echo built >src/lib/parse.ts; echo more >src/lib/more.ts")
    }
    #expect(try seen(fixture) == all.union(["src/lib/more.ts"]))
    #expect(try fixture.agent("cat src/lib/parse.ts") == "p")
  }

  @Test("gets its files back from whoever comes next, where its own end is cut off")
  func getsFiles() throws {
    let fixture = try WorkspaceFixture()
    try fixture.agent("mkdir -p .git/info; echo lib/ >.git/info/exclude")
    try fixture.prepare()
    try fixture.agent("mkdir lib; echo p >lib/parse.ts")
    _ = try? fixture.workspace.withSnapshotAlone(on: fixture.base) { throw StopRequested() }
    #expect(try seen(fixture) == ["file.txt"])
    #expect(try fixture.snapshot().leftOut.ignored.first == ["lib/parse.ts"])
    #expect(try seen(fixture) == ["file.txt", "lib/parse.ts"])
  }

  @Test("with hooks' files keeps them for the sessions and out of commits")
  func hooksFiles() throws {
    let fixture = try WorkspaceFixture()
    try fixture.agent("mkdir 'a [b]'; echo x >'a [b]/x'; echo y >'y*'; echo z >z; echo t >>file.txt; rm -f gone")
    #expect(try fixture.workspace.settleHooks() == HookLeavings(made: ["a [b]/", "y*", "z"], changed: ["file.txt"]))
    try fixture.prepare()
    #expect(try fixture.agent("cat 'a [b]/x' 'y*' z") == "x\ny\nz")
    try fixture.agent("echo w >ywork; echo v >'a b'")
    let taken = try fixture.snapshot()
    #expect(try fixture.files(in: taken.commit) == ["a b", "file.txt", "ywork"] && taken.leftOut.ignored.isEmpty)
    // Once a session was there, nothing counts as the hooks'.
    #expect(try fixture.workspace.settleHooks() == HookLeavings())
  }
}
