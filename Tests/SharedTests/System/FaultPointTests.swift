import Foundation
import TestSupport
import Testing

@testable import Shared

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
    let debug = try #require(text.firstMatch(of: /#if DEBUG(?s:.*?)#endif/)).output
    for name in Self.switches { #expect(debug.contains("\"\(name)\""), "\(name)") }
  }

  @Test("are there in the build that the tests use")
  func debug() {
    let points = FaultPoints(["KB_DELAY_SCALE": "0.5", "KB_CRASH_AT": "publish", "KB_BUBBLEWRAP": "off"])
    #expect(points.delayScale == 0.5 && points.crashPoints == "publish" && points.isBubblewrapOff)
    #expect(FaultPoints([:]) == FaultPoints(["KB_DELAY_SCALE": "x"]))
  }
}
