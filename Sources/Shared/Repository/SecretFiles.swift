/// Files of a clone that look like secrets and are not committed. A sandbox that is a clone does not have them, but shows
/// the host's folder with them.
package enum SecretFiles {
  /// Paths below the checkout, sorted: those in its top folder, in the folders there, and in the packages of folders that
  /// have one each. Throws KB-R005 where git does not tell which files are committed.
  package static func find(in checkout: String, effects: any Effects) throws -> [String] {
    let found = folders(of: checkout).flatMap { folder in
      Files.names(in: "\(checkout)/\(folder)").filter(isNamedLikeASecret).map { folder + $0 }
    }.filter { isSecret($0, in: checkout) }.sorted()
    guard !found.isEmpty else { return [] }
    let listing = ["--literal-pathspecs", "ls-files", "-z", "--"] + found
    let committed = try Git(checkout, effects: effects).output(listing).split(separator: "\0").map(String.init)
    return found.filter { !committed.contains($0) }
  }

  /// Whether a file of this name mostly holds a password, a token or a private key. Pure.
  static func isNamedLikeASecret(_ name: String) -> Bool {
    let name = name.lowercased()
    if name.hasPrefix(".env.") { return ![".example", ".sample", ".template"].contains(where: name.hasSuffix) }
    return names.contains(name) || endings.contains(where: name.hasSuffix)
  }

  /// Whether an npm configuration holds a login itself and not the name of a variable. Pure.
  static func holdsLogin(npm text: String) -> Bool {
    text.split(whereSeparator: \.isNewline).contains { line in
      let parts = line.split(separator: "=", maxSplits: 1).map { $0.filter { !$0.isWhitespace } }
      guard parts.count == 2, !parts[0].hasPrefix("#"), !parts[0].hasPrefix(";") else { return false }
      return ["_authToken", "_auth", "_password"].contains(where: parts[0].hasSuffix) && !parts[1].contains("${")
    }
  }

  private static let names = [
    ".env", ".netrc", ".npmrc", ".pypirc", ".git-credentials", "credentials.json", "id_rsa", "id_dsa", "id_ecdsa",
    "id_ed25519",
  ]
  private static let endings = [".pem", ".p12", ".pfx"]
  /// Folders whose folders are packages of their own.
  private static let ofPackages = ["apps", "packages", "services"]

  /// Each is empty or ends in a slash.
  private static func folders(of checkout: String) -> [String] {
    let top = below("", of: checkout).filter { $0 != ".git/" }
    return [""] + top + ofPackages.filter { top.contains($0 + "/") }.flatMap { below($0 + "/", of: checkout) }
  }

  private static func below(_ folder: String, of checkout: String) -> [String] {
    Files.names(in: "\(checkout)/\(folder)").map { "\(folder)\($0)/" }.filter { Files.isDirectory("\(checkout)/\($0)") }
  }

  /// Whether it is a file with something in it. What a link leads to outside of the checkout is not seen from inside.
  private static func isSecret(_ path: String, in checkout: String) -> Bool {
    guard let file = PlainFile.resolved("\(checkout)/\(path)"), file.hasPrefix(checkout + "/") else { return false }
    do {
      let bytes = try PlainFile.read(file, limit: 1 << 16)
      return path.hasSuffix(".npmrc") ? holdsLogin(npm: String(decoding: bytes, as: UTF8.self)) : !bytes.isEmpty
    } catch {
      if case .tooLarge = error { return true }
      return false
    }
  }
}
