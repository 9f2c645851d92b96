import Foundation
import KBAgents
import KBDomain
import KBFailures
import KBSystem
import Testing

@Suite("What an agent's session came to")
struct AgentReaderTests {
  private let now = Date(timeIntervalSince1970: 1_795_500_000)

  private func failure(_ agent: AgentName, _ lines: [String], _ status: KBSystem.ExitStatus = .code(value: 1))
    -> ExpectedFailure?
  {
    var reader = AgentCatalogue.named(agent).newReader()
    for line in lines { _ = reader.read(OutputLine(line.first == "{" ? .output : .errors, line)) }
    return reader.verdict(status, now: now).failure
  }

  private func claude(_ limits: [String], _ result: String) -> ExpectedFailure? {
    failure(.claude, limits.map { #"{"type":"rate_limit_event","rate_limit_info":\#($0)}"# } + [result])
  }

  private let limited = #"{"type":"result","is_error":true,"api_error_status":429,"result":"You've hit your limit"}"#

  @Test("is a usage limit until the time that the rejection names, wherever it stands")
  func usageLimit() {
    let top = claude([#"{"status":"rejected","resetsAt":1795505091}"#], limited)
    #expect(top?.code == .agentUsageLimit && top?.until == Date(timeIntervalSince1970: 1_795_505_091))
    let named =
      #"{"status":"rejected","rateLimitType":"five_hour","unifiedWindows":"#
      + #"{"seven_day":{"resetsAt":1795500001},"five_hour":{"resetsAt":1795505092}}}"#
    #expect(claude([named], limited)?.until == Date(timeIntervalSince1970: 1_795_505_092))
    let without = claude([#"{"status":"rejected","resetsAt":"soon","unifiedWindows":7}"#], limited)
    #expect(without?.code == .agentUsageLimit && without?.until == nil)
  }

  @Test("is no usage limit where one was passed by and something else went wrong")
  func usageLimitPassed() {
    let tooLong = #"{"type":"result","is_error":true,"result":"Prompt is too long"}"#
    let rejected = #"{"status":"rejected","resetsAt":1795505091,"isUsingOverage":true}"#
    #expect(claude([rejected], tooLong)?.code == .agentPromptTooLong)
    let slow = #"{"type":"result","is_error":true,"api_error_status":429,"result":"API Error: Request rejected (429)"}"#
    #expect(claude([rejected], slow)?.code == .agentUsageLimit)
    #expect(claude([rejected, #"{"status":"allowed"}"#], slow)?.code == .agentOverloaded)
  }

  @Test("is about the set-up where the service is forbidden or root is refused")
  func aboutSet() {
    let forbidden = #"{"type":"result","is_error":true,"api_error_status":403,"result":"API Error: 403"}"#
    #expect(claude([], forbidden)?.code == .agentForbidden)
    let codex = #"{"type":"turn.failed","error":{"message":"unexpected status 403 Forbidden: blocked"}}"#
    #expect(failure(.codex, [codex])?.code == .agentForbidden)
    let root = "--dangerously-skip-permissions cannot be used with root/sudo privileges for security reasons"
    #expect(failure(.claude, [root])?.code == .agentRefusesRoot)
    #expect(FailureCode.agentForbidden.failureClass == .agentSetup)
    #expect(FailureCode.agentRefusesRoot.failureClass == .agentSetup)
  }

  @Test("knows whether the agent waits for a connection")
  func knowsWhether() {
    var codex = CodexAgent().newReader()
    let notice = #"{"type":"error","message":"Reconnecting... waiting for network (Connection failed)"}"#
    _ = codex.read(OutputLine(.output, notice))
    #expect(codex.connectionNotice?.hasPrefix("Reconnecting") == true)
    _ = codex.read(OutputLine(.output, #"{"type":"item.completed","item":{"type":"agent_message","text":"x"}}"#))
    #expect(codex.connectionNotice == nil)
    var claude = ClaudeAgent().newReader()
    _ = claude.read(OutputLine(.output, #"{"type":"system","subtype":"api_retry"}"#))
    #expect(claude.connectionNotice != nil)
    _ = claude.read(OutputLine(.output, #"{"type":"assistant","message":{"content":[]}}"#))
    #expect(claude.connectionNotice == nil)
  }
}
