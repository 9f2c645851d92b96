import Shared

/// The one pull request of the PRD Branch: created as a draft at the first published issue, its own part of the body
/// kept up to date afterwards. What people write outside that part stays.
struct PRDPullRequest {
  private let parts: FactoryParts

  init(_ parts: FactoryParts) {
    self.parts = parts
  }

  /// Creates or updates it, and returns it as it is now. Asks nothing of the forge where it is right already.
  func save(_ view: PRDView) throws -> PullRequest {
    let own = FactoryTexts(parts, view).pullRequestBody()
    guard var existing = view.snapshot.pullRequest, !isCutOff(existing) else {
      parts.reporter.enter(.pullRequest)
      let created = try parts.forge.createPullRequest(
        NewPullRequest(
          title: TitleText.plain(view.snapshot.prd.title, limit: 250),
          body: OwnPart.put(own, into: ""), head: parts.branch.name, base: parts.branch.base))
      parts.reporter.tell(.pullRequest(number: created.number, url: created.url))
      return created
    }
    parts.reporter.tell(.pullRequest(number: existing.number, url: existing.url))
    let body = OwnPart.put(own, into: existing.body)
    guard existing.state == .open, body != existing.body else { return existing }
    parts.reporter.enter(.pullRequest)
    try parts.forge.updateBody(of: existing, to: body)
    existing.body = body
    return existing
  }

  /// Whether a run ended between creating the draft and giving it its label. Creating it once more finds it.
  private func isCutOff(_ pullRequest: PullRequest) -> Bool {
    pullRequest.state == .open && pullRequest.isDraft && !pullRequest.labels.contains(Label.prd.rawValue)
  }
}

/// krutrimbox's part of a text that people may edit too.
enum OwnPart {
  static let begin = "<!-- krutrimbox:begin -->"
  static let end = "<!-- krutrimbox:end -->"

  /// Replaces the part between the marks; where they are not both there, it is put first.
  static func put(_ own: String, into text: String) -> String {
    let part = "\(begin)\n\(own)\n\(end)"
    // The forge may have turned line ends into CRLF.
    let text = text.split(separator: "\r\n", omittingEmptySubsequences: false).joined(separator: "\n")
    guard let start = text.firstRange(of: begin),
      let stop = text[start.upperBound...].firstRange(of: end)
    else { return text.isEmpty ? part : "\(part)\n\n\(text)" }
    return text[..<start.lowerBound] + part + text[stop.upperBound...]
  }
}
