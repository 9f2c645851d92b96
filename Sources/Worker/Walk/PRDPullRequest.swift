import KBDomain
import KBForges
import KBProtocol
import KBRepository

/// The one pull request of the PRD Branch: created as a draft at the first published issue, its own part of the body
/// kept up to date afterwards. What people write outside that part stays.
struct PRDPullRequest {
  let forge: any Forge
  let texts: FactoryTexts
  let narrator: Narrator
  let branch: PRDBranch
  let integrity: IntegrityComparison

  /// Creates or updates it, and returns it as it is now. Asks nothing of the forge where it is right already.
  func save(_ view: PRDView) throws -> PullRequest {
    let own = try texts.pullRequestBody(of: view, integrity.integrity(of: view))
    guard var existing = view.snapshot.pullRequest, !isCutOff(existing) else {
      narrator.enter(.pullRequest)
      let created = try forge.createPullRequest(
        NewPullRequest(
          title: TitleText.plain(view.snapshot.prd.title, limit: 250),
          body: OwnPart.put(own, into: ""), head: branch.name, base: branch.base))
      narrator.tell(.pullRequest(number: created.number, url: created.url))
      return created
    }
    narrator.tell(.pullRequest(number: existing.number, url: existing.url))
    let body = OwnPart.put(own, into: existing.body)
    guard existing.state == .open, body != existing.body else { return existing }
    narrator.enter(.pullRequest)
    try forge.updateBody(of: existing, to: body)
    existing.body = body
    return existing
  }

  /// Whether a run ended between creating the draft and giving it its label. Creating it once more finds it.
  private func isCutOff(_ pullRequest: PullRequest) -> Bool {
    pullRequest.state == .open && pullRequest.isDraft && !pullRequest.labels.contains(Label.prd.rawValue)
  }
}
