import Foundation
import KBFailures
import KBSandboxes
import TestSupport
import Testing

/// What agents leave behind when they are cut off, or know git too well.
@Suite("Preparing a clone that is in a mess", .onOwnThread)
struct PrepareAfterTroubleTests {
  /// Prepares for issue 1, lets the agent make its mess, prepares for issue 2 and checks that the clone stands well.
  private func tidied(
    _ mess: String, _ arguments: [String] = [], in fixture: WorkspaceFixture
  ) throws -> PreparedWorkspace {
    try fixture.prepare("1")
    try fixture.agent(mess, arguments)
    let prepared = try fixture.prepare("2")
    #expect(prepared.head == fixture.base)
    #expect(try fixture.branch() == "krutrimbox/prd-7")
    #expect(try fixture.status().isEmpty)
    #expect(try fixture.agent("ls -A") == ".git\nfile.txt")
    return prepared
  }

  @Test("a rebase that stopped half way keeps all its commits in what is saved")
  func rebaseStopped() throws {
    let fixture = try WorkspaceFixture()
    let prepared = try tidied(
      """
      git checkout -q -b other; echo other >file.txt; git commit -qam other
      git checkout -q krutrimbox/prd-7; echo a >a.txt; git add .; git commit -qm a
      echo mine >file.txt; git commit -qam mine
      git rebase -q other >/dev/null 2>&1 || true
      [ -d .git/rebase-merge ]
      """, in: fixture)
    let saved = try #require(prepared.saved.first)
    let subjects = try fixture.place.git(["log", "--format=%s", saved.commit], in: fixture.clone)
    #expect(Set(subjects.split(separator: "\n")).isSuperset(of: ["mine", "a", "other"]))
    #expect(!FileManager.default.fileExists(atPath: "\(fixture.clone)/.git/rebase-merge"))
  }

  @Test("a merge with conflicts")
  func mergeConflicts() throws {
    let fixture = try WorkspaceFixture()
    let prepared = try tidied(
      """
      git checkout -q -b other; echo other >file.txt; git commit -qam other
      git checkout -q krutrimbox/prd-7; echo mine >file.txt; git commit -qam mine
      git merge -q other >/dev/null 2>&1 || true
      [ -f .git/MERGE_HEAD ]
      """, in: fixture)
    #expect(!prepared.saved.isEmpty)
    #expect(!FileManager.default.fileExists(atPath: "\(fixture.clone)/.git/MERGE_HEAD"))
  }

  @Test(
    "it is saved and tidied",
    arguments: [
      "git checkout -q --detach; echo x >x; git add x; git commit -qm detached",
      "git checkout -q --orphan fresh; echo x >x",
      "git checkout -q -b krutrimbox-other; git branch -qD krutrimbox/prd-7; echo x >x",
      "echo x >x; touch .git/index.lock .git/HEAD.lock .git/config.lock .git/refs/heads/main.lock",
      "echo x >x; echo garbage >.git/index",
      "echo x >x; rm .git/index",
      "echo x >x; git worktree add -q --force ../second krutrimbox/prd-7",
      "echo x >file.txt; git update-index --assume-unchanged file.txt",
      "git rm -q --cached file.txt; git commit -qm gone; mkdir -p x; mv file.txt x/",
      "rm file.txt; mkdir file.txt; echo x >file.txt/x",
      "mkdir x; echo x >x/x; chmod 555 x",
      "echo x >x; git config core.hooksPath .githooks; mkdir .githooks; "
        + "printf '#!/bin/sh\\nexit 1\\n' >.githooks/post-checkout; chmod +x .githooks/post-checkout",
      "echo x >x; git config commit.gpgSign true; git config core.worktree /; git config core.bare true",
    ])
  func savedTidied(_ mess: String) throws {
    let fixture = try WorkspaceFixture()
    #expect(try tidied(mess, in: fixture).saved.isEmpty == false)
  }

  @Test("files with hostile names are saved and removed as they are")
  func filesHostile() throws {
    let fixture = try WorkspaceFixture()
    let names = ["-rf", "a\nb", " lead", "quote'\"$(touch x)`", ":(top)magic", "ünï\u{301}", "*", "new\rline\t"]
    let prepared = try tidied(
      "for name; do printf x >\"./$name\"; done; mkdir ./-d; echo y >./-d/--", names, in: fixture)
    let saved = try #require(prepared.saved.first)
    let listed = try fixture.place.git(["ls-tree", "-r", "-z", "--name-only", saved.ref], in: fixture.clone)
    #expect(Set(listed.split(separator: "\0").map(String.init)) == Set(names + ["-d/--", "file.txt"]))
  }

  @Test("repositories inside are moved aside, whole")
  func repositoriesInside() throws {
    let fixture = try WorkspaceFixture()
    let prepared = try tidied(
      """
      mkdir lib; git init -q lib/empty; echo e >lib/empty/e
      git clone -q . "lib/full one"; echo own >"lib/full one/own.txt"
      git init -q "./-n
      l"
      echo x >x
      """, in: fixture)
    let saved = try #require(prepared.saved.first)
    #expect(try fixture.files(in: saved.ref) == ["file.txt", "x"])
    #expect(Set(prepared.nested) == ["lib/empty", "lib/full one", "-n?l"])
    let kept = try fixture.agent("cd .git/krutrimbox/saved/run-1; find . -name own.txt -o -name e")
    #expect(kept.split(separator: "\n").count == 2)
  }

  @Test("files that look like locks stay in a repository that was moved aside")
  func filesLook() throws {
    let fixture = try WorkspaceFixture()
    _ = try tidied("git init -q inner; echo a >inner/Cargo.lock; touch inner/.git/index.lock", in: fixture)
    try fixture.prepare("3")
    let kept = try fixture.agent("cd .git/krutrimbox/saved/run-1; find . -name '*.lock'")
    #expect(kept.split(separator: "\n").count == 2)
  }

  @Test("the agent's own links to repositories are moved aside as well")
  func agentsOwn() throws {
    let fixture = try WorkspaceFixture()
    let prepared = try tidied(
      "git clone -q . inner; git add inner 2>/dev/null; git commit -qm linked", in: fixture)
    #expect(prepared.nested == ["inner"])
  }

  @Test("hostile data reaches no shell")
  func hostileData() throws {
    let fixture = try WorkspaceFixture()
    let prepared = try fixture.workspace.prepare(
      WantedWorkspace(
        branch: "krutrimbox/prd-7", commit: fixture.base, originRef: "--upload-pack=touch ../pwned",
        issue: "$(touch ../pwned)", userName: "'; touch ../pwned; '", userEmail: "-x\"`touch ../pwned`",
        saveLabel: "run-1"))
    #expect(prepared.head == fixture.base)
    #expect(try fixture.place.git(["config", "user.name"], in: fixture.clone) == "'; touch ../pwned; '")
    #expect(!FileManager.default.fileExists(atPath: "\(fixture.clone)/../pwned"))
    for (commit, branch, label) in [
      ("HEAD", "b", "l"), ("--all", "b", "l"), (fixture.base, "-b", "l"), (fixture.base, "a..b", "l"),
      (fixture.base, "b", "../l"),
    ] {
      #expect(throws: ExpectedFailure.self) {
        try fixture.workspace.prepare(
          WantedWorkspace(
            branch: branch, commit: commit, originRef: "main", issue: "1", userName: "a", userEmail: "b",
            saveLabel: label))
      }
    }
  }
}
