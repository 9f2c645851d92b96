import Testing

@testable import Shared

@Suite struct `Reading the sandbox list` {
  @Test func `finds the JSON behind the messages of a starting daemon and a notice with braces`() {
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

  @Test(arguments: [#"{"sandboxes":[]}"#, #"{"sandboxes":null}"#])
  func `knows an empty list`(_ text: String) {
    #expect(SbxOutput.sandboxes(text) == [])
  }

  @Test(arguments: ["", "No sandboxes found.", #"{"items":[]}"#, #"{"sandboxes":[{"id":"x"}]}"#, #"{"sandboxes":["#])
  func `does not take anything else for a list`(_ text: String) {
    #expect(SbxOutput.sandboxes(text) == nil)
  }

  @Test func `tells a sandbox of another checkout`() {
    let row = SbxSandbox(name: "a", status: nil, workspaces: ["/r:ro", "/s"])
    #expect(!row.belongsElsewhere(than: "/r"))
    #expect(row.belongsElsewhere(than: "/rr"))
    #expect(!SbxSandbox(name: "a", status: nil, workspaces: nil).belongsElsewhere(than: "/r"))
  }
}

@Suite struct `Reading the template list` {
  @Test func `joins repository and tag`() {
    let text = #"{"images":[{"id":"1","repository":"docker.io/library/krutrimbox-codex","tag":"pnpm","size":1}]}"#
    #expect(SbxOutput.templates(text) == [ImageName("krutrimbox-codex:pnpm")])
  }

  @Test func `reads the table of versions without JSON`() {
    let text = "REPOSITORY                           TAG    ID\ndocker.io/library/krutrimbox-codex   pnpm   abc\n"
    #expect(SbxOutput.templateTable(text) == [ImageName("krutrimbox-codex:pnpm")])
  }
}
