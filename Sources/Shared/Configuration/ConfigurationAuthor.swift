/// Whose word a configuration file is.
package enum ConfigurationAuthor: Sendable {
  /// `.krutrimbox/config.json`, which whoever may commit to the repository writes.
  case repository
  /// `~/.config/krutrimbox/config.json`, which the operator alone writes.
  case user
}

/// What a key of the repository's file counts for.
package enum ConfigurationReach: String, CaseIterable, Sendable {
  /// It acts inside sandboxes, or on the repository's own branches, issues and pull requests: it counts as it stands.
  case inside
  /// It acts on the operator's machine, on what is paid, or on who is obeyed: it counts once the operator trusts it.
  case outside
  /// It lifts what protects the operator, or is about more than one repository: it counts in their own file alone.
  case user

  /// When the repository's value counts, for people.
  package var counts: String {
    switch self {
    case .inside: "as it stands"
    case .outside: "once trusted"
    case .user: "never"
    }
  }
}
