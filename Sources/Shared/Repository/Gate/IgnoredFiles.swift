package import KBSystem
import KBText

/// What the operator's clone has and git ignores there: files of their own machine, such as `.env`.
package struct IgnoredFiles: Sendable {
  /// Contents without white space at the end, and the names of their files.
  let contents: [[UInt8]: String]
  /// Values of settings whose names say that they are secret.
  package let secrets: [String]
  /// The same as bytes.
  var values: [[UInt8]] { secrets.map { Array($0.utf8) } }

  package static let none = IgnoredFiles(files: [])

  /// Files of more than 1 MiB are nobody's settings, and more than so many are no one's either.
  private static let largest = 1 << 20
  private static let most = 2000

  /// Reads those that lie beside files that git knows, and of folders that are ignored as a whole what `IgnoredFolders`
  /// reads. nil where git can't list them.
  package static func read(in checkout: String, effects: any Effects) -> IgnoredFiles? {
    let git = Git(checkout, effects: effects)
    let listing = [
      "-c", "core.fsmonitor=false", "ls-files", "-z", "--others", "--ignored", "--exclude-standard", "--directory",
    ]
    guard let listed = try? git.output(listing) else { return nil }
    let names = listed.split(separator: "\0")
    let beside = names.filter { !$0.hasSuffix("/") }.prefix(most).compactMap { name in
      (try? Files.read("\(checkout)/\(name)", limit: largest)).map { (String(name), $0) }
    }
    let folders = names.filter { $0.hasSuffix("/") }.map { String($0.dropLast()) }
    return IgnoredFiles(files: beside + IgnoredFolders(checkout: checkout).files(in: folders))
  }

  /// Pure.
  init(files: [(name: String, bytes: [UInt8])]) {
    var contents: [[UInt8]: String] = [:]
    var secrets: Set<String> = []
    for (name, bytes) in files {
      let text = Self.trimmed(bytes)
      // Anybody may have written so little.
      if text.count >= 16 { contents[text] = name }
      guard bytes.count < 1 << 16 else { continue }
      for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
        if let value = Self.secret(in: line) { secrets.insert(value) }
      }
    }
    self.contents = contents
    self.secrets = secrets.sorted()
  }

  /// The name of the file whose content this is; nil for other content.
  func name(of bytes: [UInt8]) -> String? { contents.isEmpty ? nil : contents[Self.trimmed(bytes)] }

  private static func trimmed(_ bytes: [UInt8]) -> [UInt8] {
    Array(bytes[..<((bytes.lastIndex { !($0 == 0x20 || 0x09...0x0D ~= $0) } ?? -1) + 1)])
  }

  /// The value of `NAME=value` where the name says that it is secret, and the value that it was not typed as an example.
  private static func secret(in line: Substring) -> String? {
    guard let equals = line.firstIndex(of: "="), Redaction.isSecret(name: String(line[..<equals])) else { return nil }
    let value = line[line.index(after: equals)...].trimming { $0.isWhitespace || $0 == "\"" || $0 == "'" }
    let isRandom =
      value.count >= 12 && Set(value).count >= 8 && value.contains(where: \.isNumber)
      && value.contains(where: \.isLetter)
    return isRandom && !value.contains("$") && !value.lowercased().contains("example") ? String(value) : nil
  }
}
