import KBRepository
import Testing
@testable import KBDomain
@testable import KBSystem
@testable import KBTemplates

@Suite("Words of the host")
struct HostWordsTests {
  private func words(
    machine: String? = "zelda-mac.local", _ committer: String = "Zelda Quartz <zelda@quartz.example>"
  ) throws -> HostWords {
    let identity = try GitIdentity(CommandResult(end: .exited(.code(value: 0)), output: "\(committer) 1 +0000\n"))
    return HostWords(
      checkouts: ["/srv/zq/webapp"], stateRoot: "/srv/zq/.local/state/krutrimbox", home: "/srv/zq", machine: machine,
      identity: identity, homes: ["/home/somebody", "/Users/some.body"])
  }

  @Test(
    "are hidden from the forge",
    arguments: [
      ("by Zelda Quartz <zelda@quartz.example>.", "by *** <***>."),
      ("see /srv/zq/webapp/src/a.ts:3 and /srv/zq/webapp", "see src/a.ts:3 and ."),
      ("cp /srv/zq/.ssh/config /private/srv/zq/x", "cp ~/.ssh/config ~/x"),
      ("in /srv/zq/.local/state/krutrimbox/runs", "in the state directory/runs"),
      ("on zelda-mac.local, or zelda-mac", "on ***, or ***"),
      ("'/home/somebody/x' \"/Users/some.body/y\"", "'~/x' \"~/y\""),
      ("/home/dashboard answers 404, /home/settings 200", "/home/dashboard answers 404, /home/settings 200"),
      ("/home/somebodyelse, /home/somebody.", "/home/somebodyelse, ~."),
      ("/srv/zq/webapp2/a", "~/webapp2/a"), ("/srv/zqq/a", "/srv/zqq/a"), ("Zelda Quartzite", "Zelda Quartzite"),
      ("https://example.com/home/page in /home/agent/x", "https://example.com/home/page in /home/agent/x"),
    ])
  func hidden(_ text: String, _ expected: String) throws {
    #expect(try words().hidden(in: text) == expected)
  }

  @Test(
    "mask a short name, and one that is a plain word, beside an address only",
    arguments: [
      ("Bo <bo@q.example>", "by Bo <bo@q.example>. Bo knows", "by *** <***>. Bo knows"),
      ("Bo <bo@q.example>", "Bo <1+bo@users.noreply.github.com>", "*** <1+bo@users.noreply.github.com>"),
      ("Bo <bo@q.example>", "bo@q.example (Bo)", "*** (***)"),
      ("A Z <a@b>", "A Z <a@b>: from A Z on, a@b", "*** <***>: from A Z on, ***"),
      ("Will <will@q.example>", "Will it run? Will react@18.2.0?", "Will it run? Will react@18.2.0?"),
      ("Grace <g@q.example>", "Signed-off-by: Grace <g@q.example>, with Grace", "Signed-off-by: *** <***>, with Grace"),
      ("bo <bo@q.example>", "x@y.example (bo@q.example)", "x@y.example (***)"),
    ])
  func plainNames(_ committer: String, _ text: String, _ expected: String) throws {
    #expect(try words(committer).hidden(in: text) == expected)
  }

  @Test("don't take a plain word for the machine's name")
  func plainMachine() throws {
    #expect(try words(machine: "ubuntu").hidden(in: "runs on ubuntu") == "runs on ubuntu")
  }
}
