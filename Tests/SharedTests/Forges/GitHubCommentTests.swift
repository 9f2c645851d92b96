import KBDomain
import KBFailures
import KBForges
import KBSystem
import TestSupport
import Testing

@Suite("comments on GitHub")
struct GitHubCommentTests {
  private let effects = ScriptedEffects()
  private let marker = CommentMarker.hitl(prd: 12, issue: 13)
  private var comment: FactoryComment { FactoryComment(on: 12, marker, "Please decide.") }
  private let made = CommandResult.answer(201, #"{"id":4000000001}"#)
  private let changed = CommandResult.answer(200, #"{"id":4000000001}"#)

  private func saved(seen: OwnComments) throws -> [String] {
    try GitHubForge.scripted(effects).save(comment, seen: seen)
    #expect(effects.unused.isEmpty)
    return effects.commands.map { $0.arguments.last ?? "" }
  }

  @Test("a comment that was seen is updated in one request")
  func seen() throws {
    effects.on("-X PATCH", "issues/comments/77", give: changed)
    let seen = OwnComments([SeenComment(id: "77", target: 12, body: marker.text + "\nold")], targets: [])
    #expect(try saved(seen: seen).count == 1)
  }

  @Test("where the target was read to the end, a new comment costs one request")
  func covered() throws {
    let body = #"{"body":\#(GitHubAnswer.quoted(marker.text + "\nPlease decide."))}"#
    effects.on("-X POST", "issues/12/comments", body, give: made)
    let other = SeenComment(id: "1", target: 13, body: marker.text)
    let quoting = SeenComment(id: "2", target: 12, body: "> " + marker.text)
    #expect(try saved(seen: OwnComments([other, quoting], targets: [12])).count == 1)
  }

  @Test("else the comments are read first, from the newest page to the oldest")
  func uncovered() throws {
    effects.on("KBComments", #""before":null"#, give: GitHubAnswer.comments([], earlier: true))
    effects.on(
      "KBComments", #""before":"c""#,
      give: GitHubAnswer.comments([
        GitHubAnswer.comment(78, marker.text, author: "mallory"), GitHubAnswer.comment(79, marker.text),
      ]))
    effects.on("-X PATCH", "issues/comments/79", give: changed)
    #expect(try saved(seen: .none).count == 3)
  }

  @Test("nothing found is created")
  func notThere() throws {
    effects.on("KBComments", give: GitHubAnswer.comments([]))
    effects.on("-X POST", "issues/12/comments", give: made)
    #expect(try saved(seen: .none).count == 2)
  }

  @Test("a lost answer to a creation is looked for by its marker, with patience, before it is tried again")
  func lost() throws {
    let none = GitHubAnswer.comments([])
    effects.on("issues/12/comments", give: .lost, .answer(502))
    effects.on("KBComments", give: none, none, none, none, none)
    effects.on("KBComments", give: none, GitHubAnswer.comments([GitHubAnswer.comment(80, marker.text)]))
    #expect(try saved(seen: OwnComments([], targets: [12])).count == 2 + 5 + 2)
    #expect(effects.waits == [.zero] + [1, 2, 4, 8].map { .seconds($0) } + [.zero, .seconds(1)])
  }

  @Test(
    "a creation whose answer is lost, and every look after it, is looked for again before it is tried again",
    arguments: [
      [CommandResult.answer(502), .lost, .answer(503)], [.answer(403, headers: ["retry-after": "60"])],
    ])
  func noLook(looks: [CommandResult]) throws {
    let forge = GitHubForge.scripted(effects)
    let seen = OwnComments([], targets: [12])
    effects.on("issues/12/comments", give: .lost)
    for look in looks { effects.on("KBComments", give: look) }
    #expect([.forgeUnavailable, .forgeRateLimited].contains(failure { try forge.save(comment, seen: seen) }?.code))

    effects.on("KBComments", give: GitHubAnswer.comments([]))
    effects.on("KBComments", give: GitHubAnswer.comments([GitHubAnswer.comment(4_000_000_001, marker.text)]))
    effects.on("-X PATCH", "issues/comments/4000000001", give: changed)
    try forge.save(comment, seen: seen)
    #expect(effects.unused.isEmpty)
  }

  @Test("a creation that was refused is tried again without a look")
  func refused() throws {
    let forge = GitHubForge.scripted(effects)
    let seen = OwnComments([], targets: [12])
    effects.on("issues/12/comments", give: .answer(403, headers: ["retry-after": "60"]), made)
    #expect(failure { try forge.save(comment, seen: seen) }?.code == .forgeRateLimited)
    try forge.save(comment, seen: seen)
    #expect(effects.unused.isEmpty)
  }

  @Test("a lost answer to an update is sent again")
  func lostUpdate() throws {
    effects.on("-X PATCH", give: .lost, changed)
    let seen = OwnComments([SeenComment(id: "77", target: 12, body: marker.text)], targets: [12])
    #expect(try saved(seen: seen).count == 2)
  }

  @Test("a comment that somebody deleted is created again")
  func deleted() throws {
    effects.on("-X PATCH", give: .answer(404))
    effects.on("KBName", give: GitHubAnswer.name)
    effects.on("KBComments", give: GitHubAnswer.comments([]))
    effects.on("issues/12/comments", give: made)
    let seen = OwnComments([SeenComment(id: "77", target: 12, body: marker.text)], targets: [12])
    #expect(try saved(seen: seen).count == 4)
  }

  @Test("an old snapshot does not make a comment twice")
  func oldSnapshot() throws {
    let forge = GitHubForge.scripted(effects)
    effects.on("-X POST", give: made)
    effects.on("-X PATCH", "issues/comments/4000000001", give: changed)
    let seen = OwnComments([], targets: [12])
    try forge.save(comment, seen: seen)
    try forge.save(comment, seen: seen)
    #expect(effects.unused.isEmpty)
  }

  @Test("text that is too long is cut in the middle, and says so")
  func long() throws {
    let text = String(repeating: "é", count: 70_000) + "END"
    let fitted = GitHubText.fitted(marker.text + "\n" + text)
    #expect(fitted.unicodeScalars.count <= 65_536)
    #expect(fitted.unicodeScalars.count > 65_000)
    #expect(fitted.hasPrefix(marker.text))
    #expect(fitted.hasSuffix("END"))
    #expect(fitted.contains("krutrimbox left out"))
    #expect(GitHubText.fitted(String(repeating: "é", count: 65_536)).unicodeScalars.count == 65_536)
  }
}
