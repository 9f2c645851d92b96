/// A sub-issue of a PRD, as the forge reads it.
package struct SubIssue: Equatable, Codable, Sendable {
  package var number: Int
  package var title: String
  package var body: String
  package var url: String
  package var isOpen: Bool
  package var labels: Set<String>
  /// From the body's `## Blocked by` section and from the forge's own dependencies, each once.
  package var blockers: [Blocker]

  package init(
    number: Int, title: String, body: String = "", url: String = "", isOpen: Bool = true, labels: Set<String>,
    blockers: [Blocker] = []
  ) {
    self.number = number
    self.title = title
    self.body = body
    self.url = url
    self.isOpen = isOpen
    self.labels = labels
    self.blockers = blockers
  }

  package func has(_ label: Label) -> Bool { labels.contains(label.rawValue) }
}

/// An issue that must be done first.
package struct Blocker: Hashable, Codable, Sendable {
  package enum State: String, Codable, Sendable {
    case open, closed
    /// It could not be read: treated as open.
    case unknown
  }
  package var reference: IssueReference
  package var state: State

  package init(_ reference: IssueReference, _ state: State) {
    self.reference = reference
    self.state = state
  }
}

/// An issue's number, and its repository where that is another one.
package struct IssueReference: Hashable, Codable, Sendable, CustomStringConvertible {
  /// `owner/name`; nil for the PRD's own repository.
  package var repository: String?
  package var number: Int

  package init(_ number: Int, in repository: String? = nil) {
    self.number = number
    self.repository = repository
  }

  package var description: String { "\(repository ?? "")#\(number)" }
}

/// One step of a PRD: a sub-issue whose labels say who does it.
package struct ImplementationIssue: Equatable, Codable, Sendable {
  package enum Kind: String, Codable, Sendable {
    /// An agent does it.
    case afk
    /// A person does it.
    case hitl
  }
  package let number: Int
  package let title: String
  package let body: String
  package let url: String
  package let isOpen: Bool
  package let kind: Kind
  package let blockers: [Blocker]
}
