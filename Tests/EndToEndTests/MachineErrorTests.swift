import Foundation
import TestSupport
import Testing

@Suite("A machine, clone or configuration that is not ready", .stage)
struct MachineErrorTests {
  private let stage = FactoryStage.current

  /// What is wrong, with what it takes to make it so.
  enum Fault: String, CaseIterable, Sendable {
    case noRepository, noOrigin, originElsewhere, noBaseBranch, originGone, originDown
    case brokenConfiguration, gitFolderDamaged, branchInTheWay, mayNotPush
    case noGh, noSbx, ghLoggedOut, noTemplate, otherTemplate
    case configurationNoJSON, unknownKey, wrongValue, pathEscapes, fileMissing, badTemplate
    case stateIsFile, stateIsOpen, stateRelative

    var code: String {
      switch self {
      case .noRepository: "KB-R001"
      case .noOrigin: "KB-R002"
      case .originElsewhere: "KB-R010"
      case .noBaseBranch: "KB-R003"
      case .originGone, .mayNotPush: "KB-R021"
      case .originDown: "KB-R006"
      case .brokenConfiguration, .gitFolderDamaged: "KB-R015"
      case .branchInTheWay: "KB-R016"
      case .noGh, .noSbx: "KB-M001"
      case .ghLoggedOut: "KB-G001"
      case .noTemplate, .otherTemplate: "KB-S004"
      case .configurationNoJSON: "KB-C001"
      case .unknownKey: "KB-C002"
      case .wrongValue, .badTemplate: "KB-C003"
      case .pathEscapes: "KB-C004"
      case .fileMissing: "KB-C005"
      case .stateIsFile, .stateRelative: "KB-M004"
      case .stateIsOpen: "KB-M003"
      }
    }
  }

  @Test("stops the run with its code and status before anything is touched", arguments: Fault.allCases)
  func stops(_ fault: Fault) async throws {
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write a.txt a")
    var directory: String?
    var environment: [String: String] = [:]
    switch fault {
    case .noRepository: directory = stage.root
    case .noOrigin: try stage.run(["git", "remote", "remove", "origin"])
    case .originElsewhere: try stage.run(["git", "remote", "set-url", "origin", "https://gitlab.com/acme/webapp.git"])
    case .noBaseBranch: try stage.configure(#"{"baseBranch": "nowhere"}"#)
    case .originGone:
      try stage.run(["git", "config", "--global", "--rename-section", "url.\(stage.origin)", "url./nowhere.git"])
    case .originDown:
      try stage.writeProgram("bin/ssh", "#!/bin/sh\necho 'ssh: Could not resolve hostname' >&2\nexit 255\n")
      try stage.run(["git", "remote", "set-url", "origin", "git@github.com:acme/webapp.git"])
      environment["KB_DELAY_SCALE"] = "0.001"
    case .brokenConfiguration, .gitFolderDamaged:
      directory = stage.root + "/other"
      try stage.run(["git", "clone", "-q", stage.origin, stage.root + "/other"])
      let file = fault == .brokenConfiguration ? "config" : "HEAD"
      try stage.write("other/.git/\(file)", "[core\n")
    case .branchInTheWay: try stage.run(["git", "push", "-q", "origin", "origin/main:refs/heads/krutrimbox"])
    case .mayNotPush:
      // What GitHub answers over ssh to who may only read (`git-receive-pack`).
      try stage.run([
        "git", "config", "--global", "remote.origin.receivepack",
        "echo 'ERROR: Permission to acme/webapp.git denied to alice.' >&2; false",
      ])
    case .noGh: try FileManager.default.removeItem(atPath: stage.root + "/bin/gh")
    case .noSbx: try FileManager.default.removeItem(atPath: stage.root + "/bin/sbx")
    case .ghLoggedOut:
      try stage.world.setLoggedOut(true)
      environment["GH_TOKEN"] = ""
    case .noTemplate:
      try stage.write("sbx/settings.json", #"{"loggedIn": true, "policy": "balanced", "templates": []}"#)
    case .otherTemplate: environment["KRUTRIMBOX_SANDBOX_TEMPLATE"] = "krutrimbox-codex:mine"
    case .configurationNoJSON: try stage.configure("{")
    case .unknownKey: try stage.configure(#"{"paralel": 2}"#)
    case .wrongValue: try stage.configure(#"{"parallel": "two"}"#)
    case .pathEscapes: try stage.configure(#"{"prompts": {"afkIssue": "../README.md"}}"#)
    case .fileMissing: try stage.configure(#"{"prompts": {"afkIssue": "afk.md"}}"#)
    case .badTemplate:
      try stage.write("home/webapp/.krutrimbox/message.md", "{{nonsense}}")
      try stage.configure(#"{"templates": {"commitMessage": "message.md"}}"#)
    case .stateIsFile: try stage.write("state", "")
    case .stateIsOpen:
      try FileManager.default.createDirectory(
        atPath: stage.state, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: stage.state)
    case .stateRelative: environment["KB_STATE_HOME"] = "state"
    }
    let before = try stage.traces()

    let run = await stage.kbRun(environment: environment, in: directory)

    // A network that is down is not a machine that is not ready.
    #expect(run.status == (fault == .originDown ? 1 : 3), "\(run)")
    #expect(run.code() == fault.code, "\(run)")
    #expect(run.result.text.isEmpty)
    #expect(stage.sessionCount == 0)
    #expect(stage.sbxCalls(of: "create").isEmpty)
    #expect(try stage.traces() == before)
  }

  @Test(
    "such as one without login or network policy for sandboxes ends a run before it touches anything",
    arguments: [("KB-S003", #""loggedIn": false, "policy": "balanced""#), ("KB-S005", #""loggedIn": true"#)])
  func noSandboxes(code: String, settings: String) async throws {
    try stage.write(
      "sbx/settings.json", "{\(settings), \"templates\": [\"docker.io/library/krutrimbox-codex:pnpm\"]}")
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write a.txt a")
    let before = try stage.traces()

    let run = await stage.kbRun()

    #expect(run.status == 3)
    #expect(run.code() == code, "\(run)")
    #expect(stage.sbxCalls(of: "create").isEmpty)
    #expect(try stage.traces() == before)
  }

  @Test("such as one whose git knows no name for commits ends a run before it touches anything")
  func noIdentity() async throws {
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write a.txt a")
    try stage.run(["git", "config", "--global", "--unset", "user.email"])
    try stage.run(["git", "config", "--global", "user.useConfigOnly", "true"])

    let before = try stage.traces()

    let run = await stage.kbRun()
    #expect(run.status == 3)
    #expect(run.code() == "KB-R012", "\(run)")
    #expect(try stage.traces() == before)
  }
}
