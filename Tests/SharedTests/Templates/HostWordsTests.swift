import Testing

@testable import Shared

@Suite("Words of the host")
struct HostWordsTests {
  private func words(machine: String? = "zelda-mac.local") throws -> HostWords {
    let identity = try GitIdentity(
      CommandResult(end: .exited(.code(value: 0)), output: "Zelda Quartz <zelda@quartz.example> 1 +0000\n"))
    return HostWords(
      checkout: "/srv/zq/webapp", stateRoot: "/srv/zq/.local/state/krutrimbox", home: "/srv/zq", machine: machine,
      identity: identity)
  }

  @Test(
    "are hidden from the forge",
    arguments: [
      ("by Zelda Quartz <zelda@quartz.example>.", "by *** <***>."),
      ("see /srv/zq/webapp/src/a.ts:3 and /srv/zq/webapp", "see src/a.ts:3 and ."),
      ("cp /srv/zq/.ssh/config /private/srv/zq/x", "cp ~/.ssh/config ~/x"),
      ("in /srv/zq/.local/state/krutrimbox/runs", "in the state directory/runs"),
      ("on zelda-mac.local, or zelda-mac", "on ***, or ***"),
      ("'/home/somebody/x' \"/Users/some.body/y\"", "'~/x' \"~.body/y\""),
      ("/srv/zq/webapp2/a", "~/webapp2/a"), ("/srv/zqq/a", "/srv/zqq/a"), ("Zelda Quartzite", "Zelda Quartzite"),
      ("https://example.com/home/page in /home/agent/x", "https://example.com/home/page in /home/agent/x"),
    ])
  func hidden(_ text: String, _ expected: String) throws {
    #expect(try words().hidden(in: text) == expected)
  }

  @Test("don't take a plain word for the machine's name")
  func plainMachine() throws {
    #expect(try words(machine: "ubuntu").hidden(in: "runs on ubuntu") == "runs on ubuntu")
  }
}
