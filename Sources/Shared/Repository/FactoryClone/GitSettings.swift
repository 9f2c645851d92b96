/// Entries of a git configuration as git itself has resolved them, includes and conditions among them. Pure.
struct GitSettings: Equatable, Sendable {
  struct Entry: Hashable, Sendable {
    /// `system`, `global`, `local`, `worktree` or `command`.
    let scope: String
    /// Section and name in small letters.
    let key: String
    let value: String

    var isOfClone: Bool { scope == "local" || scope == "worktree" }
  }

  let entries: [Entry]

  /// git's arguments that list them; `--show-scope` is of git 2.26.
  static let question = ["config", "--list", "-z", "--show-scope"]

  /// Reads git's answer to `question`: a scope, then a key with its value in the next lines, each ended by NUL.
  init(_ listing: String) {
    let parts = listing.split(separator: "\0", omittingEmptySubsequences: false)
    entries = stride(from: 0, to: parts.count - 1, by: 2).map { index in
      let pair = parts[index + 1].split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
      // A key without `=` is true (git-config(1)).
      return Entry(
        scope: String(parts[index]), key: String(pair[0]), value: pair.count == 2 ? String(pair[1]) : "true")
    }
  }

  /// Whether what another folder's configuration gives for all repositories may differ: it has conditions.
  var hasConditions: Bool { entries.contains { $0.key.hasPrefix("includeif.") && !$0.isOfClone } }

  /// The value that counts; nil where there is none.
  func value(_ key: String) -> String? { entries.last { $0.key == key }?.value }

  func values(_ key: String) -> [String] { entries.filter { $0.key == key }.map(\.value) }

  /// What another repository of the same origin lacks of it: how origin is reached, and whom commits are by. `others` is
  /// what that repository's git sees by itself; nil where that is the same but for the clone's own.
  func lacking(beside others: GitSettings?) -> [Entry] {
    var seen = (others?.entries ?? entries.filter { !$0.isOfClone }).reduce(into: [:]) { $0[$1, default: 0] += 1 }
    return entries.filter { entry in
      guard Self.isWanted(entry.key) else { return false }
      if entry.isOfClone { return true }
      seen[entry, default: 0] -= 1
      return seen[entry, default: 0] < 0
    }
  }

  private static let sections: Set<Substring> = [
    "credential", "http", "https", "url", "protocol", "ssh", "user", "author", "committer",
  ]
  private static let keys: Set<String> = [
    "core.sshcommand", "core.gitproxy", "push.pushoption", "remote.origin.pushurl", "remote.origin.proxy",
    "remote.origin.proxyauthmethod", "remote.origin.uploadpack", "remote.origin.receivepack",
  ]

  private static func isWanted(_ key: String) -> Bool {
    sections.contains(key.prefix { $0 != "." }) || keys.contains(key)
  }
}
