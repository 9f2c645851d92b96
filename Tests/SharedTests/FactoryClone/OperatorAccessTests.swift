import KBSystem
import TestSupport
import Testing
@testable import KBRepository

@Suite("How the operator reaches origin")
struct OperatorAccessTests {
  /// As git prints its configuration: scope, key and value.
  private func listing(_ entries: [(String, String, String)]) -> GitSettings {
    GitSettings(entries.map { "\($0)\0\($1)\n\($2)\0" }.joined())
  }

  /// What is given to git, in its order.
  private func given(_ variables: [String: String]) -> [String] {
    (0..<(Int(variables["GIT_CONFIG_COUNT"] ?? "") ?? 0)).map {
      "\(variables["GIT_CONFIG_KEY_\($0)"] ?? "-")=\(variables["GIT_CONFIG_VALUE_\($0)"] ?? "-")"
    }
  }

  private func variables(
    _ entries: [(String, String, String)], beside others: [(String, String, String)]? = nil,
    environment: [String: String] = [:]
  ) -> [String: String] {
    OperatorAccess.variables(listing(entries), beside: others.map(listing), of: "/home/me/app", environment)
  }

  @Test("is what their clone says of credentials, addresses and proxies, and nothing else of it")
  func ownSettings() {
    let told = given(
      variables([
        ("global", "credential.helper", "store"), ("local", "credential.helper", "!print-token"),
        ("local", "url.https://mirror/.insteadof", "gh:"), ("worktree", "http.proxy", "http://proxy:8080"),
        ("local", "user.email", "me@work.example"), ("local", "core.hookspath", "/evil"),
        ("local", "filter.x.smudge", "evil"), ("local", "alias.push", "!evil"), ("local", "core.fsmonitor", "evil"),
        ("local", "remote.origin.url", "gh:acme/webapp"), ("local", "remote.origin.pushurl", "../pushed.git"),
      ]))
    #expect(
      told == [
        "credential.helper=!print-token", "url.https://mirror/.insteadof=gh:", "http.proxy=http://proxy:8080",
        "user.email=me@work.example", "remote.origin.pushurl=/home/me/app/../pushed.git",
      ])
  }

  @Test("leaves a password in origin's address out of every file: git is told to use it in place of the clean one")
  func password() {
    let told = given(variables([("local", "remote.origin.url", "https://me:pw@host/acme/webapp.git")]))
    #expect(told == ["url.https://me:pw@host/acme/webapp.git.insteadof=https://host/acme/webapp.git"])
  }

  @Test("goes by all addresses where origin has several")
  func addresses() {
    let told = given(variables([("local", "remote.origin.url", "/a"), ("local", "remote.origin.url", "b.git")]))
    #expect(told == ["remote.origin.pushurl=/a", "remote.origin.pushurl=/home/me/app/b.git"])
  }

  @Test("has what the operator's own configuration says for that clone alone")
  func conditions() {
    let all = ("global", "credential.helper", "store")
    let condition = ("global", "includeif.gitdir:~/office/.path", "office.inc")
    let told = given(variables([all, condition, ("global", "http.extraheader", "X: y")], beside: [all, condition]))
    #expect(told == ["http.extraheader=X: y"])
  }

  @Test("has what the operator's environment says last")
  func environment() {
    let own = ["GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "http.proxy", "GIT_CONFIG_VALUE_0": "last"]
    let told = variables([("local", "http.proxy", "first"), ("command", "http.proxy", "last")], environment: own)
    #expect(given(told) == ["http.proxy=first", "http.proxy=last"])
  }

  @Test("goes by the ssh command of their clone")
  func ssh() {
    let told = variables([("local", "core.sshcommand", "ssh -i work")])
    #expect(told["GIT_SSH_COMMAND"] == "ssh -i work -o BatchMode=yes")
  }

  @Test("is read once, and given by the environment alone")
  func once() throws {
    let effects = ScriptedEffects()
    effects.on("config --list", give: .printed("local\0http.extraheader\nAuthorization: secret\0"))
    effects.on("fetch", give: .printed(""))
    effects.on("commit-tree", give: .printed("abc"))
    let git = Git("/factory", effects: effects, operatorClone: "/home/me/app")
    try git.remote("send", ["fetch", "origin"])
    try git.output(["commit-tree", "t"])
    #expect(effects.commands.map(\.directory) == ["/home/me/app", "/factory", "/factory"])
    #expect(
      effects.commands.map { $0.environment["GIT_CONFIG_VALUE_0"] } == [
        nil, "Authorization: secret", "Authorization: secret",
      ])
    #expect(effects.commands.allSatisfy { !$0.typed.contains("secret") })
  }
}
