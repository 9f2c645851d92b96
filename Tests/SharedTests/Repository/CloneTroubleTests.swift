import Foundation
import TestSupport
import Testing
@testable import KBDomain
@testable import KBFailures
@testable import KBRepository
@testable import KBSandboxes
@testable import KBSystem

/// Texts of git's setup.c and config.c, as git 2.34, 2.39 and 2.51 print them.
@Suite("A clone that git does not open")
struct CloneTroubleTests {
  @Test(
    "is told in git's own words, with the remedy that those want",
    arguments: [
      (
        "fatal: detected dubious ownership in repository at '/srv/webapp'",
        "git config --global --add safe.directory /srv/webapp"
      ),
      ("fatal: unsafe repository ('/srv/webapp' is owned by someone else)", "safe.directory /srv/webapp"),
      ("fatal: bad config line 6 in file .git/config", "the line that git names"),
      ("fatal: unable to access '.git/config': Permission denied", "chmod"),
      ("fatal: Expected git repo version <= 1, found 2", "newer git"),
      ("fatal: this operation must be run in a work tree", "outside of .git"),
      ("fatal: not a git repository: /old/webapp/.git/worktrees/tree", "worktree repair"),
      ("xcrun: error: invalid active developer path (/Library/Developer/CommandLineTools)", "xcode-select"),
      ("fatal: something that no one foresaw", "git -C /srv/webapp status"),
    ])
  func remedy(_ words: String, _ fix: String) {
    let failure = CloneTrouble.failure(in: "/srv/webapp", words: words) { "/srv/webapp/.git" }
    #expect(failure.code == .cloneUnusable)
    let said = words.replacingOccurrences(of: "fatal: ", with: "")
    #expect(failure.what.hasSuffix(": \(said).") && failure.why == nil)
    #expect(failure.fix.contains(fix), "\(failure.fix)")
  }

  @Test("is no clone at all only where no .git is to be found")
  func none() {
    let words = "fatal: not a git repository (or any of the parent directories): .git"
    #expect(CloneTrouble.failure(in: "/srv", words: words) { nil }.code == .notARepository)
    let damaged = CloneTrouble.failure(in: "/srv", words: words) { "/srv/.git" }
    #expect(damaged.code == .cloneUnusable && damaged.fix.contains("ls -l /srv/.git"))
  }

  /// What `git ls-remote origin`, `git fetch` and `git rev-parse` of git 2.39 print in such a clone.
  @Test(
    "is told as such at once where it breaks during a run, not as an origin or a sandbox that does not answer",
    arguments: [
      ("fatal: bad config line 12 in file .git/config", "fatal: bad config line 12 in file .git/config"),
      (
        "fatal: detected dubious ownership in repository at '/srv/webapp'",
        "fatal: detected dubious ownership in repository at '/srv/webapp'"
      ),
      (
        "fatal: 'origin' does not appear to be a git repository\nfatal: Could not read from remote repository.",
        "fatal: not a git repository (or any of the parent directories): .git"
      ),
    ])
  func later(_ words: String, _ look: String) {
    let failed = { CommandResult(end: .exited(.code(value: 128)), errors: $0) }
    func code(clone: CommandResult, _ step: (ScriptedEffects) throws -> Void) -> FailureCode? {
      let effects = ScriptedEffects()
      effects.on("config --list", give: CommandResult(end: .exited(.code(value: 1))))
      effects.on("rev-parse", "--git-dir", give: clone)
      effects.on("git", give: failed(words))
      return #expect(throws: ExpectedFailure.self) { try step(effects) }?.code
    }
    func ask(_ effects: ScriptedEffects) throws {
      try Git("/srv/webapp", effects: effects).remote("list its branches", ["ls-remote", "origin"])
    }
    #expect(code(clone: failed(look), ask) == .cloneUnusable)
    let fetched = code(clone: failed(look)) {
      _ = try Quarantine(effects: $0, stateRoot: "/srv/state", help: SandboxHelp(inspect: "look", remove: "remove"))
        .fetch("refs/a", from: "/srv/sandbox", into: "refs/b", of: "/srv/webapp", expecting: nil)
    }
    #expect(fetched == .cloneUnusable)
    // The same words about origin's folder.
    let whole = CommandResult(end: .exited(.code(value: 0)), output: ".git\n")
    #expect(code(clone: whole, ask) != .cloneUnusable)
  }

  @Test("leaves no room for one of the PRDs that a plan looks at, and the others have theirs")
  func survey() throws {
    let effects = ScriptedEffects()
    effects.on("config --list", give: CommandResult(end: .exited(.code(value: 1))))
    effects.on(
      "ls-remote", "refs/heads/krutrimbox/prd-1/*",
      give: CommandResult(
        end: .exited(.code(value: 0)), output: "aaa\trefs/heads/main\nbbb\trefs/heads/krutrimbox/prd-1/x\n"))
    let found = try PRDBranchSurvey(git: Git("/srv/webapp", effects: effects), base: "main").read([1, 2])
    #expect(throws: ExpectedFailure.branchInTheWay("krutrimbox/prd-1/x", of: "krutrimbox/prd-1")) {
      try found[1]?.get()
    }
    #expect(try found[2]?.get() == BranchView(base: "aaa", branch: nil))
  }

  @Test("leaves no room for PRD Branches where a branch of their folder's name, or below theirs, is at origin")
  func inTheWay() {
    func code(_ heads: [String], _ prds: [Int] = []) -> FailureCode? {
      do {
        try BranchInTheWay.refuse(Dictionary(uniqueKeysWithValues: heads.map { ($0, "abc") }), prds: prds)
        return nil
      } catch { return error.code }
    }
    #expect(code(["main", "krutrimbox"]) == .branchInTheWay)
    #expect(code(["main", "krutrimbox/prd-1/x"], [1]) == .branchInTheWay)
    #expect(code(["main", "krutrimbox/prd-1", "krutrimbox/prd-10/x", "krutrimbox2"], [1]) == nil)
  }

  @Test("may be on any other branch")
  func names() {
    let names = ["krutrimbox", "krutrimbox/prd-1/x", "krutrimbox/prd-1", "krutrimbox/mine", "main", "krutrimbox2"]
    #expect(names.map(BranchInTheWay.isInTheWay) == [true, true, false, false, false, false])
  }
}
