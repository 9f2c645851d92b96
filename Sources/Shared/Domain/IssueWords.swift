#if canImport(FoundationEssentials)
  package import FoundationEssentials
#else
  package import Foundation
#endif

/// Who wrote an issue's title and body, and who has asked for it to be done (docs/adr/0048).
package struct IssueWords: Equatable, Codable, Sendable {
  /// What an account did, and when. nil: the account is gone, or is not known.
  package struct Act: Equatable, Codable, Sendable {
    package var by: String?
    package var at: Date

    package init(by login: String?, at moment: Date) {
      by = login
      at = moment
    }
  }

  /// That it was written, and each time that its title or body was changed, in any order.
  package var writings: [Act]
  /// Each time that the label `ready-for-agent` was put on, in any order.
  package var requests: [Act]

  package init(writings: [Act], requests: [Act] = []) {
    self.writings = writings
    self.requests = requests
  }

  /// Why no agent may get it, as a part of a sentence; nil where it may. What somebody wrote who is no owner needs an owner's
  /// word after it: the label, put on last by an owner. Owners are compared without case, as GitHub does.
  package func reasonToHold(owners: [String]) -> String? {
    func isOwner(_ login: String?) -> Bool {
      login.map { owners.map { $0.lowercased() }.contains($0.lowercased()) } ?? false
    }
    guard let foreign = writings.filter({ !isOwner($0.by) }).max(by: { $0.at < $1.at }) else { return nil }
    if let request = requests.max(by: { $0.at < $1.at }), isOwner(request.by), request.at > foreign.at { return nil }
    let who = foreign.by.map { "\($0), who is no owner," } ?? "somebody who is not known"
    let isFirst = !writings.contains { $0.at < foreign.at }
    return "\(who) \(isFirst ? "wrote" : "changed") it"
  }
}
