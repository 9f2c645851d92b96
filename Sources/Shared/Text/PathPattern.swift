/// A path pattern as in .gitignore files, of the simple kind: `*` and `?` stay within a folder, `**` crosses folders, a
/// pattern that ends in `/` means everything below. It is anchored at the repository's top, `dir/**` is `dir` itself as
/// well, and what it matches is a `FoldedPath`.
package struct PathPattern: Sendable {
  private let characters: [Character]
  /// The same as bytes; nil where it is not ASCII.
  private let ascii: [UInt8]?
  /// How many elements `/**` at its end has; 0 where it does not end so.
  private let below: Int

  package init(_ pattern: String) {
    let whole = pattern.hasSuffix("/") ? pattern + "**" : pattern
    // Only letters change: a pattern's signs are ASCII, and none of them is a blank or a period.
    characters = FoldedPath(whole).characters
    let text = String(characters)
    below = characters.count > 3 && text.hasSuffix("/**") ? 3 : 0
    ascii = text.utf8.allSatisfy { $0 < 0x80 } ? Array(text.utf8) : nil
  }

  package func matches(_ path: FoldedPath) -> Bool {
    if case .ascii(let bytes) = path.text, let ascii { return Signs.bytes.matches(ascii, bytes, below: below) }
    return Signs.characters.matches(characters, path.characters, below: below)
  }

  /// Whether the pattern names something below the path, which is a link or a submodule and so may hold it.
  package func reachesBelow(_ path: FoldedPath) -> Bool {
    let fixed = characters.prefix { $0 != "*" && $0 != "?" }
    let folder = path.characters + ["/"]
    return fixed.count >= folder.count && Array(fixed.prefix(folder.count)) == folder
  }
}

/// The signs of a pattern among the elements that it is made of.
private struct Signs<Element: Equatable & Sendable>: Sendable {
  let star: Element
  let any: Element
  let slash: Element

  /// `dir/**` is `dir` itself, too.
  func matches(_ pattern: [Element], _ path: [Element], below: Int) -> Bool {
    // Most paths begin otherwise.
    if let first = pattern.first, first != star, first != any, path.first != first { return false }
    return matches(pattern[...], path[...]) || below > 0 && matches(pattern.dropLast(below), path[...])
  }

  private func matches(_ pattern: ArraySlice<Element>, _ path: ArraySlice<Element>) -> Bool {
    guard let first = pattern.first else { return path.isEmpty }
    let rest = pattern.dropFirst()
    if first == star {
      guard rest.first == star else { return matchesWithinFolder(rest, path) }
      var after = rest.dropFirst()
      guard after.first == slash else {
        return after.isEmpty || (path.startIndex...path.endIndex).contains { matches(after, path[$0...]) }
      }
      // `**/` matches no folder too.
      after = after.dropFirst()
      return matches(after, path)
        || path.indices.dropLast().contains {
          path[$0] == slash && (path[$0 + 1] == after.first || after.first == star || after.first == any)
            && matches(after, path[($0 + 1)...])
        }
    }
    guard let next = path.first else { return false }
    return (first == any ? next != slash : next == first) && matches(rest, path.dropFirst())
  }

  private func matchesWithinFolder(_ rest: ArraySlice<Element>, _ path: ArraySlice<Element>) -> Bool {
    var end = path.startIndex
    while true {
      if matches(rest, path[end...]) { return true }
      guard end < path.endIndex, path[end] != slash else { return false }
      end += 1
    }
  }
}

extension Signs where Element == UInt8 {
  fileprivate static var bytes: Signs {
    Signs(star: UInt8(ascii: "*"), any: UInt8(ascii: "?"), slash: UInt8(ascii: "/"))
  }
}

extension Signs where Element == Character {
  fileprivate static var characters: Signs { Signs(star: "*", any: "?", slash: "/") }
}
