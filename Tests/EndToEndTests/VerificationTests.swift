import KBProtocol
import TestSupport
import Testing

@Suite("The repository's own checks", .stage)
struct VerificationTests {
  private let stage = FactoryStage.current

  static let check = #"["sh", "-c", "echo looked at $(ls | wc -l) files; test -f good.txt"]"#
  /// Leaves a draft in its first session and the good file in the next.
  static let improving = "double: run if [ -f draft.txt ]; then echo ok > good.txt; else echo x > draft.txt; fi"

  @Test("that are green let the work be published")
  func green() async throws {
    try stage.configure(#"{"verify": {"commands": [["git", "status", "--short"], \#(Self.check)]}}"#)
    let prd = try stage.repository.addPRD("Import")
    let issue = try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write good.txt yes")

    let run = await stage.kbRun()
    #expect(run.ending(of: prd) == "delivered", "\(run)")
    #expect(stage.sessionCount == 2)
    #expect(run.events.filter { if case .phase(.verify, _) = $0.event { true } else { false } }.count == 1)
    let pull = try #require(try stage.repository.pullRequest(ofBranch: stage.branch(of: prd)))
    #expect(pull.body.contains("Checks: `git status --short`, `sh -c"), "\(pull.body)")
    #expect(pull.body.contains(" passed after #\(issue)."))
  }

  @Test("that are red give a fresh session their output, and its work is what is published")
  func repaired() async throws {
    try stage.configure(#"{"verify": {"commands": [\#(Self.check)]}}"#)
    let prd = try stage.repository.addPRD("Import")
    let issue = try stage.repository.addSubIssue(of: prd, "Parse", body: Self.improving)

    let run = await stage.kbRun()
    #expect(run.ending(of: prd) == "delivered", "\(run)")
    let branch = stage.branch(of: prd)
    #expect(try stage.text(of: "good.txt", on: branch) == "ok\n")
    #expect(try stage.text(of: "draft.txt", on: branch) == "x\n")
    #expect(try stage.messages(on: branch) == ["Parse\n\nRefs #\(issue)"])
    let prompts = try stage.prompts()
    #expect(prompts.count == 3)
    #expect(prompts[0].contains("looked at") == false)
    #expect(prompts[1].contains("looked at 2 files"))
  }

  @Test("that stay red end the PRD at that issue with the output, and nothing is published")
  func redForGood() async throws {
    try stage.configure(#"{"verify": {"commands": [\#(Self.check)], "repairSessions": 2}}"#)
    let prd = try stage.repository.addPRD("Import")
    let issue = try stage.repository.addSubIssue(of: prd, "Parse", body: "double: append bad.txt no")

    let run = await stage.kbRun()
    #expect(run.status == 1)
    #expect(run.code(of: prd) == "KB-A010", "\(run)")
    #expect(stage.sessionCount == 3)
    let comment = try #require(try stage.ownComments(on: issue).only)
    #expect(comment.contains("KB-A010") && comment.contains("looked at 2 files"))
    #expect(try stage.repository.hasBranch(stage.branch(of: prd)) == false)
    #expect(try stage.repository.pullRequests.isEmpty)

    // The work is not lost: the next session goes on with it.
    try stage.repository.change(issue) { $0.body = "double: write good.txt yes" }
    let second = await stage.kbRun()
    #expect(second.ending(of: prd) == "delivered", "\(second)")
    #expect(try stage.text(of: "bad.txt", on: stage.branch(of: prd)) == "no\nno\nno\n")
  }

  @Test("whose program the sandbox lacks cost no repair session, and the work is taken up once it is there")
  func programMissing() async throws {
    try stage.configure(#"{"verify": {"commands": [["no-such-checker", "--all"]], "repairSessions": 2}}"#)
    let prd = try stage.repository.addPRD("Import")
    let issue = try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write good.txt yes")

    let run = await stage.kbRun()
    #expect(run.code(of: prd) == "KB-A014", "\(run)")
    #expect(run.status == 1 && stage.sessionCount == 1)
    #expect(try stage.ownComments(on: issue).isEmpty)

    try stage.configure(#"{"verify": {"commands": [["git", "--version"]]}}"#)
    let second = await stage.kbRun()
    #expect(second.ending(of: prd) == "delivered", "\(second)")
    #expect(stage.sessionCount == 2, "the review's alone is new")
  }

  @Test("may leave files behind: what is published is the tree that they were shown")
  func byProducts() async throws {
    try stage.configure(
      #"{"verify": {"commands": [["sh", "-c", "date > built.txt; echo changed >> work.txt; git add -A; git commit -qm x"]]}}"#
    )
    let prd = try stage.repository.addPRD("Import")
    let first = try stage.repository.addSubIssue(of: prd, "First", body: "double: write work.txt mine")
    let second = try stage.repository.addSubIssue(of: prd, "Second", body: "double: write more.txt mine")

    let run = await stage.kbRun()
    #expect(run.ending(of: prd) == "delivered", "\(run)")
    let branch = stage.branch(of: prd)
    #expect(try stage.messages(on: branch) == ["Second\n\nRefs #\(second)", "First\n\nRefs #\(first)"])
    #expect(try stage.text(of: "work.txt", on: branch) == "mine\n")
    let files = try stage.run(["git", "--git-dir", stage.origin, "ls-tree", "--name-only", branch])
    #expect(files == "README.md\nmore.txt\nwork.txt\n")
    // Once before the second issue, once before the review: neither takes the other's place.
    let saved = try stage.git("for-each-ref", "--format=%(refname)", "refs/krutrimbox/prd-\(prd)/saved")
    #expect(saved.split(separator: "\n").count == 2)
  }
}
