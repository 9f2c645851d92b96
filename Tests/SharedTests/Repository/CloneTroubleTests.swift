import Foundation
import Testing

@testable import Shared

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
