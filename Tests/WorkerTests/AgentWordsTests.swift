import KBAgents
import KBDomain
import KBProtocol
import Testing
@testable import Worker

@Suite("What an agent printed")
struct AgentWordsTests {
  @Test("is what comes while its session is at work, of the newest session alone")
  func session() {
    var words = AgentWords()
    words.append("$ git push")
    words.apply(.sessionStarted(issue: 3, agent: .codex))
    words.append("one\ntwo")
    words.apply(.sessionEnded(issue: 3, usage: AgentUsage(), ok: true))
    words.append("npm test")
    #expect(words.last(40, of: 3) == "one\ntwo")
    #expect(words.last(1, of: 3) == "two")
    #expect(words.last(40, of: 4).isEmpty && words.last(40, of: nil).isEmpty)
    words.apply(.sessionStarted(issue: nil, agent: .codex))
    words.append("reviewing")
    #expect(words.last(40, of: 3).isEmpty && words.last(40, of: nil) == "reviewing")
  }

  @Test("is kept to its end only")
  func bound() {
    var words = AgentWords()
    words.apply(.sessionStarted(issue: 3, agent: .codex))
    for line in 0..<10_000 { words.append("\(line)") }
    #expect(words.last(2, of: 3) == "9998\n9999")
    #expect(words.last(.max, of: 3).split(separator: "\n").count <= 2 * AgentWords.limit)
  }
}
