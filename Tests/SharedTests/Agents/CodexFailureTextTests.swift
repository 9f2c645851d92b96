import Foundation
import Testing

@testable import Shared

/// What the closing message of a failed codex session means.
struct CodexFailureTextTests {
  /// 2026-11-24 08:51:30 UTC.
  private let now = Date(timeIntervalSince1970: 1_795_510_290)
  private let limit = "You’ve hit your usage limit. Upgrade to Pro (https://chatgpt.com/explore/pro), "

  private func classify(_ text: String, now other: Date? = nil) -> ExpectedFailure {
    CodexFailureText.classify(text, stderr: [], why: text, now: other ?? now)
  }

  @Test(arguments: [
    ("try again at 9:51 AM.", 3_630.0), ("try again at 12:05 AM.", -31_530), ("try again at 12:30 PM.", 13_170),
    ("try again at Nov 27th, 2026 8:50 AM.", 259_170), ("try again at Dec 1st, 2026 1:00 PM.", 619_770),
    ("try again at 8:51 AM.", 30), ("try again at 8:50 AM.", -30), ("try again at 11:58 PM.", 54_450),
    ("Try again at 9:51 AM.", 3_630), ("Try again at Nov 27th, 2026 8:50 AM.", 259_170),
  ]) func `a usage limit lasts until the end of the minute that is named`(text: String, seconds: Double) {
    let failure = classify(limit + "or " + text)
    #expect(failure.code == .agentUsageLimit)
    #expect(failure.until?.timeIntervalSince(now) == seconds)
  }

  @Test(arguments: [
    ("11:59 PM", 0.0, 0.0), ("11:40 PM", 30, -1_170), ("10:00 PM", 30, 79_230), ("12:00 AM", 30, 30),
  ]) func `a time of the day before counts where midnight has come in between`(
    time: String, afterMidnight: Double, seconds: Double
  ) {
    // 2026-11-25 00:00:00 UTC.
    let now = Date(timeIntervalSince1970: 1_795_564_800 + afterMidnight)
    let failure = classify("You’ve hit your usage limit. Try again at \(time).", now: now)
    #expect(failure.until?.timeIntervalSince(now) == seconds)
  }

  @Test(arguments: [
    "Your workspace is out of credits. Add credits to continue.",
    "Your workspace is out of credits. Ask your workspace owner to refill in order to continue.",
    "You hit your spend cap set in your workspace. Increase your spend cap to continue.",
    "You hit your spend cap set by the owner of your workspace. Ask an owner to increase your spend cap to continue.",
    "Quota exceeded. Check your plan and billing details.",
  ]) func `credits and spend caps that are used up are a usage limit without a time`(text: String) {
    let failure = classify(text)
    #expect(failure.code == .agentUsageLimit)
    #expect(failure.until == nil)
  }

  @Test(arguments: ["try again later.", "try again at once", "try again at Foo 3rd, 2026 8:50 AM.", ""])
  func `a usage limit without a time has none`(text: String) {
    let failure = classify(limit + text)
    #expect(failure.code == .agentUsageLimit)
    #expect(failure.until == nil)
  }

  @Test(arguments: [
    "unexpected status 404 Not Found: The model `x` does not exist or you do not have access to it., url: http://h/v1",
    #"{"error":{"type":"invalid_request_error","code":"model_not_found","message":"no"}}"#,
    #"{"detail":"The 'x' model is not supported when using Codex with a ChatGPT account."}"#,
    #"{"type":"error","status":400,"error":{"type":"invalid_request_error","message":"The 'x' model is not supported."}}"#,
  ]) func `an unknown model is known in all its shapes`(text: String) {
    #expect(classify(text).code == .agentModelUnknown)
  }
}
