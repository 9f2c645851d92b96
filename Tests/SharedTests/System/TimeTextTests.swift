import Foundation
import KBDomain
import KBFailures
import KBProtocol
import KBText
import Testing

@Suite("Times to come, as people read them")
struct TimeTextMomentTests {
  private let now = Date(timeIntervalSince1970: 1_795_500_000)

  @Test("have no date within the next day or so, and one beyond it")
  func moment() {
    for hours in [0.0, 1, 19.9] {
      #expect(TimeText.moment(now.addingTimeInterval(hours * 3600), seenFrom: now).wholeMatch(of: /\d\d:\d\d/) != nil)
    }
    for hours in [20.1, 100] {
      let text = TimeText.moment(now.addingTimeInterval(hours * 3600), seenFrom: now)
      #expect(text.wholeMatch(of: /2026-11-\d\d \d\d:\d\d/) != nil, "\(text)")
    }
  }

  @Test("of a brake that lasts for days tell the day")
  func brake() {
    let brake = Brake(.usageLimit, agent: .claude, until: now.addingTimeInterval(3 * 86_400), why: "weekly")
    #expect(brake.text(at: now).hasPrefix("claude usage limit until 2026-11-"))
    #expect(!brake.text(at: brake.until).contains("2026"))
  }
}
