import KBDomain
import KBRepository
import KBSystem
import TestSupport
import Testing
@testable import Worker

/// Issue #5 belongs to PRD #4; whoever waits for it belongs to PRD #1.
@Suite("A closed blocker of another PRD")
struct UnmergedBlockerTests {
  private static let branch = "krutrimbox/prd-4"

  /// What origin and the forge have.
  enum Case: String, CaseIterable, Sendable {
    case published, publishedAndBaseMoved, withoutPullRequest, closedPullRequest, newerThanMerge
    case merged, squashedWithFooters, squashedWithout, branchDeleted, closedByPerson, ownBranch, stacked, copy, nothing

    /// What it waits for; nil for nothing.
    var waitsFor: String? {
      switch self {
      case .published, .publishedAndBaseMoved, .closedPullRequest, .newerThanMerge: "https://x/pull/88"
      case .withoutPullRequest: UnmergedBlockerTests.branch
      case .merged, .squashedWithFooters, .squashedWithout, .branchDeleted, .closedByPerson, .ownBranch, .stacked,
        .copy,
        .nothing:
        nil
      }
    }
  }

  private func pull(_ state: PullRequest.State, head: String?) -> PullRequest {
    PullRequest(number: 88, url: "https://x/pull/88", state: state, isDraft: false, body: "", head: head)
  }

  /// Builds it in a clone of somebody else, and returns the pull request.
  private func build(_ kind: Case, _ fixture: LocalForgeFixture) -> PullRequest? {
    if kind == .nothing { return nil }
    let other = fixture.folder + "/other"
    fixture.git("clone", "--quiet", fixture.folder + "/team/webapp.git", other, in: fixture.folder)
    func commit(_ message: String) {
      fixture.git("commit", "--quiet", "--allow-empty", "-m", message, in: other)
    }
    let name = kind == .ownBranch ? "krutrimbox/prd-1" : kind == .copy ? Self.branch + "-copy" : Self.branch
    fixture.git("switch", "--quiet", "--create", name, in: other)
    commit("Parse\n\nRefs #\(kind == .closedByPerson ? 6 : 5)")
    let head = fixture.git("rev-parse", "HEAD", in: other)
    if kind == .newerThanMerge { commit("Parse again\n\nRefs #5") }
    fixture.git("push", "--quiet", "origin", name, in: other)
    fixture.git("switch", "--quiet", "trunk", in: other)
    switch kind {
    case .publishedAndBaseMoved: commit("Unrelated\n\nRefs #7")
    case .merged: fixture.git("merge", "--quiet", "--no-ff", "-m", "Merge", name, in: other)
    case .squashedWithFooters: commit("Plan (#88)\n\n* Parse\n\nRefs #5\n\n* Check\n\nRefs #6")
    case .squashedWithout: commit("Plan (#88)")
    case .stacked: fixture.git("push", "--quiet", "origin", "\(name):krutrimbox/prd-1", in: other)
    case .branchDeleted: fixture.git("push", "--quiet", "origin", "--delete", name, in: other)
    case .published, .withoutPullRequest, .closedPullRequest, .newerThanMerge, .closedByPerson, .ownBranch, .copy,
      .nothing:
      break
    }
    fixture.git("push", "--quiet", "origin", "trunk", in: other)
    return switch kind {
    case .withoutPullRequest, .nothing: nil
    case .squashedWithout, .newerThanMerge: pull(.merged, head: head)
    case .closedPullRequest: pull(.closed, head: head)
    case .published, .publishedAndBaseMoved, .merged, .squashedWithFooters, .branchDeleted, .closedByPerson, .ownBranch,
      .stacked, .copy:
      pull(.open, head: head)
    }
  }

  @Test(
    "waits for the merge of its pull request, unless its commit is merged or a person closed it",
    arguments: Case.allCases)
  func waits(kind: Case) async throws {
    let fixture = try LocalForgeFixture()
    let pull = build(kind, fixture)
    let (environment, checkout) = (fixture.environment, fixture.checkout)
    let (waiting, calls) = try await onOwnThread {
      Result {
        let forge = RememberingForge()
        forge.pulls = pull.map { [Self.branch: $0] } ?? [:]
        let runner = ProcessRunner(loop: EventLoop(signals: nil), environment: environment)
        let issues = UnmergedIssues(git: Git(checkout, effects: runner), base: "trunk")
        let found = try issues.read([5], besides: 1, pullRequest: forge.pullRequest)
        #expect(try issues.read([], besides: 1, pullRequest: forge.pullRequest).isEmpty)
        return (found, forge.calls)
      }
    }.get()
    #expect(waiting == (kind.waitsFor.map { [5: $0] } ?? [:]))
    // The forge is asked at most once, and only where a branch has the commit.
    #expect(calls.count <= 1)
    #expect(fixture.git("for-each-ref", "refs/krutrimbox") == "")
  }
}
