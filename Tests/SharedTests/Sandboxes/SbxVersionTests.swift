import KBDomain
import KBFailures
import KBSandboxes
import KBSystem
import KBText
import TestSupport
import Testing

@Suite("Versions of the sandbox CLI")
struct SbxVersionTests {
  private func version(_ minor: Int) -> SbxVersion { SbxVersion(ProgramVersion(0, minor)) }

  @Test(
    "are read from every shape",
    arguments: [
      ("sbx version: v0.46.0 5d0c0b6", "0.46"), ("sbx version: v0.34.0-rc3 d37fee3", "0.34"),
      ("sbx version: v0.42.0-503-g951b7f6d7 951b7f6", "0.42"),
      ("Client Version:  v0.31.1 7055fec\nServer Version:  Unavailable (daemon not running)\n", "0.31.1"),
      ("Starting sandboxd daemon...\nsbx version: v0.47.1 abc\n", "0.47.1"),
      ("╭───╮\n│ sbx v0.48.0 is available │\n╰───╯\nsbx version: v0.47.0 abc\n", "0.47"),
      ("A new version of sbx is available: v0.47.0 (current: v0.38.0).\nsbx version: v0.38.0 abc", "0.38"),
    ])
  func readShape(_ text: String, _ number: String) {
    #expect(SbxVersion(printed: text).description == number)
  }

  @Test("are unknown where none is told", arguments: ["", "nothing", "│ sbx v0.48.0 │", "ERROR: unknown command"])
  func unknownNone(_ text: String) { #expect(SbxVersion(printed: text).number == nil) }

  @Test(
    "that are too old are refused with the reasons",
    arguments: [
      (31, "it loses what commands in sandboxes print", 3), (32, "it gives sandboxes the keys", 2),
      (34, "it gives sandboxes the keys", 2), (35, "CVE-2026-77179", 1), (39, "CVE-2026-77179", 1),
    ])
  func oldRefused(_ minor: Int, _ reason: String, _ more: Int) {
    let failure = #expect(throws: ExpectedFailure.self) { try version(minor).requireUsable() }
    #expect(failure?.code == .programTooOld && failure?.what.contains(reason) == true)
    #expect(failure?.why?.split(separator: "\n").count == more)
    #expect(failure?.fix.contains("sbx daemon restart") == true)
  }

  @Test("from 0.42 on are used, an unknown one too")
  func versionsInUse() throws {
    for minor in [42, 43, 47, 48, 60] { try version(minor).requireUsable() }
    try SbxVersion(nil).requireUsable()
    #expect(version(42).warning != nil)
    #expect(version(43).warning == nil && SbxVersion(nil).warning == nil)
  }

  @Test("have their own flags for the self-diagnosis")
  func ownFlags() {
    func flags(_ version: SbxVersion) -> [[String]] { Sbx.diagnose(version).map { Array($0.arguments.dropFirst()) } }
    let (old, new) = (["--output", "json"], ["--format", "json"])
    #expect(flags(version(42)) == [old, new] && flags(version(47)) == [old, new])
    #expect(flags(version(48)) == [new, old] && flags(SbxVersion(nil)) == [new, old])
  }

  @Test("have their own ways to list secrets")
  func ownWays() {
    #expect(Sbx.secretList(version(41)).arguments == ["secret", "ls"])
    #expect(Sbx.secretList(version(42)).arguments == ["secret", "ls", "--json"])
    #expect(!version(41).knowsAgentForwarding && version(42).knowsAgentForwarding)
  }

  @Test("have their own remedies")
  func ownRemedies() {
    #expect(version(37).storeSecret("github") == "sbx secret set -g github")
    #expect(version(38).storeSecret("github") == "sbx secret set github")
    #expect(version(48).logIn(.codex).contains("sbx secret set openai --oauth"))
    #expect(version(37).logIn(.codex).contains("sbx secret set -g openai --oauth"))
    #expect(version(48).logIn(.claude).contains("/login") && version(48).logIn(.claude).contains("set anthropic"))
    #expect(version(33).setPolicy == "sbx policy set-default balanced")
    #expect(version(34).setPolicy == "sbx policy init balanced")
  }

  @Test("that guess a flag wrong ask once more, and no more than that")
  func guessFlag() {
    func asked(_ answers: CommandResult...) -> Int {
      var left = answers
      _ = SbxSetup.diagnose(version(48)) { _ in left.removeFirst() }
      return answers.count - left.count
    }
    #expect(asked(.failed(1, "ERROR: unknown flag: --format"), .printed("{}")) == 2)
    #expect(asked(.failed(1, "ERROR: unknown shorthand flag: 'o' in -o"), .printed("{}")) == 2)
    #expect(asked(.printed("{}"), .printed("{}")) == 1)
    #expect(asked(.failed(1, "ERROR: not signed in"), .printed("{}")) == 1)
  }
}
