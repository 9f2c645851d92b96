import Foundation
import KBSystem
import TestSupport
import Testing

/// Origin's hooks print what GitHub prints; `PushRefusal` names the sources.
@Suite("A push that origin refuses", .stage)
struct RefusedPushTests {
  private let stage = FactoryStage.current

  /// What a rule wants of the commit's author or message.
  enum Rule: CaseIterable, Sendable {
    case privateAddress, message

    var code: String { self == .privateAddress ? "KB-R018" : "KB-R019" }

    var hook: String {
      let (format, wanted, said) =
        switch self {
        case .privateAddress:
          ("%ae%ce", "alice@example.com", "error: GH007: Your push would publish a private email address.")
        case .message: ("%s", "^Parse", "- Commit message must match a given regex pattern: ^feat")
        }
      return """
        #!/bin/sh
        while read old new ref; do
          if git log -1 --format=\(format) "$new" | grep -q '\(wanted)'; then
            echo "$new" >> refused
            echo '\(said)' >&2
            exit 1
          fi
        done

        """
    }
  }

  @Test(
    "for its author or message is made anew of the same files once that is mended, without a session",
    arguments: Rule.allCases)
  func anew(_ rule: Rule) async throws {
    let prd = try stage.repository.addPRD("Import")
    let issue = try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write a.txt a")
    try stage.writeProgram("origin.git/hooks/pre-receive", rule.hook)

    let first = await stage.kb(["run"])
    #expect(first.text.contains("code=\(rule.code)"), "\(first.text)")
    let why = rule == .message ? "- Commit message must match a given regex pattern" : "GH007: Your push would publish"
    #expect(try stage.ownComments(on: issue).only?.contains(why) == true)
    #expect(await stage.kb(["report"]).text.contains(why))
    let again = await stage.kbRun()
    #expect(again.code(of: prd) == rule.code, "\(again)")
    let refused = Set(try #require(Files.text(stage.origin + "/refused")).split(separator: "\n"))
    #expect(refused.count == 1 && stage.sessionCount == 1)

    switch rule {
    case .privateAddress:
      try stage.run(["git", "config", "--global", "user.email", "1+alice@users.noreply.github.com"])
    case .message:
      try stage.write("home/webapp/.krutrimbox/message.md", "feat: {{issueTitle}}")
      try stage.configure(#"{"templates": {"commitMessage": "message.md"}}"#)
    }
    // A crash while the new commit is on its way must not cost it either.
    let crashed = await stage.kbRun(environment: ["KB_CRASH_AT": "after-committed"])
    #expect(crashed.ending(of: prd) == "delivered" && crashed.deaths > 0, "\(crashed)")
    #expect(stage.sessionCount == 2)
    let branch = stage.branch(of: prd)
    let subject = rule == .message ? "feat: Parse" : "Parse"
    #expect(try stage.messages(on: branch) == ["\(subject)\n\nRefs #\(issue)"])
    #expect(try stage.text(of: "a.txt", on: branch) == "a\n")
  }

  @Test("fails with the reason where origin refuses the push, and is pushed by the next run without another session")
  func refusedPush() async throws {
    let prd = try stage.repository.addPRD("Import")
    let issue = try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write a.txt a")
    try stage.writeProgram("origin.git/hooks/pre-receive", "#!/bin/sh\necho branch rules say no >&2\nexit 1\n")

    let first = await stage.kbRun()
    #expect(first.code(of: prd) == "KB-R008", "\(first)")
    #expect(try stage.ownComments(on: issue).only?.contains("branch rules say no") == true)
    try FileManager.default.removeItem(atPath: stage.origin + "/hooks/pre-receive")
    let second = await stage.kbRun()

    #expect(second.ending(of: prd) == "delivered", "\(second)")
    #expect(stage.sessionCount == 2)
    #expect(try stage.messages(on: stage.branch(of: prd)) == ["Parse\n\nRefs #\(issue)"])
  }

  @Test("has an issue done again where origin refuses what is in its commit, by a session that is told of it")
  func refusedContent() async throws {
    let prd = try stage.repository.addPRD("Import")
    let issue = try stage.repository.addSubIssue(
      of: prd, "Parse", body: "double: write a.txt a\ndouble: write big.bin big")
    try stage.writeProgram(
      "origin.git/hooks/pre-receive",
      """
      #!/bin/sh
      while read old new ref; do
        if git ls-tree --name-only "$new" | grep -qx big.bin; then
          echo "error: File big.bin is 120.00 MB; this exceeds GitHub's file size limit of 100.00 MB" >&2
          echo "error: GH001: Large files detected." >&2
          exit 1
        fi
      done

      """)

    let first = await stage.kbRun()
    #expect(first.code(of: prd) == "KB-R020", "\(first)")
    #expect(try stage.ownComments(on: issue).only?.contains("run again: a new session does the issue again") == true)
    try stage.repository.change(issue) { $0.body = "double: run rm big.bin" }
    let second = await stage.kbRun()

    #expect(second.ending(of: prd) == "delivered", "\(second)")
    #expect(stage.sessionCount == 3)
    let prompts = try stage.prompts()
    try #require(prompts.count == 3)
    #expect(!prompts[0].contains("# What was refused"))
    #expect(prompts[1].contains("# What was refused") && prompts[1].contains("File big.bin is 120.00 MB"))
    #expect(try stage.messages(on: stage.branch(of: prd)) == ["Parse\n\nRefs #\(issue)"])
    #expect(try stage.text(of: "a.txt", on: stage.branch(of: prd)) == "a\n")
  }
}
