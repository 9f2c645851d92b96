/// Path patterns as in .gitignore files, of the simple kind: `*` and `?` stay within a folder, `**` crosses folders, a
/// pattern that ends in `/` means everything below. Patterns are anchored at the repository's top.
package enum Glob {
  package static func matches(_ pattern: String, _ path: String) -> Bool {
    let pattern = pattern.hasSuffix("/") ? pattern + "**" : pattern
    return matches(Array(pattern)[...], Array(path)[...])
  }

  private static func matches(_ pattern: ArraySlice<Character>, _ path: ArraySlice<Character>) -> Bool {
    guard let first = pattern.first else { return path.isEmpty }
    let rest = pattern.dropFirst()
    switch first {
    case "*" where rest.first == "*":
      var after = rest.dropFirst()
      // `**/` matches no folder too.
      if after.first == "/" {
        after = after.dropFirst()
        if matches(after, path) { return true }
        return path.indices.contains { path[$0] == "/" && matches(after, path[($0 + 1)...]) }
      }
      return (path.startIndex...path.endIndex).contains { matches(after, path[$0...]) }
    case "*":
      var end = path.startIndex
      while true {
        if matches(rest, path[end...]) { return true }
        guard end < path.endIndex, path[end] != "/" else { return false }
        end += 1
      }
    case "?": return path.first.map { $0 != "/" && matches(rest, path.dropFirst()) } ?? false
    default: return path.first == first && matches(rest, path.dropFirst())
    }
  }
}
