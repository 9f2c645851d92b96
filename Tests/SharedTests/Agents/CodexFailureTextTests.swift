import Foundation
import Testing

@testable import Shared

/// What the closing message of a failed codex session means.
struct CodexFailureTextTests {
  /// 2026-11-24 08:51:30 UTC.
  private let now = Date(timeIntervalSince1970: 1_795_510_290)
  private let limit = "You’ve hit your usage limit. Upgrade to Pro (https://chatgpt.com/explore/pro), "

  private func classify(_ text: String) -> ExpectedFailure {
    CodexFailureText.classify(text, stderr: [], why: text, now: now)
  }

  @Test(arguments: [
    ("try again at 9:51 AM.", 3_630.0), ("try again at 12:05 AM.", 54_870), ("try again at 12:30 PM.", 13_170),
    ("try again at Nov 27th, 2026 8:50 AM.", 259_170), ("try again at Dec 1st, 2026 1:00 PM.", 619_770),
    ("try again at 8:51 AM.", 30), ("try again at 8:50 AM.", 86_370),
  ]) func `a usage limit lasts until the end of the minute that is named`(text: String, seconds: Double) {
    let failure = classify(limit + "or " + text)
    #expect(failure.code == .agentUsageLimit)
    #expect(failure.until?.timeIntervalSince(now) == seconds)
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
