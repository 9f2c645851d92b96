#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What tells of the operator and the machine, and stays off the forge: name and address, folders, the machine's name.
/// Pure but for `machineName`.
package struct HostWords: Equatable, Sendable {
  /// The folder that relative paths are below, absolute.
  private let checkout: String
  /// Other folders of the machine, absolute, with what stands for them.
  private let folders: [Folder]
  /// Words that are masked where they stand alone.
  private let words: [String]

  private struct Folder: Equatable, Sendable {
    let path: String
    let name: String
  }

  /// `home` and `identity` are nil where they are not known.
  package init(checkout: String, stateRoot: String, home: String?, machine: String?, identity: GitIdentity? = nil) {
    self.checkout = checkout
    let all =
      [Folder(path: stateRoot, name: "the state directory")]
      + [home].compactMap { $0 }.map { Folder(path: $0, name: "~") }
    // macOS shows /var and /tmp by two names.
    folders = all.filter { $0.path.count > 1 }.flatMap { [Folder(path: "/private" + $0.path, name: $0.name), $0] }
    // A plain word for a name, such as `ubuntu`, would be masked in what is said of something else.
    let isOwn = machine.map { $0.contains { "-.".contains($0) || $0.isNumber } } ?? false
    let short = machine?.split(separator: ".").first.map(String.init)
    let machines = isOwn ? [machine, short].compactMap { $0 } : []
    words = ([identity?.email, identity?.name].compactMap { $0 } + machines).filter { $0.count > 3 }
      .sorted { $0.count > $1.count }
  }

  /// The machine's name; nil where the system does not tell.
  package static var machineName: String? {
    var bytes = [CChar](repeating: 0, count: 256)
    guard gethostname(&bytes, bytes.count - 1) == 0 else { return nil }
    return String(decoding: bytes.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// The text without them. Paths below the clone become relative.
  package func hidden(in text: String) -> String {
    var text = text
    for root in [checkout, "/private" + checkout] where root.count > 1 {
      text = Self.replace(root + "/", in: text, with: "", endsWord: false)
      text = Self.replace(root, in: text, with: ".")
    }
    for folder in folders { text = Self.replace(folder.path, in: text, with: folder.name) }
    for word in words { text = Self.replace(word, in: text, with: "***") }
    return Self.withoutHomes(text)
  }

  /// `/home/somebody` and `/Users/somebody` are people's folders on any machine.
  private static func withoutHomes(_ text: String) -> String {
    var text = text
    for root in ["/home/", "/Users/"] {
      var result = ""
      var rest = text[...]
      while let found = rest.firstRange(of: root) {
        let name = rest[found.upperBound...].prefix { isPart($0) }
        let begins = !(rest[..<found.lowerBound].last ?? result.last ?? " ").isPathPart
        result += rest[..<found.lowerBound]
        // The user of Docker's sandboxes, whom everybody has.
        result += begins && !name.isEmpty && name != "agent" ? "~" : root + name
        rest = rest[found.upperBound...].dropFirst(name.count)
      }
      text = result + rest
    }
    return text
  }

  private static func replace(_ word: String, in text: String, with other: String, endsWord: Bool = true) -> String {
    var result = ""
    var rest = text[...]
    while let found = rest.firstRange(of: word) {
      let before = rest[..<found.lowerBound].last ?? result.last
      let after = rest[found.upperBound...].first
      let standsAlone = !(before.map(\.isPathPart) ?? false) && !(endsWord && (after.map(isPart) ?? false))
      result += rest[..<found.lowerBound]
      result += standsAlone ? other : word
      rest = rest[found.upperBound...]
    }
    return result + rest
  }

  /// Whether the character goes on with a name. A dot at the end of a sentence does not count, and is not told apart.
  private static func isPart(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_" || character == "-"
  }
}

extension Character {
  fileprivate var isPathPart: Bool { isLetter || isNumber || self == "_" }
}
