import Foundation
import KBSystem
import TestSupport
import Testing

@Suite("Before a run, everything that is wrong is found and nothing is touched", .stage)
struct PreflightTests {
  private let stage = FactoryStage.current

  /// Runs kb on a stage with one PRD and expects it to end with a code and a status, having changed nothing.
  private func expect(
    _ code: String, _ status: Int, _ arguments: [String] = ["run"],
    environment: [String: String] = [:], in directory: String? = nil
  ) async throws {
    let result = await stage.kb(arguments, environment: environment, in: directory)
    #expect(result.status == status, "\(result.text)\(result.errorText)")
    #expect(result.errorText.hasPrefix("kb: \(code) "), "\(result.errorText)")
    #expect(result.errorText.contains("\n    Fix: "))
    #expect(stage.sessionCount == 0)
    #expect(!FileManager.default.fileExists(atPath: stage.state + "/runs"))
    #expect(try stage.run(["git", "--git-dir", stage.origin, "branch", "--list", "krutrimbox/*"]).isEmpty)
  }

  @discardableResult
  private func addPRD() throws -> Int {
    let prd = try stage.repository.addPRD("Import rows")
    try stage.repository.addSubIssue(of: prd, "Parse rows", body: "double: write parse.txt rows")
    return prd
  }

  @Test("outside a repository")
  func noRepository() async throws {
    try addPRD()
    try await expect("KB-R001", 3, in: stage.root)
  }

  @Test("with a configuration that is wrong")
  func configuration() async throws {
    try addPRD()
    try stage.configure(#"{"paralel": 2}"#)
    try await expect("KB-C002", 3)
  }

  @Test("with a base branch that origin does not have")
  func baseBranch() async throws {
    try addPRD()
    try await expect("KB-R003", 3, ["run", "--base-branch", "nowhere"])
  }

  @Test("without a login on GitHub")
  func loggedOut() async throws {
    try addPRD()
    try stage.world.setLoggedOut(true)
    try await expect("KB-G001", 3, environment: ["GH_TOKEN": ""])
  }

  @Test("without the template")
  func template() async throws {
    try addPRD()
    try await expect("KB-S004", 3, environment: ["KRUTRIMBOX_SANDBOX_TEMPLATE": "krutrimbox-codex:other"])
  }

  @Test("with a state directory that others can write")
  func state() async throws {
    try addPRD()
    try FileManager.default.createDirectory(
      atPath: stage.state, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o777])
    try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: stage.state)
    try await expect("KB-M003", 3)
  }

  @Test("without kb-worker beside kb")
  func workerProgram() async throws {
    try addPRD()
    let lonely = stage.root + "/lonely-kb"
    // By another process: a program that this one has only just written can't always be started.
    try stage.run(["cp", BuiltProducts.path("kb"), lonely])
    let result = await onOwnThread { [environment = stage.environment, checkout = stage.checkout] in
      ShortCommand([lonely, "run"], environment: environment, directory: checkout).run()
    }
    #expect(result.status == 3)
    #expect(result.errorText.hasPrefix("kb: KB-M005 "))
    #expect(result.errorText.contains(stage.root + "/kb-worker"))
  }

  @Test("asked for a PRD that is not there, not ready, another's issue, not owned, or locked by the Node tool")
  func explicit() async throws {
    let prd = try addPRD()
    try await expect("KB-P001", 1, ["run", "--prd", "99"])
    try await expect("KB-P004", 1, ["run", "--prd", "\(prd + 1)"])
    let draft = try stage.repository.addPRD("Later")
    try stage.repository.setLabels(draft, ["PRD"])
    try await expect("KB-P002", 1, ["run", "--prd", "\(draft)"])
    try await expect("KB-P003", 1, ["run", "--prd", "\(prd)", "--author", "somebody"])
    try stage.write("home/webapp/.krutrimbox/locks/prd-\(prd).lock/owner", "")
    try await expect("KB-P009", 1, ["run", "--prd", "\(prd)"])
  }

  @Test("in a batch, a PRD that the Node tool locks fails with the remedy and the others are worked on")
  func legacyLock() async throws {
    let prd = try addPRD()
    let other = try stage.repository.addPRD("Export rows")
    try stage.repository.addSubIssue(of: other, "Write rows", body: "double: write export.txt rows")
    try stage.write("home/webapp/.krutrimbox/locks/prd-\(prd).lock/owner", "")
    let result = await stage.kb(["run"])
    #expect(result.status == 1)
    #expect(result.text.contains("prd=\(prd) failed code=KB-P009"))
    #expect(result.text.contains("prd=\(other) delivered"))
  }

  @Test("a dry run says what would run and why others would not, and creates no label")
  func dryRun() async throws {
    let prd = try addPRD()
    try stage.world.addUser("bob")
    let other = try stage.repository.addPRD("Mail templates", author: "bob")
    try stage.world.clearLogs()
    let result = await stage.kb(["run", "--dry-run"])
    #expect(result.status == 0)
    #expect(result.text.contains("would run (1), 1 at once, from origin/main\n  #\(prd)"))
    #expect(result.text.contains("#\(other)"))
    #expect(result.text.contains("author bob is not an owner (owners: alice)"))
    #expect(try stage.world.effects.isEmpty)
    #expect(stage.sessionCount == 0)

    let json = await stage.kb(["run", "--dry-run", "--json"])
    #expect(json.text.split(separator: "\n").count == 1)
    #expect(json.text == (await stage.kb(["plan", "--json"])).text)
    #expect(json.text.contains(#""wouldRun":[{"#))
  }

  @Test("a run and its plan say that the machine has less memory than the workers may take, and go on")
  func memory() async throws {
    try addPRD()
    let other = try stage.repository.addPRD("Export rows")
    try stage.repository.addSubIssue(of: other, "Write rows", body: "double: write export.txt rows")
    try stage.configure(#"{"sandbox": {"memory": "\#((MachineSize.current?.memory ?? 8192) * 7 / 10)MiB"}}"#)
    func notices(_ result: ShortCommand.Result) -> Int {
      #expect(result.status == 0, "\(result.text)\(result.errorText)")
      return result.errorText.split(separator: "\n").count { $0.hasSuffix("--parallel 1 fits") }
    }
    #expect(notices(await stage.kb(["plan", "--parallel", "2"])) == 1)
    #expect(notices(await stage.kb(["plan", "--parallel", "2", "--json"])) == 1)
    #expect(notices(await stage.kb(["plan"])) == 0)
    #expect(notices(await stage.kb(["run", "--parallel", "2"])) == 1)
    #expect(stage.sessionCount == 4)
  }

  @Test("a run without a ready PRD says what one looks like")
  func nothing() async throws {
    let result = await stage.kb(["run"])
    #expect(result.status == 0)
    #expect(result.text.hasPrefix("No PRD of acme/webapp is ready to be worked on.\n"))
  }
}
