import Foundation
import KBSystem
import TestSupport
import Testing

@Suite("kb clean", .timeLimit(.minutes(40)), .stage)
struct CleanCommandTests {
  private let stage = FactoryStage.current

  /// A PRD that has failed, with half of the work in its sandbox.
  private func failedPRD(_ sandbox: String = "sbx", body: String = "double: write half.txt work\ndouble: fail no")
    async throws -> Int
  {
    let prd = try stage.repository.addPRD("Import rows")
    try stage.repository.addSubIssue(of: prd, "Parse rows", body: body)
    #expect(await stage.kb(["run", "--sandbox", sandbox]).status == 1)
    return prd
  }

  private func saved() throws -> [String] {
    try stage.git("for-each-ref", "--format=%(refname)", "refs/krutrimbox").split(separator: "\n")
      .map(String.init).filter { $0.contains("/saved/clean-") }
  }

  @Test("saves a sandbox's work on the host and then removes it", arguments: ["sbx", "local"])
  func savesFirst(sandbox: String) async throws {
    let prd = try await failedPRD(sandbox)
    let asked = await stage.kb(["clean"])
    #expect(asked.status == 2)
    #expect(asked.errorText.hasPrefix("kb: KB-U008 "), "\(asked.text)\(asked.errorText)")
    // `kb clean --yes` alone would not remove what --refs, --clones or a number asked for.
    #expect(asked.errorText.contains("Fix: the same command with --yes"), "\(asked.errorText)")
    #expect(asked.text.contains("#\(prd)") && asked.text.contains("removed, once its work is saved"))
    #expect(try saved().isEmpty)

    let result = await stage.kb(["clean", "\(prd)", "--yes"])
    #expect(result.status == 0, "\(result.text)\(result.errorText)")
    let ref = try #require(try saved().first)
    #expect(result.text.contains("removed; its work is kept: kb saved \(prd)"))
    #expect(ref.hasPrefix("refs/krutrimbox/prd-\(prd)/saved/clean-"))
    #expect(try stage.git("show", "\(ref):half.txt") == "work\n")
    let again = await stage.kb(["clean"])
    #expect(again.text.hasSuffix("Nothing to remove.\n"), "\(again.text)")
    #expect(again.text.contains(ref))
  }

  @Test("keeps a sandbox that can't be saved whole")
  func keepsUnsaved() async throws {
    _ = try await failedPRD(
      body: "double: run git init -q inner && touch inner/file && git -C inner add -A\ndouble: fail no")
    let result = await stage.kb(["clean", "--yes"])
    #expect(result.status == 1)
    #expect(result.text.contains("kept: KB-S006"), "\(result.text)\(result.errorText)")
    #expect(try stage.run(["sbx", "ls"]).contains("krutrimbox-prd-"))
  }

  @Test("works for all repositories where it is typed outside of a clone")
  func outside() async throws {
    let prd = try await failedPRD()
    let run = await stage.kb(["clean", "--yes", "acme/webapp#\(prd)"], in: stage.root)
    #expect(run.status == 0, "\(run.errorText)")
    #expect(run.text.contains("removed; its work is kept: kb saved \(prd)"), "\(run.text)")
    #expect(try !stage.run(["sbx", "ls"]).contains("krutrimbox-prd-\(prd)-"))
    #expect(try !saved().isEmpty)
  }

  @Test("keeps a sandbox that a worker uses, and one of another repository")
  func keepsUsed() async throws {
    let prd = try await failedPRD()
    let claim = stage.state + "/prds/github.com/acme/webapp/prd-\(prd).claim"
    guard let held = try FileLock.acquire(claim) else { throw StageError(description: "the claim is held") }
    let used = await stage.kb(["clean", "--yes"])
    #expect(used.status == 0)
    #expect(used.text.contains("kept: a worker is at work on it"), "\(used.text)\(used.errorText)")
    let isStillHeld = held.isStillOnItsPath
    #expect(isStillHeld)
    try stage.run(["git", "init", "--quiet", stage.root + "/other"])
    try stage.run(["git", "-C", stage.root + "/other", "remote", "add", "origin", "https://github.com/acme/other.git"])
    let elsewhere = await stage.kb(["clean", "--yes"], in: stage.root + "/other")
    #expect(elsewhere.text.contains("kept: of another repository"), "\(elsewhere.text)\(elsewhere.errorText)")
    // What can't be looked at is neither another's, nor nothing.
    let blind = await stage.kb(["clean", "--yes"], environment: ["KB_DOUBLE_SBX_FAULTS": "daemon-down:ls"])
    #expect(blind.status == 1 && blind.text.contains("sandboxes of sbx are not listed: KB-S"), "\(blind.text)")
    #expect(blind.text.contains(" Fix: ") && !blind.text.contains("Nothing to remove"), "\(blind.text)")
    let config = stage.checkout + "/.git/config"
    try stage.write("config-before", Files.text(config) ?? "")
    try stage.run(["sh", "-c", "echo '[broken' >> \"$1\"", "sh", config])
    let broken = await stage.kb(["clean", "--yes"])
    #expect(broken.status == 3 && broken.errorText.hasPrefix("kb: KB-R015"), "\(broken.text)\(broken.errorText)")
    #expect(broken.errorText.contains("bad config line"), "\(broken.errorText)")
    try stage.run(["cp", stage.root + "/config-before", config])
    #expect(try stage.run(["sbx", "ls"]).contains("krutrimbox-prd-\(prd)-"))
  }

  @Test("removes runs of more than 30 days ago, unless somebody works on them")
  func oldRuns() async throws {
    for run in ["20260101-0000-aaaa", "20260101-0000-bbbb", "20260101-0000-cccc"] {
      try stage.write("state/runs/\(run)/run.jsonl", "\n")
    }
    try stage.write("state/runs/20260101-0000-bbbb/run.lock", "")
    try stage.run(["chmod", "-R", "go-w", stage.state])
    let old = Date().addingTimeInterval(-31 * 86_400)
    for run in ["20260101-0000-aaaa", "20260101-0000-bbbb"] {
      for file in ["/run.jsonl", ""] {
        try FileManager.default.setAttributes(
          [.modificationDate: old], ofItemAtPath: "\(stage.state)/runs/\(run)\(file)")
      }
    }
    guard let held = try FileLock.acquire(stage.state + "/runs/20260101-0000-bbbb/run.lock") else {
      throw StageError(description: "the run is held")
    }
    let result = await stage.kb(["clean", "--yes"])
    #expect(result.status == 0)
    #expect(result.text.contains("run 20260101-0000-aaaa: removed"), "\(result.text)\(result.errorText)")
    #expect(Files.names(in: stage.state + "/runs") == ["20260101-0000-bbbb", "20260101-0000-cccc"])
    let isStillHeld = held.isStillOnItsPath
    #expect(isStillHeld)
  }

  @Test("removes saved refs only with --refs, and only those that the base branch has")
  func refs() async throws {
    let prd = try stage.repository.addPRD("Import rows")
    try stage.repository.addSubIssue(of: prd, "Parse rows")
    #expect(await stage.kb(["plan"]).status == 0)
    try stage.git("update-ref", "refs/krutrimbox/prd-7/saved/merged", "HEAD")
    let own = try stage.git("commit-tree", "-m", "mine", "HEAD^{tree}").split(separator: "\n")[0]
    try stage.git("update-ref", "refs/krutrimbox/prd-7/saved/mine", String(own))
    let listed = await stage.kb(["clean", "--yes"])
    #expect(listed.text.contains("saved/merged  merged") && listed.text.contains("saved/mine  kept"), "\(listed.text)")
    let result = await stage.kb(["clean", "--yes", "--refs"])
    #expect(result.status == 0)
    let left = try stage.git("for-each-ref", "--format=%(refname)", "refs/krutrimbox")
    #expect(left == "refs/krutrimbox/prd-7/saved/mine\n", "\(result.text)\(result.errorText)")
  }
}
