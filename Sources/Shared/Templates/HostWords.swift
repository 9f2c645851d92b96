#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
package import KBDomain
import KBSystem

/// What tells of the operator and the machine, and stays off the forge: name and address, folders, the machine's name.
/// Pure but for `machineName` and `homesOfThisMachine`.
package struct HostWords: Equatable, Sendable {
  /// The folders that relative paths are below, absolute.
  private let checkouts: [String]
  /// Other folders of the machine, absolute, with what stands for them.
  private let folders: [Folder]
  /// Words that are masked where they stand alone.
  private let words: [String]
  /// A name that is also a word of other texts: it is masked beside an address only. nil where there is none.
  private let plainName: String?
  /// People's folders: `/home/somebody`, `/Users/somebody`.
  private let homes: Set<String>

  private struct Folder: Equatable, Sendable {
    let path: String
    let name: String
  }

  /// `home` and `identity` are nil where they are not known; `homes` are other people's folders of this machine. A path
  /// such as `/home/dashboard` may as well be a page.
  package init(
    checkouts: [String], stateRoot: String, home: String?, machine: String?, identity: GitIdentity? = nil,
    homes: Set<String> = []
  ) {
    self.checkouts = checkouts
    self.homes = homes
    let all =
      [Folder(path: stateRoot, name: "the state directory")]
      + [home].compactMap { $0 }.map { Folder(path: $0, name: "~") }
    // macOS shows /var and /tmp by two names.
    folders = all.filter { $0.path.count > 1 }.flatMap { [Folder(path: "/private" + $0.path, name: $0.name), $0] }
    // A plain word for a name, such as `ubuntu`, would be masked in what is said of something else.
    let isOwn = machine.map { $0.contains { "-.".contains($0) || $0.isNumber } } ?? false
    let short = machine?.split(separator: ".").first.map(String.init)
    let machines = isOwn ? [machine, short].compactMap { $0 } : []
    let name = identity?.name ?? ""
    let isPlain = name.count <= 3 || !name.contains(" ")
    plainName = isPlain && !name.isEmpty ? name : nil
    words = ([identity?.email ?? "", isPlain ? "" : name].filter { !$0.isEmpty } + machines.filter { $0.count > 3 })
      .sorted { $0.count > $1.count }
  }

  /// The machine's name; nil where the system does not tell.
  package static var machineName: String? {
    var bytes = [CChar](repeating: 0, count: 256)
    guard gethostname(&bytes, bytes.count - 1) == 0 else { return nil }
    return String(decoding: bytes.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// The folders in /home and /Users; the user of Docker's sandboxes, whom everybody has, does not count.
  package static var homesOfThisMachine: Set<String> {
    Set(["/home", "/Users"].flatMap { root in Files.names(in: root).map { "\(root)/\($0)" } })
      .subtracting(["/home/agent"])
  }

  /// The text without them. Paths below the clones become relative.
  package func hidden(in text: String) -> String {
    var text = text
    for root in checkouts.flatMap({ [$0, "/private" + $0] }) where root.count > 1 {
      text = Self.replace(root + "/", in: text, with: "", endsWord: false)
      text = Self.replace(root, in: text, with: ".")
    }
    for folder in folders { text = Self.replace(folder.path, in: text, with: folder.name) }
    if let plainName {
      text = Self.replace(plainName, in: text, with: "***") { before, after in
        after.first != "@" && (Self.endsInAddress(before) || Self.beginsWithAddress(after))
      }
    }
    for word in words { text = Self.replace(word, in: text, with: "***") }
    return withoutHomes(text)
  }

  private func withoutHomes(_ text: String) -> String {
    var text = text
    for root in ["/home/", "/Users/"] where homes.contains(where: { $0.hasPrefix(root) }) {
      var result = ""
      var rest = text[...]
      while let found = rest.firstRange(of: root) {
        var name = rest[found.upperBound...].prefix { Self.isPart($0) || $0 == "." }
        while name.last == "." { name.removeLast() }
        let begins = !(rest[..<found.lowerBound].last ?? result.last ?? " ").isPathPart
        result += rest[..<found.lowerBound]
        result += begins && homes.contains(root + name) ? "~" : root + name
        rest = rest[found.upperBound...].dropFirst(name.count)
      }
      text = result + rest
    }
    return text
  }

  /// Every `word` that stands alone, between texts that `stands` takes. `word` is not empty.
  private static func replace(
    _ word: String, in text: String, with other: String, endsWord: Bool = true,
    where stands: (_ before: Substring, _ after: Substring) -> Bool = { _, _ in true }
  ) -> String {
    var result = ""
    var start = text.startIndex
    while let found = text[start...].firstRange(of: word) {
      let (before, after) = (text[..<found.lowerBound], text[found.upperBound...])
      let isAlone = !(before.last?.isPathPart ?? false) && !(endsWord && (after.first.map(isPart) ?? false))
      result += text[start..<found.lowerBound]
      result += isAlone && stands(before, after) ? other : word
      start = found.upperBound
    }
    return result + text[start...]
  }

  /// ` <name@host.example>`, ` (name@host.example`, or without brackets.
  private static func beginsWithAddress(_ text: Substring) -> Bool {
    let gap = text.prefix { " <(:,\"'".contains($0) }
    return !gap.isEmpty && gap.count <= 4 && isAddress(text.dropFirst(gap.count).prefix { !isOutsideAddress($0) })
  }

  /// `name@host.example (`, or without the bracket.
  private static func endsInAddress(_ text: Substring) -> Bool {
    let gap = text.reversed().prefix { " >(\"'".contains($0) }.count
    let rest = text.dropLast(gap)
    let word = rest.reversed().prefix { !isOutsideAddress($0) }.count
    return gap > 0 && gap <= 4 && isAddress(rest.suffix(word))
  }

  private static func isOutsideAddress(_ character: Character) -> Bool {
    character.isWhitespace || "<>(),;:\"'".contains(character)
  }

  /// `react@18.2.0` is none.
  private static func isAddress(_ word: Substring) -> Bool {
    let parts = word.split(separator: "@", omittingEmptySubsequences: false)
    return parts.count == 2 && !parts[0].isEmpty && parts[1].split(separator: ".").last?.first?.isLetter == true
  }

  /// Whether the character goes on with a name. A dot at the end of a sentence does not count, and is not told apart.
  private static func isPart(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_" || character == "-"
  }
}

extension Character {
  fileprivate var isPathPart: Bool { isLetter || isNumber || self == "_" }
}
