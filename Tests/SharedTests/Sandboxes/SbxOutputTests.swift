import Testing
@testable import KBSandboxes

@Suite("Reading the sandbox list")
struct SbxOutputTests {
  @Test("finds the JSON behind the messages of a starting daemon and a notice with braces")
  func findsJSON() {
    let text = """
      Starting sandboxd daemon...
      Daemon started (PID: 4711, socket: {not json})
      Logs: /x/{y}
      {"level":"warn","sandboxes_seen":2}
      {"sandboxes":[{"name":"a","id":"1","status":"running","workspaces":["/r"],"ports":[{"host_port":1}]},{"name":"b}"}]}
      A new version of sbx is available {0.47}
      """
    #expect(SbxOutput.sandboxes(text)?.map(\.name) == ["a", "b}"])
  }

  /// docker/sbx-releases#201 (0.31), and "Update scripts for v0.48.0" in
  /// https://docs.docker.com/ai/sandboxes/workflows/automation/.
  @Test(
    "reads the list of every version, whatever stands around it",
    arguments: [
      #"{"sandboxes":[{"name":"a","agent":"codex","status":"running","workspaces":["/r"]}]}"#,
      #"{"sandboxes":[{"name":"a","id":"1","status":"running","workspaces":["/r"],"workspace_missing":false,"ports":[{"host_port":1}]}]}"#,
      #"[{"name":"a","id":"1","status":"running","workspaces":["/r"],"detached":true,"created_at":"2026-10-08T10:00:00Z"}]"#,
      "[\n  {\n    \"name\": \"a\",\n    \"status\": \"running\",\n    \"workspaces\": [\n      \"/r\"\n    ]\n  }\n]",
    ])
  func readsList(_ list: String) {
    let row = SbxSandbox(name: "a", status: "running", workspaces: ["/r"])
    let box = """
      ╭──────────────────────────────────────────────╮
      │  Update available [v0.47.0 → v0.48.0] {notes}│
      │  []                                          │
      ╰──────────────────────────────────────────────╯

      """
    let starting = "Starting sandboxd daemon...\nDaemon started (PID: 1, socket: [x])\nLogs: /x\n"
    for text in [list, list + "\n", box + list, list + "\n" + box, starting + list, "[debug] []x\n" + list + "\r\n"] {
      #expect(SbxOutput.sandboxes(text) == [row], "\(text)")
    }
  }

  @Test("a field that changed its shape loses no row")
  func fieldChanged() {
    let text =
      #"[{"name":"a","status":{"state":"running"},"workspaces":[{"path":"/r"}]},{"name":"b","workspaces":null}]"#
    #expect(SbxOutput.sandboxes(text)?.map(\.name) == ["a", "b"])
  }

  @Test(
    "knows an empty list",
    arguments: [#"{"sandboxes":[]}"#, #"{"sandboxes":null}"#, "[]", "[ ]\n", "Starting sandboxd daemon...\n[]\n"])
  func knowsEmpty(_ text: String) {
    #expect(SbxOutput.sandboxes(text) == [])
  }

  @Test(
    "does not take anything else for a list",
    arguments: [
      "", "No sandboxes found.", #"{"items":[]}"#, #"{"sandboxes":[{"id":"x"}]}"#, #"{"sandboxes":["#,
      #"[{"id":"x"}]"#, "[1]", "args: []", "[] and more", #"[{"name":"a"}"#,
    ])
  func takeAnything(_ text: String) {
    #expect(SbxOutput.sandboxes(text) == nil)
  }

  @Test("tells a sandbox of another checkout")
  func tellsSandbox() {
    let row = SbxSandbox(name: "a", status: nil, workspaces: ["/r:ro", "/s"])
    #expect(!row.belongsElsewhere(than: ["/r"]))
    #expect(row.belongsElsewhere(than: ["/rr"]))
    #expect(!SbxSandbox(name: "a", status: nil, workspaces: nil).belongsElsewhere(than: ["/r"]))
  }
}

@Suite("Reading the template list")
struct SbxTemplateListTests {
  @Test("joins repository and tag")
  func joinsRepository() {
    let text = #"{"images":[{"id":"1","repository":"docker.io/library/krutrimbox-codex","tag":"pnpm","size":1}]}"#
    #expect(SbxOutput.templates(text) == [ImageName("krutrimbox-codex:pnpm")])
  }

  @Test("reads the bare list of 0.48")
  func readsBare() {
    let text =
      #"[{"id":"1","repository":"docker.io/library/krutrimbox-codex","tag":"pnpm","size":1},{"repository":"a/b"}]"#
    #expect(SbxOutput.templates(text) == [ImageName("krutrimbox-codex:pnpm"), ImageName("a/b")])
    #expect(SbxOutput.templates("[]") == [])
    #expect(SbxOutput.templates("No template images found") == nil)
  }

  @Test("reads the table of versions without JSON")
  func readsTable() {
    let text = "REPOSITORY                           TAG    ID\ndocker.io/library/krutrimbox-codex   pnpm   abc\n"
    #expect(SbxOutput.templateTable(text) == [ImageName("krutrimbox-codex:pnpm")])
    #expect(SbxOutput.templateTable("Starting sandboxd daemon...\nNo template images found\n") == [])
  }
}
