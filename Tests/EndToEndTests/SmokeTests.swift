import Foundation
import KBSystem
import TestSupport
import Testing

@Suite("kb doctor --smoke", .timeLimit(.minutes(40)), .stage)
struct SmokeTests {
  private let stage = FactoryStage.current

  /// A trap of sbx, and the row that it must break alone.
  struct Trap: Sendable, CustomTestStringConvertible {
    let faults: String
    /// nil: no row may be broken.
    let row: String?
    let code: String?
    var environment: [String: String] = [:]
    var testDescription: String { faults }

    init(_ faults: String, _ row: String?, _ code: String? = nil, _ environment: [String: String] = [:]) {
      (self.faults, self.row, self.code, self.environment) = (faults, row, code, environment)
    }
  }

  @Test(
    "finds a trap of sbx in the row that it is in, and in no other",
    arguments: [
      Trap("fail:create=request failed: 500 out of memory", "create", "KB-S001"),
      Trap("lost-output:exec=here", "answer", "KB-S015"),
      Trap("lost-output:exec=krutrimbox: input", "standard-input", "KB-S015"),
      Trap("lost-output:exec=051d", "output", "KB-S015"),
      Trap("status-lost:exec", "exit-status", "KB-S015"),
      Trap("host-variable:exec=SMOKE_MARKER", "environment", "KB-S016"),
      Trap(
        "host-variable:exec=DOCKER_SANDBOXES_TOKEN", "environment", "KB-S016",
        ["DOCKER_SANDBOXES_TOKEN": "a-value-of-the-host"]),
      // sbx does not get it, and so can't show it.
      Trap("host-variable:exec=OTHER_TOKEN", nil, nil, ["OTHER_TOKEN": "a-value-of-the-host"]),
      Trap("empty-clone", "clone", "KB-S015"),
      Trap("no-remote", "fetch-remote", "KB-S015"),
      Trap("rm-leaves", "traces", "KB-S017"),
      // What is odd but does no harm.
      Trap("update-notice,daemon-chatter,merged-output", nil),
    ])
  func finds(_ trap: Trap) async throws {
    let environment = trap.environment.merging(["KB_DOUBLE_SBX_FAULTS": trap.faults, "KB_DELAY_SCALE": "0.01"]) { $1 }
    let (status, report) = try await stage.smoke(["--forge", "local"], environment)
    #expect(report.rows.filter { $0.grade == "broken" }.map(\.row) == [trap.row].compactMap { $0 }, "\(report)")
    #expect(report.rows.first { $0.grade == "broken" }?.code == trap.code)
    #expect(status == (trap.row == nil ? 0 : 3))
    #expect(report.rows.count == 20 && report.ok == (trap.row == nil))
    if trap.row != "traces" { #expect(try stage.smokesLeft().isEmpty) }
    #expect(!report.bugReport.joined().contains("a-value-of-the-host"))
  }

  @Test("is content with a machine that is ready, leaves nothing, and pays for a session only where it is asked to")
  func ready() async throws {
    try stage.playGitHub()
    let before = try stage.picture()
    let (status, report) = try await stage.smoke([])
    #expect(status == 0, "\(report)")
    let skipped = report.rows.filter { $0.grade != "ok" }.map(\.row)
    #expect(skipped == ["session"], "\(report)")
    #expect(try stage.picture() == before)
    #expect(try stage.smokesLeft().isEmpty && stage.world.effects.isEmpty && stage.sessionCount == 0)
    // Names, addresses, folders and the repository are not in what is pasted.
    let pasted = report.bugReport.joined(separator: "\n")
    for word in ["acme", "webapp", "Alice", "alice", "example.com", stage.root] {
      #expect(!pasted.contains(word), "\(word)")
    }

    let paid = await stage.kb(["doctor", "--smoke", "agent"])
    #expect(paid.status == 0, "\(paid.text)\(paid.errorText)")
    #expect(paid.errorText.contains("it costs a little"))
    #expect(stage.sessionCount == 1)
    #expect(paid.text.contains("20 ok"), "\(paid.text)")
    #expect(!paid.text.contains("\u{1b}"))
    #expect(try stage.picture() == before)
  }

  @Test("tells a missing login by the agent's own words")
  func login() async throws {
    try stage.write(
      "sbx/settings.json",
      #"{"loggedIn": true, "policy": "balanced", "templates": ["docker.io/library/krutrimbox-claude:pnpm"], "home": "\#(stage.root)/template"}"#
    )
    try stage.writeProgram(
      "template/.local/bin/claude",
      """
      #!/bin/sh
      [ "$1" != --version ] || { echo '2.1.330 (Claude Code)'; exit 0; }
      cat >/dev/null
      echo '{"type":"result","subtype":"success","is_error":true,"api_error_status":null,"result":"Not logged in · Please run /login"}'
      exit 1
      """)
    let (status, report) = try await stage.smoke(["agent", "--forge", "local", "--agent", "claude"])
    #expect(status == 3)
    let session = report.rows.first { $0.row == "session" }
    #expect(session?.grade == "broken" && session?.code == "KB-A001", "\(report)")
    #expect(report.broken == 1)
  }

  @Test("tries with local sandboxes what they have")
  func local() async throws {
    let before = try stage.picture()
    let (status, report) = try await stage.smoke(["--forge", "local", "--sandbox", "local"])
    #expect(status == 0 && report.broken == 0, "\(report)")
    #expect(
      report.rows.filter { $0.grade == "skipped" }.map(\.row) == [
        "fetch-bundle", "github-read", "github-write", "session",
      ])
    #expect(try stage.picture() == before)
    #expect(Files.names(in: stage.state + "/sandboxes").isEmpty)
  }

  @Test("what can't be removed is told, and found by kb clean")
  func removal() async throws {
    let before = try stage.picture()
    let (status, report) = try await stage.smoke(
      ["--forge", "local"], ["KB_DOUBLE_SBX_FAULTS": "fail:rm@1x3", "KB_DELAY_SCALE": "0.01"])
    #expect(status == 3 && report.rows.first { $0.grade == "broken" }?.row == "remove", "\(report)")
    #expect(try stage.smokesLeft().count == 1)
    let result = await stage.kb(["clean", "--yes"])
    #expect(result.status == 0 && result.text.contains(": removed"), "\(result.text)\(result.errorText)")
    #expect(try stage.smokesLeft().isEmpty && stage.picture() == before)
  }

  @Test("says what is wrong before anything is made: no repository")
  func impossible() async throws {
    let outside = await stage.kb(["doctor", "--smoke"], in: stage.root)
    #expect(outside.status == 3 && outside.errorText.hasPrefix("kb: KB-R001"), "\(outside.errorText)")
    #expect(stage.sbxCalls(of: "create").isEmpty)
  }
}

struct SmokeObject: Decodable {
  struct Row: Decodable {
    let row: String
    let grade: String
    let text: String
    let code: String?
    let why: String?
  }
  let ok: Bool
  let broken: Int
  let rows: [Row]
  let bugReport: [String]
}

extension FactoryStage {
  func smoke(_ arguments: [String], _ environment: [String: String] = [:]) async throws -> (
    status: Int, report: SmokeObject
  ) {
    let result = await kb(["doctor", "--smoke"] + arguments + ["--json"], environment: environment)
    #expect(result.text.split(separator: "\n").count == 1, "\(result.text)\(result.errorText)")
    return (result.status, try JSONDecoder().decode(SmokeObject.self, from: Data(result.text.utf8)))
  }

  /// Everything of the operator's repository that a smoke test could change: refs, configuration, index and files.
  func picture() throws -> [String] {
    [
      try run(["git", "for-each-ref"]), try run(["git", "rev-parse", "HEAD"]),
      Files.text(checkout + "/.git/config") ?? "",
      try run(["git", "status", "--porcelain", "--ignored"]),
      Files.names(in: checkout + "/.git").joined(separator: " "),
      try run(["git", "--git-dir", origin, "for-each-ref"]),
    ]
  }

  /// Sandboxes, records and files of smoke tests.
  func smokesLeft() throws -> [String] {
    try run(["sbx", "ls", "--quiet"]).split(separator: "\n").map(String.init).filter {
      $0.hasPrefix("krutrimbox-smoke-")
    }
  }

  /// A template whose gh and git answer for GitHub as a fine-grained token that only reads lets them.
  func playGitHub() throws {
    try write(
      "sbx/settings.json",
      #"{"loggedIn": true, "policy": "balanced", "secrets": ["github", "openai"], "templates": ["docker.io/library/krutrimbox-codex:pnpm"], "home": "\#(root)/template"}"#
    )
    try writeProgram(
      "template/.local/bin/gh", "#!/bin/sh\nprintf 'HTTP/2.0 200 OK\\nContent-Type: application/json\\r\\n\\r\\n{}'\n")
    try writeProgram(
      "template/.local/bin/git",
      """
      #!/bin/sh
      case " $* " in
      *" ls-remote "*https://github.com/acme/webapp.git*) printf '0123\\tHEAD\\n'; exit 0 ;;
      *" push --dry-run "*https://github.com/acme/webapp.git*)
        echo 'remote: Write access to repository not granted.' >&2
        echo "fatal: unable to access 'https://github.com/acme/webapp.git/': The requested URL returned error: 403" >&2
        exit 128 ;;
      esac
      PATH=/usr/local/bin:/usr/bin:/bin exec git "$@"
      """)
  }
}
