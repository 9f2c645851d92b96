import KBText

/// What of a repository's configuration acts outside sandboxes, by key: the exact content that an operator trusts.
package struct OutsideSettings: Equatable, Codable, Sendable {
  /// Canonical JSON by the key's path; for a file of the repository that `notify` names, the hash of its content.
  package var values: [String: String] = [:]

  package init() {}

  /// One word for the content, as people compare it.
  package var digest: String {
    String(SHA256.hex(of: values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)\n" }.joined()).prefix(12))
  }

  /// What of it is not `trusted` as it stands, one line each, sorted by key: the value that was trusted, or the default,
  /// and the new one. A value that is gone needs no word: what holds then is the operator's own. Pure.
  package func lines(changedSince trusted: OutsideSettings?) -> [String] {
    values.sorted { $0.key < $1.key }.compactMap { key, value in
      let old = trusted?.values[key]
      let before = old ?? ConfigurationKey.all.first { $0.path == key }?.text(RunSettings()) ?? "new"
      return old == value ? nil : "\(key): \(Self.shown(before)) → \(Self.shown(value))"
    }
  }

  private static func shown(_ value: String) -> String { SafeText.cut(SafeText.line(value), to: 400) }
}

extension Configuration {
  /// What the repository's file would set outside of sandboxes. Left out is what a flag or the operator's own file
  /// overrules, and what holds without the file, too. Pure.
  package func outside(besides flags: RunFlags = RunFlags()) -> OutsideSettings {
    var outside = OutsideSettings()
    let overruled = Set(user.keys + flags.keys)
    let without = RunSettings()
    for key in ConfigurationKey.all where key.reach == .outside && repository.keys.contains(key.path) {
      let value = key.text(repository.settings)
      guard !overruled.contains(key.path), value != key.text(without) else { continue }
      outside.values[key.path] = value
      guard key.path == "notify" else { continue }
      for (file, hash) in repository.programFiles { outside.values["notify, file \(SafeText.line(file))"] = hash }
    }
    return outside
  }
}

extension RunFlags {
  /// The configuration's keys that the flags overrule.
  fileprivate var keys: [String] {
    let given: [(key: String, isGiven: Bool)] = [
      ("parallel", parallel != nil), ("agent", agent != nil), ("forge", forge != nil),
      ("sandbox.backend", sandbox != nil), ("baseBranch", baseBranch != nil), ("model", model != nil),
      ("effort", effort != nil), ("limits.tokenBudget", tokenBudget != nil), ("owners", authors != nil),
    ]
    return given.filter(\.isGiven).map(\.key)
  }
}
