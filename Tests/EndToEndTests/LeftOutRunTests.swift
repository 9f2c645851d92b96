import TestSupport
import Testing

@Suite("What a session made and its commit has not", .stage)
struct LeftOutRunTests {
  private let stage = FactoryStage.current

  /// Ignored by the stage's repository from the first issue on.
  private static let ignored = "run mkdir -p src/lib ; echo parse > src/lib/parse.ts ; echo main > src/main.ts"

  @Test("is named everywhere and kept, and checks do not see it")
  func named() async throws {
    try stage.configure(#"{"verify": {"commands": [["sh", "-c", "! test -e src/lib/parse.ts"]]}}"#)
    let prd = try stage.repository.addPRD("Import")
    let issue = try stage.repository.addSubIssue(
      of: prd, "Parse", body: "double: write .gitignore lib/\ndouble: \(Self.ignored)")
    let own = try stage.repository.addSubIssue(
      of: prd, "Own branch",
      body: "double: branch own\ndouble: write own.txt mine\ndouble: commit Own\n"
        + "double: run git checkout -q krutrimbox/prd-\(prd) && echo done > status.md")
    let other = try stage.repository.addPRD("Nothing")
    let only = try stage.repository.addSubIssue(
      of: other, "Only ignored",
      body: "double: run mkdir .git/info ; echo x > hidden.x ; echo '*.x' > .git/info/exclude")

    let run = await stage.kbRun()

    #expect(run.ending(of: prd) == "delivered", "\(run)")
    let branch = stage.branch(of: prd)
    let files = try stage.run(["git", "--git-dir", stage.origin, "ls-tree", "-r", "--name-only", branch])
    #expect(files == ".gitignore\nREADME.md\nsrc/main.ts\nstatus.md\n")
    let pull = try #require(try stage.repository.pullRequest(ofBranch: branch))
    #expect(pull.body.contains("of #\(issue):") && pull.body.contains("`src/lib/parse.ts`"), "\(pull.body)")
    #expect(pull.body.contains("of #\(own):") && pull.body.contains("`branch own`"), "\(pull.body)")
    let refs = try stage.git("for-each-ref", "--format=%(refname)", "refs/krutrimbox/prd-\(prd)/saved")
      .split(separator: "\n").map(String.init)
    #expect(refs.allSatisfy { pull.body.contains($0) } && refs.count == 2, "\(refs) \(run)")
    let kept = try refs.map { try stage.git("ls-tree", "-r", "--name-only", $0) }.joined()
    #expect(kept.contains("src/lib/parse.ts\n") && kept.contains("own.txt\n"), "\(kept)")
    let report = await stage.kb(["report"])
    #expect(report.text.contains("src/lib/parse.ts") && report.text.contains("branch own"), "\(report.text)")

    #expect(run.code(of: other) == "KB-A020", "\(run)")
    let comment = try #require(try stage.ownComments(on: only).only)
    #expect(comment.contains("hidden.x") && comment.contains("refs/krutrimbox/prd-\(other)/saved/"), "\(comment)")
  }

  @Test("is in it once a repair session was told")
  func repaired() async throws {
    try stage.configure(#"{"verify": {"commands": [["test", "-f", "src/lib/parse.ts"]]}}"#)
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(
      of: prd, "Parse",
      body: "double: write .gitignore lib/\n"
        + "double: run if [ -f src/lib/parse.ts ] ; then git add -f src/lib/parse.ts ; fi\ndouble: \(Self.ignored)")

    let run = await stage.kbRun()

    #expect(run.ending(of: prd) == "delivered", "\(run)")
    let prompts = try stage.prompts()
    #expect(prompts.count == 3 && prompts[1].contains("git add -f") && prompts[1].contains("src/lib/parse.ts"))
    #expect(try stage.text(of: "src/lib/parse.ts", on: stage.branch(of: prd)) == "parse\n")
    let pull = try #require(try stage.repository.pullRequest(ofBranch: stage.branch(of: prd)))
    #expect(!pull.body.contains("Not in this pull request"))
  }
}
