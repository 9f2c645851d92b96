import Foundation
import Testing
@testable import KBAgents
@testable import KBDomain
@testable import KBFailures

@Suite("The table of known endings")
struct KnownEndingTests {
  @Test("every row is read as what it means", arguments: KnownEnding.all)
  func rowRead(row: KnownEnding) {
    let failure =
      switch row.sign {
      case .says(let parts):
        SessionLines.failure(row.agent, saying: (parts.first == "" ? "so " : "") + parts.joined(separator: " and "))
      case .member(let name, let value) where row.agent == .claude:
        SessionLines.failure(
          .claude, saying: "something else",
          members: [name: Int(value.replacing("x", with: "0")).map { $0 as Any } ?? value])
      case .member(let name, let value):
        SessionLines.failure(.codex, saying: #"{"error":{"message":"something else","\#(name)":"\#(value)"}}"#)
      }
    let wanted = row.meaning.failure(of: row.agent, until: nil, why: "").code
    // A row that an earlier one hides would be no row.
    #expect(failure?.code == wanted, "\(row.sign): \(failure?.code.rawValue ?? "success")")
  }

  @Test("every row names its source, and no sign stands there twice")
  func rowNames() {
    for row in KnownEnding.all {
      #expect(row.source.contains(/#[0-9]+|\.rs|openai\.com|[0-9] run|Agent SDK|'s own list|'s texts/), "\(row.source)")
      #expect(KnownEnding.all.filter { $0.agent == row.agent && $0.sign == row.sign }.count == 1)
    }
  }

  /// Whole texts, as programs and people's reports have them.
  @Test(
    "texts of both programs are known",
    arguments: [
      (AgentName.codex, "Missing environment variable: `OPENAI_API_KEY`.", FailureCode.agentNotAuthenticated),
      (.codex, "Missing environment variable: `LAB_KEY`. Set it.", .agentNotAuthenticated),
      (
        .codex, "unexpected status 401 Unauthorized: Incorrect API key provided: sk-x., url: http://h/v1",
        .agentNotAuthenticated
      ),
      (
        .codex,
        "Your access token could not be refreshed because your refresh token was already used. Please log out and sign in again.",
        .agentNotAuthenticated
      ),
      (
        .codex, "Your workspace is out of credits. Ask your workspace owner to refill in order to continue.",
        .agentUsageLimit
      ),
      (
        .codex, "You hit your spend cap set by the owner of your workspace. Ask an owner to increase it.",
        .agentUsageLimit
      ),
      (.codex, "Quota exceeded. Check your plan and billing details.", .agentUsageLimit),
      (
        .codex, "You’ve hit your usage limit for GPT-5. Switch to another model now, or try again later.",
        .agentUsageLimit
      ),
      (
        .codex, "stream disconnected before completion: You exceeded your current quota, please check your plan.",
        .agentUsageLimit
      ),
      (
        .codex, "stream disconnected before completion: Rate limit reached for x. Please try again in 11.054s.",
        .agentOverloaded
      ),
      (
        .codex, "To use Codex with your ChatGPT plan, upgrade to Plus: https://chatgpt.com/explore/plus.",
        .agentAccountRefused
      ),
      (
        .codex, #"unexpected status 402 Payment Required: {"detail":{"code":"deactivated_workspace"}}"#,
        .agentAccountRefused
      ),
      (
        .codex, #"{"detail":"The 'x' model is not supported when using Codex with a ChatGPT account."}"#,
        .agentModelUnknown
      ),
      (
        .codex,
        #"{"type":"error","status":400,"error":{"message":"The 'x' model is not supported when using Codex."}}"#,
        .agentModelUnknown
      ),
      (.codex, "unexpected status 404 Not Found: The model `x` does not exist, url: http://h/v1", .agentModelUnknown),
      (.codex, "This request has been flagged for possible cybersecurity risk.", .agentRefused),
      (
        .codex, "stream disconnected before completion: Your input exceeds the context window of this model.",
        .agentPromptTooLong
      ),
      (.codex, "sandbox error: command was killed by a signal", .agentFailed),
      (.codex, "something new", .agentFailed),
      (.claude, "You've hit your limit · resets 7:24am (UTC)", .agentUsageLimit),
      (.claude, "You've hit your weekly limit · resets Dec 3, 8am (UTC)", .agentUsageLimit),
      (.claude, "Claude AI usage limit reached|1795514400", .agentUsageLimit),
      (.claude, "5-hour limit reached ∙ resets 12pm", .agentUsageLimit),
      (.claude, "Credit balance is too low", .agentUsageLimit),
      (.claude, "You're out of usage credits · resets 5pm (UTC)", .agentUsageLimit),
      (.claude, "Not logged in · Please run /login", .agentNotAuthenticated),
      (.claude, "Failed to authenticate: OAuth session expired and could not be refreshed", .agentNotAuthenticated),
      (
        .claude, #"API Error: 401 {"error":{"message":"OAuth token has expired. Please obtain a new token"}}"#,
        .agentNotAuthenticated
      ),
      (
        .claude, "Your organization has disabled Claude subscription access for Claude Code · Use an API key",
        .agentAccountRefused
      ),
      (.claude, "Prompt is too long · the request is ~250000 tokens", .agentPromptTooLong),
      (.claude, "API Error: Opus 5.5's safeguards flagged this message (https://x)", .agentRefused),
      (
        .claude,
        "API Error: Claude Code is unable to respond to this request, which appears to violate our Usage Policy",
        .agentRefused
      ),
      (.claude, "API Error: Connection dropped (ECONNRESET). Check the gateway", .agentOverloaded),
      (.claude, "Could not refresh your login because another Claude Code process is refreshing it", .agentOverloaded),
      (.claude, "something new", .agentFailed),
    ])
  func textsPrograms(agent: AgentName, text: String, code: FailureCode) {
    #expect(SessionLines.failure(agent, saying: text)?.code == code)
  }

  @Test("a login that is missing or an account that may not stops the run, a cut session its PRD")
  func loginMissing() {
    #expect(FailureCode.agentNotAuthenticated.failureClass.policy == .stopRunAfterTwo)
    #expect(FailureCode.agentAccountRefused.failureClass.policy == .stopRunAfterTwo)
    #expect(FailureCode.agentUnfinished.failureClass.policy == .stopPRD(comment: true))
    #expect(FailureCode.agentRefused.failureClass.policy == .stopPRD(comment: true))
  }
}
