package import KBFailures

/// Whether a PRD may be worked on at all, judged from what the forge says of it.
package enum Eligibility: Equatable, Sendable {
  case eligible
  case closed
  /// Labels that it lacks.
  case missingLabels([String])
  case hasParent(String)
  /// nil author: the account is gone.
  case notOwned(author: String?)

  /// Pure. Owners are compared without case, as GitHub does.
  package init(of prd: PRD, owners: [String]) {
    let missing = [Label.prd, .readyForAgent].filter { !prd.has($0) }.map(\.rawValue)
    // First: no label and no opening makes a PRD of an issue of one.
    if let parent = prd.parent {
      self = .hasParent(parent)
    } else if !prd.isOpen {
      self = .closed
    } else if !missing.isEmpty {
      self = .missingLabels(missing)
    } else if let author = prd.author, owners.contains(where: { $0.lowercased() == author.lowercased() }) {
      self = .eligible
    } else {
      self = .notOwned(author: prd.author)
    }
  }

  /// Why the PRD is not taken, as a part of a sentence; nil when it is eligible.
  package func reason(owners: [String]) -> String? {
    switch self {
    case .eligible: nil
    case .closed: "closed"
    case .missingLabels(let labels): Self.lack(labels)
    case .hasParent(let parent): "it is a sub-issue of \(parent)"
    case .notOwned(let author):
      "author \(author ?? "(account gone)") is not an owner (owners: \(owners.joined(separator: ", ")))"
    }
  }

  /// The failure that an Explicit Run of such a PRD ends in; nil when it is eligible.
  package func failure(for number: Int, owners: [String]) -> ExpectedFailure? {
    switch self {
    case .eligible: nil
    case .closed: .prdNotReady(number, "it is closed", fix: "reopen #\(number), or choose another PRD: kb plan")
    case .missingLabels(let labels):
      .prdNotReady(
        number, "its \(Self.lack(labels))",
        fix: "label it, or choose another PRD: kb plan")
    case .hasParent(let parent): .prdHasParent(number, parent)
    case .notOwned(let author): .prdNotOwned(number, author: author, owners: owners)
    }
  }

  private static func lack(_ labels: [String]) -> String {
    labels.count == 1 ? "label \(labels[0]) is missing" : "labels \(labels.joined(separator: ", ")) are missing"
  }
}
