import Foundation
import TestSupport
import Testing
@testable import KBSystem

@Suite("Switches for fault tests")
struct FaultPointTests {
  private static let switches = ["KB_DELAY_SCALE", "KB_CRASH_AT", "KB_SAFEGUARD_OFF", "KB_TIME_UP", "KB_BUBBLEWRAP"]

  @Test("are read in one place, which a release build leaves out")
  func onePlace() throws {
    for path in ProjectFiles.paths(below: "Sources", ending: ".swift") where !path.hasSuffix("/FaultPoints.swift") {
      let text = try ProjectFiles.text(path)
      for name in Self.switches { #expect(!text.contains("\"\(name)\""), "\(path) reads \(name)") }
    }
    let text = try ProjectFiles.text("Sources/Shared/System/FaultPoints.swift")
    let debug = try #require(text.firstMatch(of: /#if DEBUG(?s:.*?)#else/)).output
    for name in Self.switches { #expect(debug.contains("\"\(name)\""), "\(name)") }
    let release = try #require(text.firstMatch(of: /#else(?s:.*?)#endif/)).output
    #expect(!release.contains("environment["))
  }

  @Test("are made where a program begins, and handed on from there")
  func injected() throws {
    let makers = try ProjectFiles.paths(below: "Sources", ending: ".swift").filter {
      try ProjectFiles.text($0).contains("FaultPoints(environment)")
    }
    #expect(
      Set(makers.map { $0.split(separator: "/").last.map(String.init) }) == [
        "KB.swift", "KBWorker.swift",
      ])
  }

  @Test("are there in the build that the tests use")
  func debug() {
    let points = FaultPoints([
      "KB_DELAY_SCALE": "0.5", "KB_CRASH_AT": "publish,agent.2", "KB_BUBBLEWRAP": "off", "KB_TIME_UP": "/up",
      "KB_SAFEGUARD_OFF": "fence,nonsense,sync",
    ])
    #expect(points.delayScale == 0.5 && points.crashPoints == ["publish", "agent.2"] && points.isBubblewrapOff)
    #expect(points.timeUpFolder == "/up")
    #expect(Set(Safeguard.allCases.filter(points.isOff)) == [.fence, .sync])
    #expect(FaultPoints([:]) == FaultPoints(["KB_DELAY_SCALE": "x"]))
    #expect(FaultPoints.none == FaultPoints([:]))
  }
}
