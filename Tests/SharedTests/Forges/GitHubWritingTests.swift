import KBFailures
import TestSupport
import Testing
@testable import KBDomain
@testable import KBForges
@testable import KBSystem

@Suite("changes on GitHub")
struct GitHubWritingTests {
  private let effects = ScriptedEffects()
  private var forge: GitHubForge { .scripted(effects) }
  private let new = NewPullRequest(title: "Sort", body: "Closes #12", head: "krutrimbox/prd-12", base: "main")
  private let pull = PullRequest(number: 20, id: "PR_20", url: "", isDraft: true, body: "")
  private let taken = CommandResult.answer(
    422, #"{"message":"Validation Failed","errors":[{"message":"A pull request already exists for acme:b."}]}"#)

  private func pulls(_ nodes: String...) -> CommandResult { .answer(200, "[\(nodes.joined(separator: ","))]") }

  @Test("a pull request is a draft and gets its label")
  func create() throws {
    effects.on(
      "-X POST", "repos/acme/widgets/pulls", #""draft":true"#,
      give: .answer(201, GitHubAnswer.restPullRequest(20, labels: [])))
    effects.on("issues/20/labels", #""labels":["PRD"]"#, give: .answer(200, #"[{"name":"PRD"}]"#))
    let made = try forge.createPullRequest(new)
    #expect(made.number == 20)
    #expect(made.labels == ["PRD"])
    #expect(effects.commands.count == 2)
  }

  @Test("a lost answer to a creation is looked for before it is tried again")
  func lostCreation() throws {
    effects.on("-X POST", "widgets/pulls", give: .lost)
    effects.on("pulls?head=", give: pulls(GitHubAnswer.restPullRequest(20)))
    #expect(try forge.createPullRequest(new).number == 20)
    #expect(effects.unused.isEmpty)
  }

  @Test("what did not happen is tried again, three times at most")
  func creationThatFails() throws {
    effects.on("-X POST", "widgets/pulls", give: .lost, .answer(502), .answer(504))
    effects.on("pulls?head=", give: pulls(), pulls(GitHubAnswer.restPullRequest(3, state: "closed")), pulls())
    #expect(failure { try forge.createPullRequest(new) }?.code == .forgeUnavailable)
    #expect(effects.unused.isEmpty)
  }

  @Test("one that exists already is found, also where the list shows it late")
  func existing() throws {
    effects.on("-X POST", "widgets/pulls", give: taken)
    effects.on("pulls?head=acme%3Akrutrimbox%2Fprd-12", give: pulls(), pulls(GitHubAnswer.restPullRequest(20)))
    #expect(try forge.createPullRequest(new).number == 20)
  }

  @Test("a refused pull request is refused")
  func refusedCreation() {
    effects.on("-X POST", "widgets/pulls", give: .answer(422, #"{"message":"No commits between main and b"}"#))
    let failure = failure { try forge.createPullRequest(new) }
    #expect(failure?.code == .forgeInvalid)
    #expect(failure?.why?.contains("No commits between main and b") == true)
    #expect(failure?.what.contains("create the pull request of krutrimbox/prd-12") == true)
  }

  @Test("a pull request that the list does not show yet is known from its creation")
  func readAfterWrite() throws {
    let forge = forge
    effects.on("-X POST", "widgets/pulls", give: .answer(201, GitHubAnswer.restPullRequest(20)))
    effects.on("-X PATCH", "pulls/20", give: .answer(200, GitHubAnswer.restPullRequest(20)))
    effects.on("KBMarkReady", give: ready)
    effects.on("KBReadPRD", give: GitHubAnswer.readPRD())
    let made = try forge.createPullRequest(new)
    try forge.updateBody(of: made, to: "new")
    try forge.markReady(made)
    let seen = try forge.readPRD(12, branch: new.head).pullRequest
    #expect(seen?.number == 20)
    #expect(seen?.body == "new")
    #expect(seen?.isDraft == false)
  }

  private let ready = CommandResult.answer(
    200, #"{"data":{"markPullRequestReadyForReview":{"pullRequest":{"isDraft":false}}}}"#)

  @Test("a pull request leaves draft in one request, and a lost answer is looked for")
  func markReady() throws {
    effects.on("KBMarkReady", #""id":"PR_20""#, give: ready, .lost, .lost, ready)
    try forge.markReady(pull)
    #expect(effects.commands.count == 1)
    effects.on(
      "pulls/20", give: .answer(200, GitHubAnswer.restPullRequest(20, draft: false)),
      .answer(200, GitHubAnswer.restPullRequest(20, draft: true)))
    try forge.markReady(pull)
    #expect(effects.commands.count == 3)
    try forge.markReady(pull)
    #expect(effects.commands.count == 6)
  }

  @Test("a line that stands for the draft goes, and a real draft that somebody made of it does as well")
  func markedDraft() throws {
    var marked = pull
    marked.body = GitHubDraft.marked("Closes #12")
    effects.on(
      "-X PATCH", "pulls/20", #"{"body":"Closes #12"}"#,
      give: .answer(200, GitHubAnswer.restPullRequest(20, draft: false)),
      .answer(200, GitHubAnswer.restPullRequest(20, draft: true)))
    try forge.markReady(marked)
    #expect(effects.commands.count == 1)
    effects.on("KBMarkReady", #""id":"PR_20""#, give: ready)
    try forge.markReady(marked)
    #expect(effects.commands.count == 3)
  }

  @Test("one that is out of draft already is fine, whatever GitHub says of it")
  func readyAlready() throws {
    let refusal = CommandResult.answer(
      200, #"{"data":null,"errors":[{"type":"UNPROCESSABLE","message":"Pull request is not a draft"}]}"#)
    effects.on("KBMarkReady", give: refusal, refusal)
    effects.on(
      "pulls/20", give: .answer(200, GitHubAnswer.restPullRequest(20, draft: false)),
      .answer(200, GitHubAnswer.restPullRequest(20)))
    try forge.markReady(pull)
    #expect(failure { try forge.markReady(pull) }?.code == .forgeInvalid)
  }

  @Test("a refused reviewer is KB-G004")
  func reviewer() {
    effects.on(
      "pulls/20/requested_reviewers", #""reviewers":["bob"]"#,
      give: .answer(422, #"{"message":"Reviews may only be requested from collaborators."}"#))
    let failure = failure { try forge.requestReview(of: pull, from: "bob") }
    #expect(failure?.code == .forgeInvalid)
    #expect(failure?.what.contains("bob") == true)
  }

  @Test("an issue is closed as completed; a lost answer is looked for")
  func close() throws {
    effects.on(
      "-X PATCH", "issues/13", #""state":"closed""#, #""state_reason":"completed""#,
      give: .answer(200, #"{"state":"closed"}"#),
      .lost, .lost, .answer(200, #"{"state":"closed"}"#))
    try forge.closeIssue(13)
    #expect(effects.commands.count == 1)
    effects.on("issues/13", give: .answer(200, #"{"state":"closed"}"#), .answer(200, #"{"state":"open"}"#))
    try forge.closeIssue(13)
    #expect(effects.commands.count == 3)
    try forge.closeIssue(13)
    #expect(effects.unused.isEmpty)
  }

  @Test("an answer that is not GitHub's closes nothing")
  func garbage() {
    effects.on("-X PATCH", give: .answer(200, "<html>login"), .answer(200, "{}"), .answer(200, #"{"state":"open"}"#))
    effects.on(
      "issues/13", give: .answer(200, #"{"state":"open"}"#), .answer(200, #"{"state":"open"}"#),
      .answer(200, #"{"state":"open"}"#))
    #expect(failure { try forge.closeIssue(13) }?.code == .forgeAnswerUnreadable)
  }

  @Test("labels are created; one that another run made first is fine")
  func labels() throws {
    let exists =
      #"{"message":"Validation Failed","errors":[{"resource":"Label","code":"already_exists","field":"name"}]}"#
    effects.on("repos/acme/widgets/labels", #""color":"FEF2C0""#, give: .answer(422, exists))
    effects.on("repos/acme/widgets/labels", #""name":"ready-for-human""#, give: .answer(201, #"{"name":"x"}"#))
    try forge.createLabels([.prd, .readyForHuman])
    effects.on("labels", give: .answer(422, #"{"message":"Validation Failed","errors":[{"code":"invalid"}]}"#))
    #expect(failure { try forge.createLabels([.prd]) }?.code == .forgeInvalid)
  }

  @Test("a change follows the repository to its new name")
  func renamed() throws {
    effects.on("-X PATCH", "repos/acme/widgets/", give: .answer(307))
    effects.on(
      "KBName", give: .answer(200, #"{"data":{"repository":{"name":"gears","owner":{"login":"acme"}}}}"#))
    effects.on("-X PATCH", "repos/acme/gears/issues/13", give: .answer(200, #"{"state":"closed"}"#))
    let forge = forge
    try forge.closeIssue(13)
    #expect(forge.repository.name == "gears")
  }

  @Test("what is not there under the present name either is not found")
  func notFound() {
    effects.on("-X PATCH", give: .answer(404))
    effects.on("KBName", give: GitHubAnswer.name)
    #expect(failure { try forge.closeIssue(13) }?.code == .forgeNotFound)
  }

  @Test("text reaches GitHub as JSON on standard input and nothing else")
  func hostileText() throws {
    let text = "$(id) `id` \"; rm -rf / #\n--hostname evil {owner} @/etc/passwd \u{1B}[31m\u{0} é🙃 -F x=@y"
    effects.on("-X PATCH", give: .answer(200, GitHubAnswer.restPullRequest(20)))
    try forge.updateBody(of: pull, to: text)
    #expect(
      effects.commands[0].arguments == [
        "api", "-i", "--hostname", "github.com", "-X", "PATCH", "--input", "-", "repos/acme/widgets/pulls/20",
      ])
    #expect(effects.commands[0].inputText == #"{"body":\#(GitHubAnswer.quoted(text))}"#)
  }

  @Test("another host is told to gh and stands in the remedy")
  func enterprise() throws {
    effects.on("--hostname ghe.example.org", "-X PATCH", give: .answer(401, #"{"message":"Bad credentials"}"#))
    let forge = GitHubForge.scripted(effects, host: "ghe.example.org")
    let failure = failure { try forge.closeIssue(1) }
    #expect(failure?.code == .forgeNotLoggedIn)
    #expect(failure?.fix.contains("ghe.example.org") == true)
  }
}
