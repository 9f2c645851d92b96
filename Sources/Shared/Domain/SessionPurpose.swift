/// What an agent session is paid for.
package enum SessionPurpose: String, CaseIterable, Codable, CodingKeyRepresentable, Sendable {
  /// A fresh session on an AFK Issue.
  case issue
  /// A session that gets what is red or unmet, and mends it.
  case repair
  /// A session that judges and keeps nothing of what it changes.
  case review

  /// A purpose of a newer version reads as `issue`: that the session was paid for counts more than what for.
  package init(from decoder: any Decoder) throws {
    self = Self(rawValue: try decoder.singleValueContainer().decode(String.self)) ?? .issue
  }

  /// So many sessions of this kind: `12 for issues`, `1 repair`, `2 reviews`.
  package func counted(_ count: Int) -> String {
    let (one, more) =
      switch self {
      case .issue: ("for an issue", "for issues")
      case .repair: ("repair", "repairs")
      case .review: ("review", "reviews")
      }
    return "\(count) \(count == 1 ? one : more)"
  }
}
