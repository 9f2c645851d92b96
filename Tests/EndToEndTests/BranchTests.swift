import Foundation
import KBProtocol
import TestSupport
import Testing

@Suite("The PRD Branch and the operator's clone", .stage)
struct BranchTests {
  private let stage = FactoryStage.current

  @Test("start from the base branch at origin, whatever the clone has checked out or has not fetched")
  func startsFromOrigin() async throws {
    try stage.repository.git.commit(on: "develop", from: "main", file: "base.txt", text: "base\n", message: "Base")
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: run cp base.txt seen.txt")
    try stage.run(["git", "checkout", "-q", "-b", "mine"])
    try stage.run(["git", "commit", "-q", "--allow-empty", "-m", "Mine"])

    let run = await stage.kbRun("--base-branch", "develop")
    #expect(run.ending(of: prd) == "delivered", "\(run)")
    #expect(try stage.text(of: "seen.txt", on: stage.branch(of: prd)) == "base\n")
    let pull = try #require(try stage.repository.pullRequest(ofBranch: stage.branch(of: prd)))
    #expect(pull.pull?.base == "develop")
  }

  @Test("know nothing of a repository or an author that the environment names", arguments: ["sbx", "local"])
  func environmentIsNot(sandbox: String) async throws {
    let prd = try stage.repository.addPRD("Import")
    let issue = try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write a.txt a")
    let before = try stage.run(["git", "config", "--local", "--list"])

    let run = await stage.kbRun(
      "--sandbox", sandbox,
      environment: [
        "GIT_DIR": stage.checkout + "/.git", "GIT_WORK_TREE": stage.checkout, "GIT_INDEX_FILE": stage.root + "/index",
        "GIT_AUTHOR_NAME": "Mallory", "GIT_AUTHOR_EMAIL": "m@example.com", "GIT_COMMITTER_NAME": "Mallory",
      ])
    #expect(run.ending(of: prd) == "delivered", "\(run)")
    let branch = stage.branch(of: prd)
    #expect(try stage.messages(on: branch) == ["Parse\n\nRefs #\(issue)"])
    #expect(
      try stage.run(["git", "--git-dir", stage.origin, "log", "-1", "--format=%an %ae %cn", branch])
        == "Alice Operator alice@example.com Alice Operator\n")
    #expect(try stage.run(["git", "config", "--local", "--list"]) == before)
  }

  @Test("go on from a branch that a person has made early and left without a commit")
  func emptyBranch() async throws {
    let prd = try stage.repository.addPRD("Import")
    let issue = try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write a.txt a")
    let branch = stage.branch(of: prd)
    try stage.run(["git", "push", "-q", "origin", "origin/main:refs/heads/\(branch)"])
    try stage.repository.git.commit(on: "main", file: "newer.txt", text: "newer\n", message: "Newer")

    let run = await stage.kbRun()
    #expect(run.ending(of: prd) == "delivered", "\(run)")
    #expect(try stage.messages(on: branch) == ["Parse\n\nRefs #\(issue)"])
  }

  @Test("leave files, index, HEAD and branches of a dirty clone as they are")
  func cloneIsUntouched() async throws {
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write README.md new\ndouble: write staged.txt x")
    try stage.run(["git", "checkout", "-q", "-b", stage.branch(of: prd)])
    try stage.write("home/webapp/staged.txt", "staged\n")
    try stage.run(["git", "add", "staged.txt"])
    try stage.write("home/webapp/README.md", "changed\n")
    try stage.write("home/webapp/untracked.txt", "untracked\n")
    try stage.run(["git", "tag", "-a", "-m", "mine", "mine", "origin/main"])
    try stage.run(["git", "config", "push.followTags", "true"])
    for hook in ["pre-push", "post-checkout", "post-merge", "pre-commit"] {
      try stage.writeProgram("home/webapp/.git/hooks/\(hook)", "#!/bin/sh\ntouch '\(stage.root)/hook-ran'\nexit 1\n")
    }
    let tracked = try stage.run(["git", "rev-parse", "origin/main"])
    try stage.repository.git.commit(on: "main", file: "newer.txt", text: "newer\n", message: "Newer")
    try stage.run([
      "git", "stash", "store", try stage.run(["git", "stash", "create"]).trimmingCharacters(in: .newlines),
    ])
    let before = try stage.clonePicture()

    let run = await stage.kbRun()
    #expect(run.ending(of: prd) == "delivered", "\(run)")
    #expect(try stage.clonePicture() == before)
    #expect(try stage.run(["git", "stash", "list"]).isEmpty == false)
    #expect(try stage.run(["git", "rev-parse", "origin/main"]) == tracked)
    #expect(try stage.run(["git", "--git-dir", stage.origin, "tag"]).isEmpty)
    #expect(FileManager.default.fileExists(atPath: stage.root + "/hook-ran") == false)
    #expect(try stage.text(of: "newer.txt", on: stage.branch(of: prd)) == "newer\n")
  }

  @Test("is built upon, never overwritten, where a person pushed to it between runs or during a session")
  func personsCommits() async throws {
    let prd = try stage.repository.addPRD("Import")
    let branch = stage.branch(of: prd)
    let first = try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write a.txt a")
    let human = try stage.repository.addSubIssue(of: prd, "Think", kind: .hitl)
    let second = try stage.repository.addSubIssue(
      of: prd, "Check", body: "double: run cat person.txt > seen.txt\n\(stage.waitingScript)")
    #expect(await stage.kbRun().ending(of: prd) == "paused")
    let git = try stage.repository.git
    try git.commit(on: branch, file: "person.txt", text: "between\n", message: "Between")
    try stage.repository.close(human)

    let run = try await stage.kbRun {
      try git.commit(on: branch, file: "other.txt", text: "during\n", message: "During")
    }

    #expect(run.ending(of: prd) == "delivered", "\(run)")
    #expect(
      try stage.messages(on: branch) == [
        "Check\n\nRefs #\(second)", "During", "Between", "Parse\n\nRefs #\(first)",
      ])
    #expect(try stage.text(of: "seen.txt", on: branch) == "between\n")
    #expect(try stage.text(of: "other.txt", on: branch) == "during\n")
  }

  @Test("closes an issue whose footer a person pushes during its session, also where it is the last one")
  func personsFooter() async throws {
    let prd = try stage.repository.addPRD("Import")
    let branch = stage.branch(of: prd)
    let issue = try stage.repository.addSubIssue(
      of: prd, "Parse", body: "double: write a.txt agent\n\(stage.waitingScript)")
    let git = try stage.repository.git

    let run = try await stage.kbRun {
      try git.commit(on: branch, from: "main", file: "a.txt", text: "person\n", message: "By hand\n\nRefs #\(issue)")
    }

    #expect(run.ending(of: prd) == "delivered", "\(run)")
    #expect(try stage.repository.issue(issue).isClosed)
    #expect(try stage.text(of: "a.txt", on: branch) == "person\n")
    #expect(try stage.repository.pullRequest(ofBranch: branch)?.pull?.isDraft == false)
  }

  @Test("starts where its first session did, also where the base branch has moved on against it meanwhile")
  func baseMoves() async throws {
    let prd = try stage.repository.addPRD("Import")
    let issue = try stage.repository.addSubIssue(
      of: prd, "Parse", body: "double: write README.md agent\n\(stage.waitingScript)")
    let git = try stage.repository.git
    let start = try stage.run(["git", "--git-dir", stage.origin, "rev-parse", "main"])

    let run = try await stage.kbRun {
      try git.commit(on: "main", file: "README.md", text: "person\n", message: "By hand")
    }

    #expect(run.ending(of: prd) == "delivered", "\(run)")
    #expect(stage.sessionCount == 2)
    let branch = stage.branch(of: prd)
    #expect(try stage.messages(on: branch) == ["Parse\n\nRefs #\(issue)"])
    #expect(try stage.run(["git", "--git-dir", stage.origin, "rev-parse", "\(branch)~"]) == start)

    // The branch conflicts now: whoever is asked to merge it is told.
    let pull = try #require(try stage.repository.pullRequest(ofBranch: branch))
    let outcome = FactoryRunOutcome.delivered(
      pullRequest: "https://github.com/acme/webapp/pull/\(pull.number)",
      conflicts: "conflicts with main in 1 file: README.md")
    #expect(run.outcomes[prd] == outcome)
    let comment = try #require(try stage.ownComments(on: pull.number).only)
    #expect(comment.contains("This branch conflicts with `main` in 1 file: `README.md`."), "\(comment)")
    #expect(await stage.kb(["report"]).text.contains("conflicts with main in 1 file: README.md"))
    #expect(await stage.kbRun().outcomes[prd] == outcome, "told again by a run that finds it delivered")
  }

  @Test("keeps a person's conflicting push, and the agent's work under a ref, and says so")
  func conflict() async throws {
    let prd = try stage.repository.addPRD("Import")
    let branch = stage.branch(of: prd)
    let issue = try stage.repository.addSubIssue(
      of: prd, "Parse", body: "double: write README.md agent\n\(stage.waitingScript)")
    let git = try stage.repository.git

    let run = try await stage.kbRun {
      try git.commit(on: branch, from: "main", file: "README.md", text: "person\n", message: "By hand")
    }

    #expect(run.status == 1)
    #expect(run.code(of: prd) == "KB-R007", "\(run)")
    #expect(try stage.messages(on: branch) == ["By hand"])
    #expect(try stage.text(of: "README.md", on: branch) == "person\n")
    let saved = "refs/krutrimbox/prd-\(prd)/saved/issue-\(issue)"
    #expect(try stage.git("show", "\(saved):README.md") == "agent\n")
    let comment = try #require(try stage.ownComments(on: issue).only)
    #expect(comment.contains("KB-R007") && comment.contains(saved))

    // The next session starts from what the person pushed.
    try stage.repository.change(issue) { $0.body = "double: append README.md both" }
    let second = await stage.kbRun()
    #expect(second.ending(of: prd) == "delivered", "\(second)")
    #expect(try stage.text(of: "README.md", on: branch) == "person\nboth\n")
  }

  @Test("are asked for at the start and before the delivery: each push looks itself, and few programs are started")
  func fewCommands() async throws {
    let prd = try stage.repository.addPRD("Import")
    for name in ["a", "b", "c"] {
      try stage.repository.addSubIssue(of: prd, "Add \(name)", body: "double: write \(name).txt \(name)")
    }
    let run = await stage.kbRun()
    #expect(run.ending(of: prd) == "delivered", "\(run)")
    let commands = try stage.stateText().split(separator: "\n").filter { $0.contains(" $ git ") }
    #expect(commands.filter { $0.contains(" ls-remote origin ") }.count == 2)
    #expect(commands.filter { $0.contains(" fetch ") && $0.contains(" origin ") }.isEmpty)
    #expect(commands.filter { $0.contains(" push ") }.count == 3)
    // Of them 12 for the quarantine and the gate: four for each issue.
    #expect(commands.count <= 36)
  }
}
