import Foundation
import KBSandboxes
import KBSystem
import TestSupport
import Testing

/// On systems with proc(5).
@Suite(
  "Ending what a session has left at work", .enabled(if: FileManager.default.fileExists(atPath: "/proc/self/stat")),
  .onOwnThread)
struct EndLeftTests {
  /// Starts a process in a sandbox that goes on after its parent, and returns its id.
  private func start(
    _ script: String = "exec sleep 3600", in fixture: WorkspaceFixture, _ variables: [String] = []
  ) throws -> Int32 {
    let inside = ["env"] + variables + ["sh", "-c", "sh -c \"$1\" >/dev/null 2>&1 & echo $!", "sh", script]
    let output = try fixture.place.runner.run(fixture.sandbox.inside(fixture.spec, inside)).output
    return try #require(Int32(output.trimmingCharacters(in: .whitespacesAndNewlines)))
  }

  private func lives(_ pid: Int32) -> Bool {
    // Ended ones stay until their new parent has looked.
    guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return false }
    return !stat.contains(") Z ") && !stat.contains(") X ")
  }

  @Test("comes before its work is taken, and before the next session")
  func comesWork() throws {
    let fixture = try WorkspaceFixture()
    try fixture.prepare()
    let first = try start(in: fixture)
    #expect(lives(first))
    _ = try fixture.workspace.snapshot(base: fixture.base, label: "run-1")
    #expect(!lives(first))
    let second = try start(in: fixture)
    try fixture.prepare("2")
    #expect(!lives(second))
  }

  @Test("ends what won't be asked, with its children")
  func endsWont() throws {
    let fixture = try WorkspaceFixture()
    try fixture.prepare()
    let stubborn = try start("trap '' TERM; while :; do sleep 0.05; echo x >>stubborn.txt; done", in: fixture)
    Wait.until { FileManager.default.fileExists(atPath: "\(fixture.clone)/stubborn.txt") }
    let snapshot = try fixture.workspace.snapshot(base: fixture.base, label: "run-1")
    #expect(!lives(stubborn))
    let later = try fixture.workspace.snapshot(base: fixture.base, label: "run-1")
    #expect(snapshot.tree == later.tree)
  }

  @Test("spares what was there before the first session, with its children, and other sandboxes")
  func sparesFirst() throws {
    let fixture = try WorkspaceFixture()
    let service = try start(in: fixture)
    let parent = try start("until [ -e go ]; do sleep 0.01; done; sleep 3600 & echo $! >child; wait", in: fixture)
    Wait.until { lives(service) && lives(parent) }
    // Clock ticks are coarse.
    _ = try fixture.place.runner.run(Command("sleep", ["0.05"]))
    try fixture.prepare()
    let others = [
      try start(in: fixture, ["KB_SANDBOX=other"]), try start(in: fixture, ["KB_SANDBOX_FOLDER=/other"]),
    ]
    try fixture.agent("touch go")
    let file = "\(fixture.clone)/child"
    Wait.until { (try? String(contentsOfFile: file, encoding: .utf8))?.hasSuffix("\n") == true }
    let child = try #require(
      Int32(try String(contentsOfFile: file, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)))
    _ = try fixture.workspace.snapshot(base: fixture.base, label: "run-1")
    let spared = [service, parent, child] + others
    #expect(spared.map(lives) == spared.map { _ in true })
    for pid in spared { kill(pid, SIGKILL) }
  }
}
