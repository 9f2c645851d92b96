import Foundation
import KBDomain
import TestSupport
import Testing

@Suite("Secrets of the host", .stage)
struct SecretTests {
  private let stage = FactoryStage.current

  static let vendorKey = "sk-proj-abcdefghijklmnopqrstuvwx0123456789"
  static let ownSecret = "correct-horse-battery"

  @Test("that an agent or a check prints reach neither comment nor log, journal or event")
  func areMasked() async throws {
    try stage.configure(#"{"verify": {"commands": [["sh", "-c", "test ! -f red.txt || { cat red.txt; false; }"]]}}"#)
    let token = GitHubWorld.token(of: "alice")
    let words = "\(token) and \(Self.vendorKey) and \(Self.ownSecret)."
    let scripts = ["double: say Look: \(words)", "double: write red.txt \(words)", "double: fail \(words)"]
    for script in scripts {
      let prd = try stage.repository.addPRD("Import")
      try stage.repository.addSubIssue(of: prd, "Parse", body: script)
    }
    let reviewed = try stage.repository.addPRD("Export")
    try stage.repository.addSubIssue(
      of: reviewed, "Write", body: "double: write a.txt a\ndouble: run echo \(words)\ndouble: review say \(words)")

    let run = await stage.kbRun("--parallel", "2", environment: ["DEPLOY_PASSWORD": Self.ownSecret])

    #expect(run.ending(of: reviewed) == "delivered", "\(run)")
    #expect([1, 3, 5].map { run.code(of: $0) } == ["KB-A009", "KB-A010", "KB-A003"], "\(run)")
    let comments = try stage.repository.value.issues.flatMap(\.comments).map(\.body)
    #expect(comments.count == 4)
    let texts = comments + [run.result.text, run.result.errorText, try stage.stateText()]
    for secret in [token, Self.vendorKey, Self.ownSecret] {
      #expect(texts.flatMap { $0.split(separator: "\n") }.filter { $0.contains(secret) }.isEmpty)
    }
  }

  @Test("never enter the agent's environment", arguments: AgentName.allCases)
  func environment(agent: AgentName) async throws {
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(
      of: prd, "Parse", body: "double: run env > environment.txt ; git config --list > config.txt")

    let run = await stage.kbRun(
      "--agent", agent.rawValue,
      environment: [
        "DEPLOY_PASSWORD": Self.ownSecret, "OPENAI_API_KEY": Self.vendorKey, "AWS_PROFILE": "prod",
        "SSH_AUTH_SOCK": "/tmp/agent", "GIT_CONFIG_COUNT": "0",
      ])

    #expect(run.ending(of: prd) == "delivered", "\(run)")
    let branch = stage.branch(of: prd)
    let text = try stage.text(of: "environment.txt", on: branch)
    let names = try stage.sessions().flatMap { $0["environment", default: ""].split(separator: " ").map(String.init) }
    let hostOnly = [
      "DEPLOY_PASSWORD", "AWS_PROFILE", "SSH_AUTH_SOCK", "KB_STATE_HOME", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_COUNT",
    ]
    #expect(Set(names).isDisjoint(with: hostOnly))
    for name in hostOnly { #expect(!text.contains("\(name)=")) }
    // A sandbox has placeholders under the names of credentials that its proxy brings.
    for secret in [GitHubWorld.token(of: "alice"), Self.vendorKey, Self.ownSecret] { #expect(!text.contains(secret)) }
    #expect(try stage.text(of: "config.txt", on: branch).contains(stage.root + "/origin.git") == false)
  }

  @Test("and whatever else a run writes down are private to the user")
  func filesArePrivate() async throws {
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write a.txt a")
    #expect(await stage.kbRun().ending(of: prd) == "delivered")

    let paths = try FileManager.default.subpathsOfDirectory(atPath: stage.state)
    #expect(paths.contains { $0.hasSuffix(".log") } && paths.contains { $0.hasSuffix(".journal") })
    // git writes a Factory Clone as it writes any: the folder around all of them is closed.
    #expect(paths.contains("repositories"))
    for path in paths where !path.hasPrefix("repositories/") {
      let mode = try FileManager.default.attributesOfItem(atPath: "\(stage.state)/\(path)")[.posixPermissions] as? Int
      #expect((mode ?? 0o777) & 0o077 == 0, "\(path)")
    }
  }
}
