import KBProtocol
import TestSupport
import Testing

@Suite("An AFK Issue that waits for others", .stage)
struct BlockedTests {
  private let stage = FactoryStage.current

  /// A blocker as the issue names it.
  enum Way: String, CaseIterable {
    case section, native, missing, foreignOpen, foreignUnseen, foreignNative, words
  }

  @Test("blocks its PRD with a comment of its own, whatever way the blocker is named and however often it is run")
  func blocks() async throws {
    let foreign = try stage.world.addRepository("acme/api")
    let hidden = try stage.world.addRepository("secret/plans")
    try foreign.addIssue("Rate limit")
    try hidden.addIssue("Merger")
    try hidden.hide()
    let open = try stage.repository.addIssue("Choose a vendor")
    var issues: [Way: (prd: Int, issue: Int)] = [:]
    for way in Way.allCases {
      let prd = try stage.repository.addPRD("Waits by \(way)")
      let body =
        switch way {
        case .section: "## Blocked by\n\n- #\(open)"
        case .missing: "## Blocked by\n- #9999"
        case .foreignOpen: "## Blocked by\n- acme/api#1"
        case .foreignUnseen: "## Blocked by\n- secret/plans#1"
        case .words: "## Blocked by\n- GH-\(open)\n- the design team of @bob"
        case .native, .foreignNative: "Build it."
        }
      let issue = try stage.repository.addSubIssue(of: prd, "Build", body: "\(body)\n\n## How\ndouble: write a.txt a")
      switch way {
      case .native: try stage.repository.block(issue, by: [open])
      case .foreignNative:
        try stage.repository.build {
          try $0.block(issue, by: GitHubIssueLink(repositoryID: foreign.id, number: 1))
        }
      case .section, .missing, .foreignOpen, .foreignUnseen, .words: break
      }
      issues[way] = (prd, issue)
    }

    for _ in 1...2 {
      let run = await stage.kbRun("--parallel", "2")
      #expect(run.status == 0, "\(run)")
      for (way, place) in issues {
        #expect(run.ending(of: place.prd) == "blocked", "\(way)")
        let comment = try #require(try stage.repository.comments(place.issue).only, "\(way)")
        #expect(comment.body.hasPrefix("<!-- krutrimbox:afk-error-issue-\(place.issue) -->"))
        guard way == .words else { continue }
        #expect(comment.body.contains("the design team") && !comment.body.contains("@bob"))
        let outcome = FactoryRunOutcome.blocked(
          issue: place.issue, title: "Build", by: ["#\(open)", "\"the design team of @bob\" (not an issue)"])
        #expect(run.outcomes[place.prd] == outcome)
      }
    }
    #expect(stage.sessionCount == 0)
    #expect(stage.sbxCalls(of: "create").isEmpty)

    try stage.repository.close(open)
    try foreign.close(1)
    let last = await stage.kbRun("--parallel", "2")
    for (way, place) in issues {
      let isResolved = ![.missing, .foreignUnseen, .words].contains(way)
      #expect(last.ending(of: place.prd) == (isResolved ? "delivered" : "blocked"), "\(way)")
    }
  }

  @Test("does not wait for an earlier issue of its own PRD that is open but done on the branch")
  func footerResolves() async throws {
    try stage.configure(#"{"closeIssues": "on-merge"}"#)
    let prd = try stage.repository.addPRD("Import")
    let first = try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write a.txt a")
    let second = try stage.repository.addSubIssue(
      of: prd, "Check", body: "double: write b.txt b\n\n## Blocked by\n- #\(first)")
    try stage.repository.block(second, by: [first])

    let run = await stage.kbRun()
    #expect(run.ending(of: prd) == "delivered", "\(run)")
    #expect(try stage.repository.issue(first).isClosed == false)
    #expect(try stage.ownComments(on: second).isEmpty)
  }
}
