/// A PRD: the GitHub issue that holds the plan.
package struct PRD: Equatable, Codable, Sendable {
  package var number: Int
  package var title: String
  package var body: String
  package var url: String
  /// Login of the author; nil when the account is gone.
  package var author: String?
  package var isOpen: Bool
  package var labels: Set<String>
  /// The issue above it, such as `#4`; nil for a PRD as it must be.
  package var parent: String?

  package init(
    number: Int, title: String, body: String = "", url: String = "", author: String?, isOpen: Bool = true,
    labels: Set<String> = [Label.prd.rawValue, Label.readyForAgent.rawValue], parent: String? = nil
  ) {
    self.number = number
    self.title = title
    self.body = body
    self.url = url
    self.author = author
    self.isOpen = isOpen
    self.labels = labels
    self.parent = parent
  }

  package func has(_ label: Label) -> Bool { labels.contains(label.rawValue) }
}
