import KBTemplates

/// Keeps off the forge what tells of the operator and the machine.
struct HostPrivacy {
  /// The Factory Clone and the operator's, absolute.
  let checkouts: [String]
  let stateRoot: String
  /// The operator's home folder, absolute; nil where none is known.
  let home: String?
  let committer: Committer

  /// The text with other words in the place of those.
  func hidden(in text: String) -> String {
    HostWords(
      checkouts: checkouts, stateRoot: stateRoot, home: home, machine: HostWords.machineName,
      identity: committer.known, homes: HostWords.homesOfThisMachine
    ).hidden(in: text)
  }
}
