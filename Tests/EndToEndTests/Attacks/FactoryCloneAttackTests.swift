import Foundation
import KBSystem
import TestSupport
import Testing

@Suite("Attacks on what lies in the operator's clone", .stage)
struct FactoryCloneAttackTests {
  private let stage = FactoryStage.current

  /// Copies what the sandbox's source shows into a file of the commit.
  private static let spy = """
    double: run for s in /run/sandbox/source "$(head -n 1 .git/objects/info/alternates 2>/dev/null | sed 's|/.git/objects||')" ; \
    do ls -A $s >> seen.txt ; cat $s/.env $s/.git/config >> seen.txt ; done 2>&1 || true
    """

  @Test("an ignored .env and the operator's configuration are not readable through the sandbox's source")
  func source() async throws {
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: Self.spy)
    try stage.write("home/webapp/.git/info/exclude", ".env\n")
    try stage.write("home/webapp/.env", "DATABASE=the-crown-jewels\n")
    try stage.run(["git", "config", "kb.note", "the-crown-jewels"])

    let run = await stage.kbRun()

    #expect(run.ending(of: prd) == "delivered", "\(run)")
    let seen = try stage.text(of: "seen.txt", on: stage.branch(of: prd))
    #expect(seen.contains("Written by krutrimbox") && !seen.contains("crown-jewels"), "\(seen)")
  }

  @Test(
    "a hook, filter, merge driver, alias or include of the operator's clone runs nothing", arguments: ["sbx", "local"])
  func programs(sandbox: String) async throws {
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(
      of: prd, "Parse", body: "double: write README.md agent\n\(stage.waitingScript)")
    let git = try stage.repository.git
    try git.commit(
      on: "main", file: ".gitattributes", text: "* merge=evil filter=evil diff=evil\n", message: "Attributes")
    try stage.configure(#"{"sandbox": {"backend": "\#(sandbox)"}}"#)
    try stage.writeProgram("evil", "#!/bin/sh\ntouch '\(stage.root)/ran'\nexit 1\n")
    for key in [
      "merge.evil.driver", "filter.evil.smudge", "filter.evil.clean", "diff.evil.command", "core.fsmonitor",
      "core.alternateRefsCommand", "uploadpack.packObjectsHook", "core.pager",
    ] { try stage.run(["git", "config", key, stage.root + "/evil"]) }
    try stage.write("include", "[alias]\n\tfetch = !\(stage.root)/evil\n[core]\n\thooksPath = \(stage.root)/hooks\n")
    try stage.run(["git", "config", "include.path", stage.root + "/include"])
    for folder in ["hooks", "home/webapp/.git/hooks"] {
      for hook in ["reference-transaction", "pre-push", "post-checkout", "pre-commit", "fsmonitor-watchman"] {
        try stage.writeProgram("\(folder)/\(hook)", "#!/bin/sh\ntouch '\(stage.root)/ran'\nexit 1\n")
      }
    }
    let branch = stage.branch(of: prd)

    let run = try await stage.kbRun {
      try git.commit(on: branch, from: "main", file: "README.md", text: "person\n", message: "By hand")
    }

    // Both have written the same line: with the driver of the operator's clone it would not be told so.
    #expect(run.code(of: prd) == "KB-R007", "\(run)")
    #expect(!Files.exists(stage.root + "/ran"))
  }

  @Test(
    "a password in the operator's configuration reaches neither the Factory Clone nor a file of the state directory")
  func password() async throws {
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: Self.spy)
    let password = "correct-horse-battery"
    let address = "https://alice:\(password)@github.com/acme/webapp.git"
    try stage.run(["git", "remote", "set-url", "origin", address])
    try stage.run(["git", "config", "--global", "--add", "url.\(stage.origin).insteadOf", address])
    try stage.run(["git", "config", "http.https://github.com/.extraheader", "Authorization: basic \(password)"])

    let run = await stage.kbRun()

    #expect(run.ending(of: prd) == "delivered", "\(run)")
    let files = try FileManager.default.subpathsOfDirectory(atPath: stage.state)
    let holding = files.filter { path in
      let bytes = FileManager.default.contents(atPath: "\(stage.state)/\(path)") ?? Data()
      return bytes.firstRange(of: password.utf8) != nil
    }
    #expect(holding == [])
    #expect(!stage.sbxCalls.contains { $0.contains(password) })
    #expect(!run.result.text.contains(password) && !run.result.errorText.contains(password))
    let seen = try stage.text(of: "seen.txt", on: stage.branch(of: prd))
    #expect(!seen.contains(password), "\(seen)")
  }
}
