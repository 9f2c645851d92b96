import Testing
@testable import KBSandboxes

@Suite("Reading what the workspace scripts print")
struct WorkspaceReportTests {
  @Test("a clone that is ready, with saved work, amid noise")
  func cloneReady() {
    let output = """
      Daemon started
      krutrimbox: saved aaa refs/krutrimbox/saved/run-1
      krutrimbox: nested lib/a b
      warning: ready or not
      krutrimbox: ready bbb
      """
    #expect(
      WorkspaceReport.prepared(output)
        == PreparedWorkspace(
          head: "bbb", keptWork: false,
          saved: [.init(commit: "aaa", ref: "refs/krutrimbox/saved/run-1")], nested: ["lib/a b"]))
  }

  @Test("kept work, beside what was saved earlier")
  func keptWorkBeside() {
    #expect(
      WorkspaceReport.prepared("krutrimbox: kept ccc\r\n") == PreparedWorkspace(head: "ccc", keptWork: true))
    #expect(
      WorkspaceReport.prepared(
        "krutrimbox: saved a r\nkrutrimbox: saved b s\nkrutrimbox: aside x\nkrutrimbox: kept c\n")
        == PreparedWorkspace(
          head: "c", keptWork: true, saved: [.init(commit: "a", ref: "r"), .init(commit: "b", ref: "s")],
          holdsRepositories: true))
  }

  @Test("what kept work has changed, and nothing of the kind where the clone was cleaned")
  func keptWorkChanged() {
    let changes = "krutrimbox: changes 9\nkrutrimbox: change M\ta b.c\nkrutrimbox: change D\t\"x\\ny\"\n"
    #expect(
      WorkspaceReport.prepared(changes + "krutrimbox: kept c\n")?.unfinished
        == UnfinishedWork(changes: ["M a b.c", "D \"x\\ny\""], count: 9))
    #expect(WorkspaceReport.prepared(changes + "krutrimbox: ready c\n")?.unfinished == nil)
    #expect(WorkspaceReport.prepared("krutrimbox: changes 0\nkrutrimbox: kept c\n")?.unfinished == nil)
  }

  @Test("a name that would end a line elsewhere")
  func nameEnd() {
    let output = "krutrimbox: nested a\u{2028}krutrimbox: ready x\u{85}\r\nkrutrimbox: kept c\r\n"
    #expect(
      WorkspaceReport.prepared(output)
        == PreparedWorkspace(head: "c", keptWork: true, nested: ["a\u{2028}krutrimbox: ready x\u{85}"]))
  }

  @Test("a snapshot")
  func readsSnapshot() {
    let snapshot = WorkspaceReport.snapshot("krutrimbox: nested x\nkrutrimbox: snapshot c t b\n")
    #expect(snapshot == WorkspaceSnapshot(commit: "c", tree: "t", baseTree: "b", nested: ["x"]))
    #expect(snapshot?.changesFiles == true)
  }

  @Test("nothing from output that does not end well")
  func nothingOutput() {
    #expect(WorkspaceReport.prepared("krutrimbox: saved a b\n") == nil)
    #expect(WorkspaceReport.snapshot("krutrimbox: snapshot c t\n") == nil)
    #expect(WorkspaceReport.bundle("krutrimbox: bundle 3\nYWJj\n") == nil)
  }

  @Test("a bundle without the messages in between")
  func bundleMessages() throws {
    let text = "x\nkrutrimbox: bundle 3\nWARN slow daemon\nYW\nJj\n\nkrutrimbox: bundle-end\n"
    let bundle = try #require(WorkspaceReport.bundle(text))
    #expect(bundle.base64 == "YWJj" && bundle.count == 3)
  }
}
