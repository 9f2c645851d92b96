import Foundation
import KBAgents
import KBDomain
import KBFailures
import KBSystem
import Testing

@Suite("Attack: a session lies about its numbers")
struct LyingNumberTests {
  private func usage(_ agent: AgentName, _ lines: String...) -> AgentUsage {
    var reader = AgentCatalogue.named(agent).newReader()
    for line in lines { _ = reader.read(OutputLine(.output, line)) }
    return reader.verdict(.success, now: Date()).usage
  }

  @Test(
    "a number of tokens that can't be true counts as none",
    arguments: ["-1", "-9223372036854775808", "1000000000000000000", "9223372036854775807", "1e40", "\"many\""])
  func tokens(number: String) {
    let codex = usage(
      .codex, #"{"type":"turn.completed","usage":{"input_tokens":\#(number),"output_tokens":7}}"#)
    #expect(
      (codex.inputTokens, codex.tokens) == (0, number.first == "1" && number.contains("e") ? 0 : codex.outputTokens))
    let claude = usage(
      .claude, #"{"type":"result","subtype":"success","is_error":false,"usage":{"input_tokens":\#(number)}}"#)
    #expect(claude.tokens == 0)
  }

  @Test("many models that each claim the most do not overflow, and count as none")
  func manyModels() {
    let models = (0..<4).map { #""m\#($0)":{"inputTokens":9223372036854775807,"outputTokens":-5}"# }
      .joined(separator: ",")
    let found = usage(
      .claude, #"{"type":"result","subtype":"success","is_error":false,"modelUsage":{\#(models)}}"#)
    #expect(found == AgentUsage())
  }

  @Test("a cost that can't be true is none", arguments: ["-3", "1e300", "1e400"])
  func cost(number: String) {
    let found = usage(
      .claude, #"{"type":"result","subtype":"success","is_error":false,"total_cost_usd":\#(number)}"#)
    #expect(found.costUSD == nil)
    #expect(AgentUsage.claimed(inputTokens: nil, outputTokens: nil, costUSD: .nan).costUSD == nil)
    #expect(AgentUsage.claimed(inputTokens: nil, outputTokens: nil, costUSD: .infinity).costUSD == nil)
  }

  @Test("sums of a night stay at the largest number", arguments: [Int.max, Int.min])
  func sums(number: Int) {
    let one = AgentUsage(inputTokens: number, outputTokens: number)
    #expect((one + one).tokens == number)
  }

  @Test(
    "a date that no calendar has ends nothing",
    arguments: [
      "try again at Nov 999999999999999999th, 2026 8:50 AM.", "try again at Nov 27th, 999999999999999999 8:50 AM.",
      "try again in 99999999999999999999999999999 days.", "resets Nov 0, 8am (UTC)",
    ])
  func dates(text: String) {
    var reader = AgentCatalogue.named(.codex).newReader()
    _ = reader.read(
      OutputLine(.output, #"{"type":"turn.failed","error":{"message":"You've hit your usage limit. \#(text)"}}"#))
    #expect(reader.verdict(.success, now: Date()).failure?.code == .agentUsageLimit)
  }
}
