import KBConfiguration
import KBDomain
import KBFailures
import KBForges
import KBProtocol
import Testing
@testable import Supervisor

@Suite("Lines over what stands on a terminal")
struct LivePainterTests {
  @Test(
    "clear the rest of the row that a wide line ends in", arguments: [(10, false), (11, true), (20, false), (25, true)])
  func wraps(width: Int, isCleared: Bool) {
    let text = LivePainter.text([StyledLine(String(repeating: "x", count: width))], colours: false, columns: 10)
    #expect(text == "\u{1b}[2K" + String(repeating: "x", count: width) + (isCleared ? "\u{1b}[K" : "") + "\n")
  }
}

@Suite("The live table")
struct LiveTableTests {
  private func picture(_ width: Int, height: Int = 40, board: RunBoard = SampleRun.board) -> String {
    LiveTable(board: board, now: SampleRun.at(10), width: width, height: height).lines
      .map { $0.text(colours: false) }.joined(separator: "\n")
  }

  @Test("is as these pictures show it", arguments: LiveScene.allCases, LiveScene.widths)
  func pictures(scene: LiveScene, width: Int) throws {
    let lines = LiveTable(board: scene.board, now: scene.now, width: width, height: 40).lines
    let text = lines.map { $0.text(colours: false) + "\n" }.joined()
    try Snapshot.compare(text, with: "live/\(scene.rawValue)-\(width).txt")
    #expect(lines.allSatisfy { $0.width <= width })
  }

  @Test("is never wider or higher than the terminal, in any state", arguments: [20, 33, 59, 60, 71, 72, 80, 200])
  func fits(width: Int) {
    for height in [8, 12, 24] {
      var board = RunBoard(SampleRun.plan, at: SampleRun.start)
      for (seconds, event) in SampleRun.events {
        board.apply(event, at: SampleRun.at(seconds))
        let lines = LiveTable(board: board, now: SampleRun.at(99_999), width: width, height: height).lines
        #expect(lines.allSatisfy { $0.width <= width })
        #expect(lines.count < height)
      }
    }
  }

  @Test("has login and run id on a second line where long names of repositories leave no room for them")
  func longTitle() {
    var plan = LiveScene.idle.board.plan
    let portal = RepositoryIdentity(
      host: "github.com", owner: "acme-industries-international", name: "customer-portal-web")
    plan.leftOut = [LeftOutRepository(repository: portal, failure: DiagnosedFailure(.forgeNotLoggedIn("x")))]
    let board = RunBoard(plan, at: SampleRun.start)
    let lines = picture(80, board: board).split(separator: "\n")
    #expect(lines[0] == "krutrimbox  \(plan.title)")
    #expect(lines[1].hasPrefix("  as alice  run \(plan.run)") && lines[1].contains("8 PRDs: 8 waiting"), "\(lines)")
    #expect(picture(200, board: board).split(separator: "\n")[0].contains("as alice"))
  }

  @Test("shows how much of the token budget is used, and why no session starts once it is spent")
  func tokenBudget() {
    var board = LiveScene.idle.board
    #expect(!picture(140, board: board).contains("tokens"))
    var plan = board.plan
    plan.settings.limits.tokenBudget = 5_000_000
    board = RunBoard(plan, at: SampleRun.start)
    #expect(picture(140, board: board).contains("0 of 5.0M tokens"))
    board.apply(.tokenBudgetSpent(used: 5_180_000, budget: 5_000_000), at: SampleRun.at(5))
    #expect(picture(140, board: board).contains("the token budget of 5.0M is spent (5.2M used): 0 workers left;"))
    let summary = RunSummary(board: board, now: SampleRun.at(6)).lines.map { $0.text(colours: false) }
    let heading = summary.firstIndex(of: "not finished").map { summary[$0 + 1] }
    #expect(heading == "  the token budget of 5.0M is spent (5.2M used): no further session was started")
  }

  @Test("and the summary show long PRD numbers whole")
  func numbers() {
    let board = LiveScene.failed.board
    let summary = RunSummary(board: board, now: LiveScene.failed.now).lines.map { $0.text(colours: false) }
    #expect(summary.contains("  #10417  delivered    https://github.com/acme/webapp/pull/91   1 issue, 1 h 25 min"))
    #expect(summary.contains { $0.hasPrefix("  #9      delivered  ") })
  }

  @Test("leaves room for step and reason beside a long name of a repository", arguments: [60, 80, 120])
  func longNames(width: Int) {
    var plan = LiveScene.idle.board.plan
    let portal = RepositoryIdentity(
      host: "github.com", owner: "acme-industries-international", name: "customer-portal-api")
    for index in plan.queue.indices { plan.queue[index].repository = portal }
    var board = RunBoard(plan, at: SampleRun.start)
    let names = plan.queue.map(\.name)
    board.apply(.workerStarted(prd: names[0], attempt: 1, pid: 4001, log: "log"), at: SampleRun.at(1))
    board.apply(.settled(prd: names[1], outcome: .skipped(reason: "closed meanwhile")), at: SampleRun.at(2))
    let lines = picture(width, board: board).split(separator: "\n")
    #expect(lines.contains { $0.contains("#9 ") && $0.contains("starting") }, "\(lines)")
    #expect(lines.contains { $0.contains("#11 ") && $0.contains("skipped     closed") }, "\(lines)")
    #expect(lines.contains { $0.hasPrefix("…") && $0.contains("portal-api#9 ") }, "\(lines)")
  }

  @Test("keeps the end of an address or path that does not fit", arguments: ["https://github.com/", "/home/alice/"])
  func addresses(start: String) {
    var board = LiveScene.idle.board
    let address = start + String(repeating: "x", count: 60) + "/pull/88"
    board.apply(.settled(prd: 9, outcome: .delivered(pullRequest: address)), at: LiveScene.idle.now)
    #expect(picture(80, board: board).contains("delivered   pull/88\n"))
    #expect(picture(140, board: board).contains("delivered   \(address)\n"))
  }

  @Test("says what a stop waits for")
  func stopping() {
    var board = SampleRun.board
    board.apply(.stopping(now: false), at: SampleRun.at(10))
    #expect(picture(80, board: board).hasSuffix("stopping: 2 workers left; Ctrl-C again stops at once"))
    board.apply(.stopping(now: true), at: SampleRun.at(10))
    #expect(picture(80, board: board).hasSuffix("stopping now: 2 workers left"))
  }

  @Test("colours only add to the text")
  func colours() {
    let lines = LiveTable(board: SampleRun.board, now: SampleRun.at(10), width: 80, height: 40).lines
    for line in lines {
      let coloured = line.text(colours: true)
      let plain = coloured.split(separator: "\u{1b}[", omittingEmptySubsequences: false).enumerated().map {
        index, part in
        index == 0 ? part : part.drop { $0 != "m" }.dropFirst()
      }.joined()
      #expect(plain == line.text(colours: false))
    }
  }
}
