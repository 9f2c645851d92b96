import Foundation
import KBProtocol
import TestSupport
import Testing

@Suite("What an agent leaves behind", .stage)
struct AgentWorkTests {
  private let stage = FactoryStage.current

  /// Something unusual that an agent does, and what must be in the issue's commit.
  struct Habit: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let script: [String]
    /// Lines of `git diff --raw` without ids: mode, letter and path.
    let changes: [String]

    init(_ description: String, _ script: [String], changes: [String]) {
      testDescription = description
      self.script = script
      self.changes = changes
    }
  }

  static let habits = [
    Habit(
      "commits by itself, twice, and leaves more",
      [
        "write a.txt a", "commit My first commit\\n\\nRefs #99", "write b.txt b", "commit Second", "write c.txt c",
      ], changes: ["100644 A a.txt", "100644 A b.txt", "100644 A c.txt"]),
    Habit(
      "switches to another branch and works there", ["branch idea", "write a.txt a", "commit On my branch"],
      changes: ["100644 A a.txt"]),
    Habit(
      "detaches HEAD and deletes the branch",
      ["run git checkout -q --detach && git branch -D krutrimbox/prd-1", "write a.txt a"], changes: ["100644 A a.txt"]),
    Habit(
      "leaves a rebase in the middle",
      [
        "write kept.txt mine", "commit Mine", "branch other", "run git reset -q --hard HEAD~1",
        "write kept.txt theirs", "commit Theirs", "run git rebase krutrimbox/prd-1 ; echo resolved > kept.txt",
      ], changes: ["100644 A kept.txt"]),
    Habit("deletes a file", ["delete README.md"], changes: ["000000 D README.md"]),
    Habit(
      "uses odd file names",
      ["run touch -- -rf 'two words' 'häß🚀' $'new\\nline' '$(id)' '\"quoted\"' ':(top)magic' 'back\\slash'"],
      changes: [
        #"100644 A "\"quoted\"""#, "100644 A $(id)", "100644 A -rf", "100644 A :(top)magic",
        #"100644 A "back\\slash""#, "100644 A häß🚀", #"100644 A "new\nline""#, "100644 A two words",
      ]),
    Habit(
      "makes a repository inside the repository",
      ["write a.txt a", "run git init -q inner && cd inner && touch x && git add x && git commit -qm x"],
      changes: ["100644 A a.txt"]),
    Habit(
      "makes symbolic links and executable files",
      [
        "run ln -s README.md inside && mkdir d && ln -s ../run.sh d/up",
        "run echo '#!/bin/sh' > run.sh && chmod +x run.sh",
      ],
      changes: ["120000 A d/up", "120000 A inside", "100755 A run.sh"]),
    Habit(
      "sets hooks, filters and an identity of its own",
      [
        "run printf '#!/bin/sh\\nexit 1\\n' > .git/hooks/pre-commit && chmod +x .git/hooks/pre-commit",
        "run git config user.name Mallory && git config core.worktree /tmp && git config core.bare true",
        "write a.txt a",
      ], changes: ["100644 A a.txt"]),
    Habit(
      "hides changed files from git",
      ["run git update-index --assume-unchanged README.md && echo more >> README.md && rm -f .git/index.lock"],
      changes: ["100644 M README.md"]),
  ]

  @Test("becomes one commit under the issue's title, with its footer, by the operator", arguments: habits)
  func isFolded(_ habit: Habit) async throws {
    let prd = try stage.repository.addPRD("Import")
    let script = habit.script.map { "double: \($0)" }.joined(separator: "\n")
    let issue = try stage.repository.addSubIssue(of: prd, "An agent that \(habit.testDescription)", body: script)
    let next = try stage.repository.addSubIssue(of: prd, "The next", body: "double: write next.txt n", kind: .hitl)

    let run = await stage.kbRun()

    #expect(run.outcomes[prd] == .paused(issue: next, title: "The next"), "\(run)")
    let branch = stage.branch(of: prd)
    #expect(
      try stage.messages(on: branch) == ["An agent that \(habit.testDescription)\n\nRefs #\(issue)"])
    #expect(try stage.changes(on: branch) == habit.changes.sorted())
    let people = try stage.run(["git", "--git-dir", stage.origin, "log", "-1", "--format=%an <%ae> %cn <%ce>", branch])
    #expect(people == "Alice Operator <alice@example.com> Alice Operator <alice@example.com>\n")
  }

  @Test("of one issue never reaches the commit of the next")
  func issuesStayApart() async throws {
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(
      of: prd, "First", body: "double: write .gitignore out/\ndouble: write out/build.o x\ndouble: write a.txt a")
    try stage.repository.addSubIssue(
      of: prd, "Second", body: "double: run cat a.txt > seen.txt ; git log --format=%s > log.txt")

    let run = await stage.kbRun()

    #expect(run.ending(of: prd) == "delivered", "\(run)")
    let branch = stage.branch(of: prd)
    #expect(try stage.changes(on: branch) == ["100644 A log.txt", "100644 A seen.txt"])
    #expect(try stage.text(of: "log.txt", on: branch) == "First\nBegin\n")
  }
}

extension FactoryStage {
  /// What the newest commit of a branch at origin changes: mode, letter and path, sorted.
  fileprivate func changes(on branch: String) throws -> [String] {
    try run([
      "git", "-c", "core.quotePath=false", "--git-dir", origin, "diff-tree", "-r", "--raw", "\(branch)~1", branch,
    ]).split(separator: "\n").map { line in
      let words = line.split(separator: " ", maxSplits: 4)
      return "\(words[1]) \(words[4].replacingOccurrences(of: "\t", with: " "))"
    }.sorted()
  }
}
