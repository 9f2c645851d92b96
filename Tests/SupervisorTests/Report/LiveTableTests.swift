import Shared
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

  @Test("in 140 columns")
  func wide() {
    #expect(
      picture(140) == """
        krutrimbox  acme/webapp  as alice  run 20261124-2214-7f3a   10 s
        7 PRDs: 1 delivered, 1 running, 1 restarting, 1 paused, 1 failed, 2 waiting

        PRD   issue                                                      step        agent now                                          time tokens
        #12   2/5  #31 Validate import rows                              agent       swift test (12 files changed)                      0:07      0
        #14   Title 14                                                   restarting  again in 3 s: worker ended by signal 9             0:09      0
        waiting: #21, #30

        \(SampleRun.clock(6))  #9    delivered   https://github.com/acme/webapp/pull/88
        \(SampleRun.clock(7))  #11   paused      waits for a person: #27 Choose the retention\\u{1b}[31m 期間
        \(SampleRun.clock(8))  #14   restarted   worker ended by signal 9, try 2 of 3
        \(SampleRun.clock(9))  #17   failed      KB-A010 #44: `npm test` is still red for #44 after 2 sessions.

        Ctrl-C stops after saving; twice stops now.
        """)
  }

  @Test("in 80 columns")
  func standard() {
    #expect(
      picture(80) == """
        krutrimbox  acme/webapp  as alice  run 20261124-2214-7f3a   10 s
        7 PRDs: 1 delivered, 1 running, 1 restarting, 1 paused, 1 failed, 2 waiting

        PRD   issue                     step        agent now               time tokens
        #12   2/5  #31 Validate impor…  agent       swift test (12 fil…     0:07      0
        #14   Title 14                  restarting  again in 3 s: work…     0:09      0
        waiting: #21, #30

        \(SampleRun.clock(6))  #9    delivered   https://github.com/acme/webapp/pull/88
        \(SampleRun.clock(7))  #11   paused      waits for a person: #27 Choose the retention\\u{1b}[…
        \(SampleRun.clock(8))  #14   restarted   worker ended by signal 9, try 2 of 3
        \(SampleRun.clock(9))  #17   failed      KB-A010 #44: `npm test` is still red for #44 after …

        Ctrl-C stops after saving; twice stops now.
        """)
  }

  @Test("in 60 columns")
  func narrow() {
    #expect(
      picture(60) == """
        krutrimbox  acme/webapp  as alice  run 20261124-2214-7f3a
        7 PRDs: 1 delivered, 1 running, 1 restarting, 1 paused,
          1 failed, 2 waiting   10 s

        PRD   issue                             step           time
        #12   2/5  #31 Validate import rows     agent          0:07
        #14   Title 14                          restarting     0:09
        waiting: #21, #30

        \(SampleRun.clock(6))  #9    delivered   https://github.com/acme/webapp/…
        \(SampleRun.clock(7))  #11   paused      waits for a person: #27 Choose …
        \(SampleRun.clock(8))  #14   restarted   worker ended by signal 9, try 2…
        \(SampleRun.clock(9))  #17   failed      KB-A010 #44: `npm test` is stil…

        Ctrl-C stops after saving; twice stops now.
        """)
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
