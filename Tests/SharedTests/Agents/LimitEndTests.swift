import Foundation
import KBAgents
import KBFailures
import KBSystem
import Testing
@testable import KBDomain

@Suite("The end of a usage limit")
struct LimitEndTests {
  private let now = SessionLines.now

  private func until(_ agent: AgentName, _ text: String, now other: Date? = nil) -> Double? {
    let now = other ?? now
    return SessionLines.failure(agent, saying: text, now: now)?.until?.timeIntervalSince(now)
  }

  @Test(
    "is read from what codex says, to the end of the minute that it names",
    arguments: [
      ("try again at 9:51 AM.", 3_630.0), ("try again at 12:05 AM.", -31_530), ("try again at 12:30 PM.", 13_170),
      ("try again at Nov 27th, 2026 8:50 AM.", 259_170), ("try again at Dec 1st, 2026 1:00 PM.", 619_770),
      ("try again at 8:51 AM.", 30), ("try again at 8:50 AM.", -30), ("try again at 11:58 PM.", 54_450),
      ("Try again at 9:51\u{202F}AM.", 3_630), ("Try again at Nov 27th, 2026 8:50 AM.", 259_170),
      ("try again in 5 days 22 hours 11 minutes.", 511_860), ("Try again in 4 days 20 hours 9 minutes.", 418_140),
      ("try again in 3 hours 2 minutes.", 10_920), ("try again in 1 day.", 86_400), ("try again in 32s", 32),
      ("try again in less than a minute.", 60), ("try again in 1h 5m.", 3_900),
      ("Please try again in 11.054s.", 11.054),
      ("try again in 2 weeks and 1 day.", 1_296_000), ("try again in 17 minutes", 1_020),
    ])
  func readCodex(text: String, seconds: Double) {
    let found = until(
      .codex, "You’ve hit your usage limit. Upgrade to Pro (https://chatgpt.com/explore/pro), or " + text)
    #expect(found.map { abs($0 - seconds) < 0.01 } == true, "\(found ?? .nan)")
  }

  @Test(
    "is a time of the day before where midnight has come in between",
    arguments: [
      ("11:59 PM", 0.0, 0.0), ("11:40 PM", 30, -1_170), ("10:00 PM", 30, 79_230), ("12:00 AM", 30, 30),
    ])
  func timeDay(
    time: String, afterMidnight: Double, seconds: Double
  ) {
    // 2026-11-25 00:00:00 UTC.
    let now = Date(timeIntervalSince1970: 1_795_564_800 + afterMidnight)
    #expect(until(.codex, "You’ve hit your usage limit. Try again at \(time).", now: now) == seconds)
  }

  @Test(
    "is read from what claude says, the next such time",
    arguments: [
      ("You've hit your limit · resets 9:51am (UTC)", 3_630.0),
      ("You've hit your session limit · resets 12pm (UTC)", 11_370),
      ("You've hit your weekly limit · resets 4:40am (UTC)", 71_370),
      ("You've hit your weekly limit · resets Nov 27, 8am (UTC)", 256_170),
      ("You've hit your limit · resets Jan 3 at 1pm", 3_470_970), ("5-hour limit reached ∙ resets 11am", 7_770),
      ("Claude AI usage limit reached|1795514400", 4_110),
      ("Claude usage limit reached. Your limit will reset at 11am (Etc/UTC).", 7_770),
    ])
  func readClaude(text: String, seconds: Double) {
    #expect(until(.claude, text) == seconds)
  }

  @Test(
    "is not known where the text names none",
    arguments: [
      "try again later.", "try again at once", "try again at Foo 3rd, 2026 8:50 AM.", "try again in a while", "",
      "try again at 10 de jul. de 2026, 11:52.", "try again in", "try again at 25:00 PM",
    ])
  func knownText(text: String) {
    let failure = SessionLines.failure(.codex, saying: "You've hit your usage limit. Or " + text)
    #expect(failure?.code == .agentUsageLimit)
    #expect(failure?.until == nil)
  }

  @Test("comes from the event before the words, of paid usage last")
  func comesEvent() {
    func ask(_ info: String, _ words: String = "You've hit your limit · resets 9:51am (UTC)") -> Double? {
      let result = SessionLines.line([
        "type": "result", "subtype": "success", "is_error": true, "api_error_status": 429, "result": words,
      ])
      let lines = [#"{"type":"rate_limit_event","rate_limit_info":\#(info)}"#, result]
      return SessionLines.verdict(.claude, lines, .code(value: 1)).failure?.until?.timeIntervalSince1970
    }
    #expect(ask(#"{"status":"rejected","resetsAt":1795515091}"#) == 1_795_515_091)
    #expect(ask(#"{"status":"rejected","overageResetsAt":1795515092}"#) == 1_795_515_092)
    #expect(ask(#"{"status":"rejected"}"#) == now.timeIntervalSince1970 + 3_630)
    #expect(ask(#"{"status":"rejected"}"#, "You've hit your limit") == nil)
  }
}
