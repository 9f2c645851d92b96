import Foundation
import KBDomain
import TestSupport
import Testing
@testable import KBRepository
@testable import KBSandboxes

/// Commits and changes that no snapshot has: told when the session's work is taken, kept before the sandbox goes.
@Suite("Work that lies elsewhere in a clone", .onOwnThread)
struct CloneRestTests {
  /// Subjects of all commits that the saved refs have and the base has not.
  private func subjects(_ saved: [PreparedWorkspace.SavedWork], in fixture: WorkspaceFixture) throws -> Set<String> {
    if saved.isEmpty { return [] }
    let log = try fixture.place.git(
      ["log", "--format=%s"] + saved.map(\.ref) + ["--not", fixture.base], in: fixture.clone)
    return Set(log.split(separator: "\n").map(String.init))
  }

  static let own =
    "git checkout -q -b own; echo w >work.txt; git add .; git commit -qm own; git checkout -q krutrimbox/prd-7"

  @Test(
    "is told and kept",
    arguments: [
      (own, ["branch own"]),
      ("\(own); echo status >status.md", ["branch own"]),
      (
        "git worktree add -q -b side wt; cd wt; echo w >work.txt; git add .; git commit -qm own",
        ["branch side", "worktree wt"]
      ),
      ("git worktree add -q --detach wt; cd wt; echo w >work.txt; git add .; git commit -qm own", ["worktree wt"]),
      ("git worktree add -q --detach wt; cd wt; echo w >work.txt", ["worktree wt"]),
      ("git worktree add -q --detach ../outside; cd ../outside; echo w >work.txt", ["worktree"]),
      ("echo w >file.txt; git stash -q", ["stash"]),
    ])
  func toldKept(_ work: String, _ places: [String]) throws {
    let fixture = try WorkspaceFixture()
    try fixture.prepare()
    try fixture.agent(work)
    let taken = try fixture.snapshot()
    #expect(!taken.leftOut.elsewhere.isEmpty, "\(taken)")
    for told in taken.leftOut.elsewhere { #expect(places.contains { told.hasPrefix($0) }, "\(told)") }
    let kept = try #require(taken.saved.first)
    #expect(taken.saved.count == 1 && taken.keptRefs == [kept.ref])
    let text = try fixture.place.git(
      ["log", "-p", "-m", "--format=", kept.ref, "--not", fixture.base], in: fixture.clone)
    #expect(text.contains("+w"))
    #expect(try fixture.snapshot().saved == taken.saved)
    try fixture.prepare("2")
    #expect(try fixture.agent("ls") == "file.txt")
    let rest = try fixture.rest()
    #expect(rest.saved.contains(kept) && rest.reasonToStay == nil)
    #expect(rest.saved.count == (work.contains("status.md") ? 2 : 1), "\(rest)")
    // It is not the next session's.
    #expect(try fixture.snapshot().leftOut.isEmpty)
  }

  @Test(
    "is none where the snapshot has it all",
    arguments: [
      "", "echo w >work.txt", "echo w >work.txt; git add .; git commit -qm own",
      "git checkout -q -b own; echo w >work.txt; git add .; git commit -qm own",
      "\(own); git merge -q own", "\(own); git merge -q --squash own", "git tag mine; git branch other",
      "git checkout -q --detach; echo w >work.txt; git add .; git commit -qm own",
    ])
  func noneSnapshot(_ work: String) throws {
    let fixture = try WorkspaceFixture()
    try fixture.prepare()
    if !work.isEmpty { try fixture.agent(work) }
    let taken = try fixture.snapshot()
    #expect(taken.leftOut.isEmpty && taken.saved.isEmpty)
    let published = try fixture.publish(taken)
    try fixture.prepare("review", at: published)
    let rest = try fixture.workspace.rest(beside: [published], label: "rest")
    #expect(rest == CloneRest(), "\(rest)")
  }

  @Test("comes out of every corner before the sandbox is removed")
  func comesCorner() throws {
    let fixture = try WorkspaceFixture()
    try fixture.prepare()
    try fixture.agent(
      """
      commit() { echo "$1" >"$1"; git add .; git commit -qm "$1"; }
      git checkout -q -b gone; commit deleted; git checkout -q krutrimbox/prd-7; git branch -qD gone
      git checkout -q --detach; commit detached; git checkout -q krutrimbox/prd-7
      commit first; git commit -q --amend -m amended; git reset -q --hard HEAD~1
      git tag -a -m t tagged $(git commit-tree -m tagged HEAD^{tree} -p HEAD)
      git update-ref refs/notes/x $(git commit-tree -m noted HEAD^{tree} -p HEAD)
      for n in alpha beta; do echo $n >file.txt; git stash -q -m "$n"; done
      echo dirty >file.txt
      """)
    let rest = try fixture.rest()
    let found = try subjects(rest.saved, in: fixture)
    #expect(
      found.isSuperset(of: [
        "deleted", "detached", "first", "amended", "On krutrimbox/prd-7: alpha", "On krutrimbox/prd-7: beta",
      ]), "\(found)")
    #expect(found.isSuperset(of: ["tagged", "noted"]), "\(found)")
    let text = try fixture.place.git(["log", "-p", "-m", "--format="] + rest.saved.map(\.ref), in: fixture.clone)
    #expect(text.contains("+dirty"))
    #expect(try fixture.rest().saved == rest.saved, "it is safe to repeat")
  }

  @Test("is named for the next session on the same issue")
  func namedNext() throws {
    let fixture = try WorkspaceFixture()
    try fixture.prepare()
    try fixture.agent(Self.own)
    #expect(try fixture.prepare().elsewhere == ["branch own"])
    #expect(try fixture.prepare("2").elsewhere.isEmpty)
  }

  @Test("does not count commits that the clone was made with")
  func countCommits() throws {
    let fixture = try WorkspaceFixture()
    try fixture.sandbox.remove(fixture.spec)
    try fixture.place.git(["tag", "release", fixture.base])
    try fixture.place.write("mine\n", to: "host repo/unpushed.txt")
    try fixture.place.commit("not pushed")
    _ = try fixture.sandbox.open(fixture.spec)
    try fixture.prepare()
    #expect(try fixture.snapshot().leftOut.isEmpty)
    #expect(try fixture.rest() == CloneRest())
  }

  @Test("in a repository inside keeps the sandbox")
  func repositoryInside() throws {
    let fixture = try WorkspaceFixture()
    try fixture.prepare()
    try fixture.agent("git init -q inner; cd inner; echo x >x; git add .; git commit -qm x")
    #expect(try fixture.rest().reasonToStay?.contains("inner") == true)
  }
}
