import KBSystem
import TestSupport
import Testing
@testable import KBRepository

@Suite("How git reaches origin over ssh")
struct SSHCommandTests {
  @Test(
    "is as the operator has set it, told to ask for nothing",
    arguments: [
      ([:], nil, "ssh -o BatchMode=yes"), ([:], "ssh -i ~/.ssh/work", "ssh -i ~/.ssh/work -o BatchMode=yes"),
      (["GIT_SSH_COMMAND": "ssh -p 7"], "ssh -i x", "ssh -p 7 -o BatchMode=yes"),
      (["GIT_SSH_COMMAND": "ssh -p 7", "GIT_SSH": "/w"], nil, "ssh -p 7 -o BatchMode=yes"),
      (["GIT_SSH": "/w"], "ssh -i x", nil), (["GIT_SSH": "", "GIT_SSH_COMMAND": ""], nil, "ssh -o BatchMode=yes"),
    ] as [([String: String], String?, String?)])
  func command(environment: [String: String], configured: String?, command: String?) {
    let variables = SSHCommand.variables(environment) { configured }
    #expect(variables == (command.map { ["GIT_SSH_COMMAND": $0] } ?? [:]))
  }

  @Test("is asked for once, and only for what goes to origin")
  func askedOnce() throws {
    let effects = ScriptedEffects()
    effects.on("config --list", give: .printed("local\0core.sshcommand\nssh -i work\0"))
    effects.on("ls-remote", give: .printed(""), .printed(""))
    effects.on("push", give: .printed(""))
    effects.on("rev-parse", give: .printed(""))
    let git = Git("/clone", effects: effects)
    try git.output(["rev-parse", "HEAD"])
    try git.remote("list its branches", ["ls-remote", "origin"])
    try git.remote("list its branches", ["ls-remote", "origin"])
    try git.output(["push", "origin", "main"])
    #expect(effects.unused.isEmpty)
    let own = "ssh -i work -o BatchMode=yes"
    #expect(effects.commands.map { $0.environment["GIT_SSH_COMMAND"] } == [nil, nil, own, own, own])
  }

  @Test("is ssh without questions where nothing is configured")
  func unset() throws {
    let effects = ScriptedEffects()
    effects.on("config --list", give: .failed(1, ""))
    effects.on("fetch", give: .printed(""))
    try Git("/clone", effects: effects).remote("send", ["fetch", "origin"])
    #expect(effects.commands.last?.environment["GIT_SSH_COMMAND"] == "ssh -o BatchMode=yes")
  }

  @Test("is the operator's variable where there is one, and git is not asked")
  func ownVariable() throws {
    let effects = ScriptedEffects()
    effects.environment = ["GIT_SSH_COMMAND": "ssh -v"]
    effects.on("fetch", give: .printed(""))
    try Git("/clone", effects: effects).remote("send", ["fetch", "origin"])
    #expect(effects.commands.map { $0.environment["GIT_SSH_COMMAND"] } == ["ssh -v -o BatchMode=yes"])
  }
}
