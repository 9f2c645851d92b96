/// An entry of a clone's own git configuration that holds a password or token. Pure.
package struct CloneCredential: Equatable, Sendable {
  /// The key as git lists it, with passwords masked.
  package let key: String
  /// The commands that mend it, one after another. They hold no secret.
  package let remedy: [String]

  /// git's arguments that list the clone's own configuration.
  package static let question = ["config", "--local", "--list", "-z"]

  /// Those in git's answer to `question`, in its order, each key once.
  package static func all(in listing: String) -> [CloneCredential] {
    let entries = listing.split(separator: "\0").map { entry in
      let parts = entry.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
      return (key: String(parts[0]), value: parts.count == 2 ? String(parts[1]) : "")
    }
    return entries.reduce(into: []) { found, entry in
      guard let credential = CloneCredential(entry.key, entry.value),
        !found.contains(where: { $0.key == credential.key })
      else { return }
      found.append(credential)
    }
  }

  /// nil where neither key nor value holds a secret.
  init?(_ key: String, _ value: String) {
    let isHeader = key.hasPrefix("http.") && key.hasSuffix(".extraheader") && Self.authorizes(value)
    let isHelper = key.hasPrefix("credential.") && Redaction.holdsToken(value)
    let isAddress = OriginURL.holdsSecret(value)
    guard OriginURL.holdsSecret(key) || isHeader || isHelper || isAddress else { return nil }
    self.key = Redaction().mask(OriginURL.masked(key))
    let commands =
      isAddress
      ? Self.remedy(key, address: OriginURL.withoutCredentials(value))
      : [Self.typed(["config", "--local", "--unset-all", key])]
    // A command that names the secret would show it.
    let isSafe = commands.allSatisfy { !OriginURL.holdsSecret($0) && !Redaction.holdsToken($0) }
    remedy = isSafe ? commands : [Self.typed(["config", "--local", "--edit"])]
  }

  /// The commands that mend all of them, as one line.
  package static func remedy(for credentials: [CloneCredential]) -> String {
    var commands: [String] = []
    for command in credentials.flatMap(\.remedy) where !commands.contains(command) { commands.append(command) }
    // The login comes last, once.
    let logins = commands.filter { $0 == login }
    return (commands.filter { $0 != login } + logins).joined(separator: " && ")
  }

  /// Lets git ask gh for the credential, which then stands outside of the clone.
  private static let login = "gh auth setup-git"

  private static func remedy(_ key: String, address: String) -> [String] {
    let parts = key.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count > 2, parts[0] == "remote", parts.last == "url" || parts.last == "pushurl" else {
      return [typed(["config", "--local", "--replace-all", key, address])]
    }
    let name = parts.dropFirst().dropLast().joined(separator: ".")
    let set = ["remote", "set-url"] + (parts.last == "pushurl" ? ["--push"] : []) + [name, address]
    return [typed(set)] + (address.lowercased().hasPrefix("http") ? [login] : [])
  }

  private static func typed(_ arguments: [String]) -> String { Command("git", arguments).typed }

  /// Whether an HTTP header logs somebody in.
  private static func authorizes(_ header: String) -> Bool {
    let name = header.prefix { $0 != ":" }.filter { !$0.isWhitespace }.lowercased()
    return ["authorization", "proxy-authorization", "private-token", "cookie"].contains(name)
      && header.contains { $0 == ":" } && header.drop { $0 != ":" }.dropFirst().contains { !$0.isWhitespace }
  }
}

extension HostRepository {
  /// Throws KB-R013 where the clone's configuration holds a password or token: sandboxes that are clones show it to
  /// the agent. KB-R005 where git can't list it.
  package func requireNoCredentials(effects: any Effects) throws {
    let found = CloneCredential.all(in: try Git(checkout, effects: effects).output(CloneCredential.question))
    if !found.isEmpty { throw ExpectedFailure.credentialInClone(found) }
  }
}
