import Foundation
import KBDomain
import KBFailures
import KBForges
import TestSupport
import Testing

@Suite("The local forge writes")
struct LocalForgeWritingTests {
  private let world: LocalForgeFixture
  private let branch = "krutrimbox/prd-1"

  init() throws {
    world = try LocalForgeFixture()
    try world.plan()
  }

  private func snapshot(_ number: Int = 1) async throws -> PRDSnapshot {
    let branch = branch
    return try await world.forge { try $0.readPRD(number, branch: branch) }
  }

  private func code(of work: @escaping @Sendable (LocalForge) throws -> Void) async -> FailureCode? {
    do {
      try await world.forge(work)
      return nil
    } catch {
      return (error as? ExpectedFailure)?.code
    }
  }

  /// Publishes a commit as the PRD Branch.
  private func publish() {
    world.git("switch", "--quiet", "--create", branch)
    world.commit("First\n\nRefs #2")
    world.git("push", "--quiet", "origin", branch)
  }

  @Test("nothing into the working tree")
  func nothingWorking() async throws {
    world.git("add", ".")
    world.commit("Plan")
    try await world.forge { forge in
      try forge.createLabels(Label.allCases)
      try forge.save(FactoryComment(on: 1, .hitl(prd: 1, issue: 3), "Wait"), seen: .none)
      try forge.closeIssue(2)
      _ = try forge.createPullRequest(newPullRequest)
    }
    #expect(world.git("status", "--porcelain") == "")
  }

  @Test("labels once")
  func labelsOnce() async throws {
    try await world.forge { try $0.createLabels([.prd, .readyForHuman]) }
    try await world.forge { try $0.createLabels([.prd]) }
    #expect(try await world.forge { try $0.discover() }.missingLabels == ["ready-for-agent", "PRD-sub-issue"])
  }

  @Test("a closed issue that stays closed")
  func closedIssue() async throws {
    try await world.forge { try $0.closeIssue(2) }
    try await world.forge { try $0.closeIssue(2) }
    let read = try await snapshot()
    #expect(read.subIssues.map(\.isOpen) == [false, true])
    #expect(read.subIssues[1].blockers == [Blocker(IssueReference(2), .closed)])
  }

  @Test("a comment once and then over it")
  func commentOnce() async throws {
    let marker = CommentMarker.hitl(prd: 1, issue: 3)
    try await world.forge { try $0.save(FactoryComment(on: 1, marker, "one"), seen: .none) }
    let first = try await snapshot().comments
    try await world.forge { try $0.save(FactoryComment(on: 1, marker, "two {{prd}}"), seen: first) }
    try await world.forge { try $0.save(FactoryComment(on: 2, .afkError(issue: 2), "other"), seen: .none) }
    let second = try await snapshot().comments
    #expect(second.comments.count == 2)
    #expect(second.comment(marker, on: 1)?.body == marker.text + "\ntwo {{prd}}")
    #expect(second.comment(marker, on: 1)?.id == first.comment(marker, on: 1)?.id)
  }

  @Test("a draft pull request once per branch")
  func draftPull() async throws {
    let made = try await world.forge { try $0.createPullRequest(newPullRequest) }
    #expect(made.number == 100_001 && made.isDraft && made.state == .open && made.labels == ["PRD"])
    let again = try await world.forge {
      try $0.createPullRequest(NewPullRequest(title: "x", body: "x", head: "krutrimbox/prd-1", base: "trunk"))
    }
    #expect(again == made)
    #expect(try await snapshot().pullRequest == made)
    #expect(try await snapshot(2).pullRequest == made)
    #expect(FileManager.default.fileExists(atPath: made.url))
  }

  @Test("changes of a pull request")
  func changesPull() async throws {
    publish()
    try await world.forge { forge in
      let made = try forge.createPullRequest(newPullRequest)
      try forge.updateBody(of: made, to: "new")
      try forge.markReady(made)
      try forge.markReady(made)
      try forge.requestReview(of: made, from: "bob")
    }
    let pull = try await snapshot().pullRequest
    #expect(pull?.body == "new" && pull?.isDraft == false && pull?.state == .open)
    #expect(try String(contentsOfFile: pull?.url ?? "", encoding: .utf8).contains("\"bob\""))
  }

  @Test("no review request to the operator")
  func reviewRequest() async throws {
    let made = try await world.forge { try $0.createPullRequest(newPullRequest) }
    #expect(await code { try $0.requestReview(of: made, from: "alice-smith") } == .forgeInvalid)
  }

  @Test("nothing about what is not there")
  func nothingAbout() async throws {
    let gone = PullRequest(number: 7, url: "", isDraft: true, body: "")
    #expect(await code { try $0.updateBody(of: gone, to: "x") } == .forgeNotFound)
    #expect(await code { try $0.markReady(gone) } == .forgeNotFound)
    #expect(await code { try $0.closeIssue(8) } == .forgeNotFound)
    #expect(await code { try $0.save(FactoryComment(on: 8, .afkError(issue: 8), "x"), seen: .none) } == .forgeNotFound)
  }

  @Test("a merge that a person made with git", arguments: [true, false])
  func mergePerson(keepsBranch: Bool) async throws {
    publish()
    try await world.forge { forge in try forge.markReady(forge.createPullRequest(newPullRequest)) }
    #expect(try await snapshot().pullRequest?.state == .open)
    let other = world.folder + "/other"
    world.git("clone", "--quiet", world.folder + "/team/webapp.git", other, in: world.folder)
    world.git("merge", "--quiet", "--no-ff", "-m", "Merge", "origin/\(branch)", in: other)
    world.git("push", "--quiet", "origin", "trunk", in: other)
    if !keepsBranch { world.git("push", "--quiet", "--delete", "origin", branch, in: other) }
    let refs = world.git("show-ref", "--hash", "refs/remotes/origin/trunk")
    let read = try await snapshot()
    #expect(read.pullRequest?.state == .merged)
    #expect(!read.prd.isOpen && read.subIssues.allSatisfy(\.isOpen))
    #expect(try await world.forge { try $0.discover() }.prds.isEmpty)
    #expect(world.git("show-ref", "--hash", "refs/remotes/origin/trunk") == refs)
  }

  @Test("a record that somebody broke")
  func recordSomebody() async throws {
    try await world.forge { try $0.closeIssue(2) }
    try world.write("{", to: world.checkout + "/.git/krutrimbox/forge/closed/2.json")
    let failure = await world.failure()
    #expect(failure?.code == .localIssueUnreadable && failure?.what.contains("closed/2.json") == true)
  }

  @Test("over what a killed process left half written")
  func overKilled() async throws {
    let folder = world.checkout + "/.git/krutrimbox/forge/closed"
    try await world.forge { try $0.closeIssue(2) }
    try world.write("{", to: "\(folder)/3.json.4711.new")
    try await world.forge { try $0.closeIssue(3) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["2.json", "3.json"])
    #expect(try await snapshot().subIssues.allSatisfy { !$0.isOpen })
  }

  @Test("from many workers at once")
  func manyWorkers() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for worker in 1...8 {
        group.addTask {
          try await world.forge { forge in
            let pull = try forge.createPullRequest(newPullRequest)
            try forge.requestReview(of: pull, from: "reviewer-\(worker)")
            try forge.save(FactoryComment(on: 2, .afkError(issue: 2), "from \(worker)"), seen: .none)
            try forge.closeIssue(worker % 2 + 2)
          }
        }
      }
      try await group.waitForAll()
    }
    let read = try await snapshot()
    #expect(read.comments.comments.count == 1 && read.subIssues.allSatisfy { !$0.isOpen })
    let record = try String(contentsOfFile: read.pullRequest?.url ?? "", encoding: .utf8)
    for worker in 1...8 { #expect(record.contains("reviewer-\(worker)")) }
  }

  @Test("under the same identity from every clone")
  func sameIdentity() async throws {
    let origin = world.folder + "/team/webapp.git"
    let first = try await world.forge { try $0.discover() }.repository
    for (index, address) in ["file://\(origin)", origin + "/", "../team/webapp", world.folder + "/link"].enumerated() {
      if index == 3 { try FileManager.default.createSymbolicLink(atPath: address, withDestinationPath: origin) }
      let clone = "\(world.folder)/clone-\(index)"
      world.git("clone", "--quiet", origin, clone, in: world.folder)
      world.git("remote", "set-url", "origin", address, in: clone)
      #expect(try await world.forge(in: clone) { try $0.discover() }.repository == first, "\(address)")
    }
    let other = try await LocalForgeFixture().forge { try $0.discover() }.repository
    #expect(other.owner == first.owner && other != first)
  }
}

/// The pull request that a run would create for PRD 1.
private let newPullRequest = NewPullRequest(
  title: "The plan", body: "Closes #1", head: "krutrimbox/prd-1", base: "trunk")
