/// The one pull request of a PRD Branch.
package struct PullRequest: Equatable, Codable, Sendable {
  package enum State: String, Codable, Sendable {
    case open, closed, merged
  }
  package var number: Int
  /// The forge's own key for it, where it has one besides the number.
  package var id: String
  package var url: String
  package var state: State
  package var isDraft: Bool
  package var body: String
  package var labels: Set<String>
  /// The newest commit that it holds; for one that was merged, at the merge. nil where it was not asked for.
  package var head: String?

  package init(
    number: Int, id: String = "", url: String, state: State = .open, isDraft: Bool, body: String,
    labels: Set<String> = [], head: String? = nil
  ) {
    self.number = number
    self.id = id
    self.url = url
    self.state = state
    self.isDraft = isDraft
    self.body = body
    self.labels = labels
    self.head = head
  }
}

/// A pull request to be created, always as a draft.
package struct NewPullRequest: Equatable, Sendable {
  package var title: String
  package var body: String
  package var head: String
  package var base: String
  package var label: Label

  package init(title: String, body: String, head: String, base: String, label: Label = .prd) {
    self.title = title
    self.body = body
    self.head = head
    self.base = base
    self.label = label
  }
}
