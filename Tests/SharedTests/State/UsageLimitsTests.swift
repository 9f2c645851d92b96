import Foundation
import KBDomain
import KBProtocol
import KBState
import KBSystem
import TestSupport
import Testing

@Suite("A usage limit that outlives its run")
struct UsageLimitsTests {
  private let now = Date(timeIntervalSince1970: 1_795_500_000)
  private let web = RepositoryIdentity(host: "github.com", owner: "acme", name: "webapp")
  private let shop = RepositoryIdentity(host: "github.com", owner: "acme", name: "shop")

  private func word(
    _ prd: Int, _ seconds: Double, in repository: RepositoryIdentity? = nil, agent: AgentName = .codex,
    since: Double = 0
  ) -> UsageLimits.Word {
    UsageLimits.Word(
      agent: agent, repository: repository ?? web, prd: prd, since: now.addingTimeInterval(since),
      until: now.addingTimeInterval(seconds), why: "said so")
  }

  private func words(_ words: UsageLimits.Word...) -> UsageLimitWords { UsageLimitWords(words, at: now) }

  @Test("holds back the PRD whose session told it, and nobody else")
  func holdsBack() {
    let one = words(word(1, 3600))
    #expect(one.brake(of: .codex, prd: 1, in: web)?.until == now.addingTimeInterval(3600))
    #expect(one.brakeForAll(of: .codex) == nil)
    #expect(one.brake(of: .codex, prd: 2, in: web) == nil && one.brake(of: .codex, prd: 1, in: shop) == nil)
    #expect(one.brake(of: .claude, prd: 1, in: web) == nil)
    #expect(one.lines(seenFrom: now).count == 1)
  }

  @Test("holds back all where a second PRD told it, to the end that both bear out")
  func holdsBackSecond() {
    let two = words(word(1, 7200), word(1, 3600, in: shop))
    #expect(two.brakeForAll(of: .codex)?.until == now.addingTimeInterval(3600))
    #expect(two.brake(of: .codex, prd: 1, in: web)?.until == now.addingTimeInterval(7200))
    #expect(words(word(1, 7200), word(2, 7200, agent: .claude)).brakeForAll(of: .codex) == nil)
    #expect(words(word(1, 7200), word(2, 3600), word(3, 1800)).brakeForAll(of: .codex)?.until == now + 3600)
    #expect(two.lines(seenFrom: now).count == 1)
  }

  @Test("is over at its end, and counts for an hour where its end is absurd")
  func overEnd() {
    #expect(words(word(1, 0), word(2, -5)).all.isEmpty)
    #expect(words(word(1, 31 * 86_400)).all.first?.until == now + 3600)
    #expect(words(word(1, 31 * 86_400, since: -4000)).all.isEmpty)
    #expect(words(word(1, 30 * 86_400)).all.first?.until == now + 6 * 3600)
    // Told in the future: the clock was wrong, or the file is.
    #expect(words(word(1, 200_000, since: 100_000)).all.isEmpty)
  }

  @Test("is kept for the user alone, replaced by a newer word of the PRD, and lifted")
  func keptUser() throws {
    let folder = TestFolder("limits")
    let limits = UsageLimits(stateRoot: folder.path)
    #expect(limits.words(at: now).all.isEmpty)
    try limits.lift()
    try limits.keep(word(1, 3600))
    try limits.keep(word(1, 7200))
    try limits.keep(word(1, 3600, in: shop))
    let kept = UsageLimits(stateRoot: folder.path).words(at: now)
    #expect(kept.all == [word(1, 7200), word(1, 3600, in: shop)])
    let names = Files.names(in: folder.path + "/usage-limits")
    for name in names {
      let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder.path)/usage-limits/\(name)")
      #expect(attributes[.posixPermissions] as? Int == 0o600)
    }
    // One that is over is forgotten with the next.
    try limits.keep(word(2, 9000, since: 8000))
    #expect(Files.names(in: folder.path + "/usage-limits").count == 1)
    try limits.lift()
    #expect(limits.words(at: now).all.isEmpty)
  }

  @Test(
    "stops nothing where its file is damaged",
    arguments: ["", "{", "null", #"{"agent":"codex"}"#, #"{"agent":"gpt","until":"soon"}"#, "\u{0}\u{0}"])
  func stopsNothing(text: String) throws {
    let folder = TestFolder("limits")
    let limits = UsageLimits(stateRoot: folder.path)
    try limits.keep(word(1, 3600))
    try Data(text.utf8).write(to: URL(fileURLWithPath: folder.path + "/usage-limits/broken.json"))
    #expect(limits.words(at: now).all == [word(1, 3600)])
    #expect(limits.words(at: now).damageNotice?.contains("/usage-limits/broken.json") == true)
    try limits.lift()
    #expect(limits.words(at: now).damageNotice == nil)
    #expect(Files.names(in: folder.path + "/usage-limits").isEmpty)
  }
}
