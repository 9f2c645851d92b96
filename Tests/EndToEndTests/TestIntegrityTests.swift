import KBProtocol
import TestSupport
import Testing

@Suite("What a pull request does to tests", .stage)
struct TestIntegrityTests {
  private let stage = FactoryStage.current

  private static let tests = """
    def test_adds():
        assert add(1, 1) == 2

    def test_takes_off():
        assert take(2, 1) == 1
        assert take(1, 1) == 0

    """

  @Test("is told in it from the first commit on, without checks, whatever template the repository has")
  func told() async throws {
    try stage.repository.git.commit(on: "main", file: "test_math.py", text: Self.tests, message: "Tests")
    try stage.repository.git.commit(
      on: "main", file: "package.json", text: #"{"scripts": {"test": "jest"}}"#, message: "Checks")
    try stage.write("home/webapp/.krutrimbox/body.md", "Plan #{{prd}}\n")
    try stage.configure(#"{"templates": {"pullRequestBody": "body.md"}}"#)
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(
      of: prd, "Parse",
      body: #"""
        double: write test_math.py @skip\ndef test_adds():\n    assert add(1, 1) == 2\n\ndef test_takes_off():\n    assert take(2, 1) == 1\n
        double: write package.json {"scripts": {"test": "true"}}
        """#)
    let human = try stage.repository.addSubIssue(of: prd, "Think", kind: .hitl)

    #expect(await stage.kbRun().ending(of: prd) == "paused")
    let pull = try #require(try stage.repository.pullRequest(ofBranch: stage.branch(of: prd)))
    let wanted = """
      - test skipped: `test_adds` in `test_math.py:2`, by `@skip`
      - fewer assertions: `test_takes_off` in `test_math.py:5` has 1, and had 2
      - configuration of the checks changed: `package.json` (`scripts.test`)
      """
    #expect(pull.body.contains("Plan #\(prd)") && pull.body.contains(wanted), "\(pull.body)")

    // It goes when a person mends it.
    try stage.repository.git.commit(
      on: stage.branch(of: prd), file: "test_math.py", text: Self.tests, message: "By hand")
    try stage.repository.close(human)
    #expect(await stage.kbRun().ending(of: prd) == "delivered")
    let ready = try stage.repository.issue(pull.number)
    let prompt = try #require(try stage.prompts().last)
    #expect(prompt.contains("# Tests and checks") && prompt.contains("checks changed: package.json (scripts.test)"))
    #expect(!ready.body.contains("test_adds") && ready.body.contains("(`scripts.test`)"), "\(ready.body)")
  }
}
