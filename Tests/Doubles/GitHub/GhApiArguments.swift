import TestSupport

/// A command line that `gh` refuses.
struct GhUsageError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// What stands on the command line of `gh api`.
struct GhApiArguments {
  var path = ""
  var method: String?
  var host = "github.com"
  var isIncluded = false
  var isSilent = false
  var headers: [String: String] = [:]
  var fields = GhFields()
  /// The argument of `--input`: a file, or `-` for standard input.
  var input: String?

  private static let flagsWithValue = [
    "-X": "--method", "-H": "--header", "-f": "--raw-field", "-F": "--field",
  ]

  /// Reads the command line as `gh` does.
  ///
  /// - Throws: `GhUsageError` with `gh`'s own words.
  init(_ arguments: [String]) throws {
    var rest = arguments[...]
    var positional: [String] = []
    while let word = rest.popFirst() {
      if word == "--" {
        positional += rest
        break
      }
      guard word.hasPrefix("-"), word.count > 1 else {
        positional.append(word)
        continue
      }
      try word.hasPrefix("--") ? readLong(word, &rest) : readShort(word, &rest)
    }
    guard positional.count == 1 else { throw GhUsageError("accepts 1 arg(s), received \(positional.count)") }
    path = positional[0]
    let prefix = "https://api.github.com/"
    if path.hasPrefix(prefix) { path = String(path.dropFirst(prefix.count)) }
    path = String(path.drop { $0 == "/" })
    if path.contains("{") { throw GhUsageError("the gh double does not fill in placeholders: \(path)") }
  }

  private mutating func readLong(_ word: String, _ rest: inout ArraySlice<String>) throws {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    switch parts[0] {
    case "--include": isIncluded = true
    case "--silent": isSilent = true
    case "--method", "--header", "--field", "--raw-field", "--hostname", "--input":
      guard let value = parts.count > 1 ? parts[1] : rest.popFirst() else {
        throw GhUsageError("flag needs an argument: \(parts[0])")
      }
      try take(parts[0], value)
    case "--paginate", "--slurp", "--jq", "--template", "--cache", "--preview", "--verbose":
      throw GhUsageError("the gh double does not play \(parts[0])")
    case _: throw GhUsageError("unknown flag: \(parts[0])")
    }
  }

  /// A word of short flags, such as `-i`, `-XPATCH` or `-iX PATCH`.
  private mutating func readShort(_ word: String, _ rest: inout ArraySlice<String>) throws {
    var letters = word.dropFirst()
    while let letter = letters.popFirst() {
      let flag = "-\(letter)"
      if flag == "-i" {
        isIncluded = true
        continue
      }
      guard let long = Self.flagsWithValue[flag] else {
        throw GhUsageError("unknown shorthand flag: '\(letter)' in \(word)")
      }
      var value = letters.isEmpty ? rest.popFirst() : String(letters)
      if !letters.isEmpty, letters.hasPrefix("=") { value = String(letters.dropFirst()) }
      guard let value else { throw GhUsageError("flag needs an argument: '\(letter)' in \(word)") }
      try take(long, value)
      return
    }
  }

  private mutating func take(_ flag: String, _ value: String) throws {
    switch flag {
    case "--method": method = value
    case "--hostname": host = value
    case "--input": input = value
    case "--field": try fields.add(value, isTyped: true)
    case "--raw-field": try fields.add(value, isTyped: false)
    case _:
      let parts = value.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { throw GhUsageError("header \"\(value)\" requires a value separated by ':'") }
      headers[String(parts[0])] = String(parts[1].drop { $0 == " " })
    }
  }
}
