import KBConfiguration
import KBDomain
import KBFailures
import KBText

/// Reads the words after a command's name. Pure.
struct ArgumentReader {
  let command: String
  let flags: [Flag]
  /// What the command takes besides flags; nil is nothing. Shown where a word is missing.
  let positional: String?

  /// `--flag value`, `--flag=value`, `--` before words that only look like flags. Throws KB-U002 or KB-U003.
  func read(_ words: [String]) throws(ExpectedFailure) -> Arguments {
    var arguments = Arguments(command: command)
    var rest = words[...]
    var onlyWords = false
    while let word = rest.popFirst() {
      if onlyWords || !word.hasPrefix("-") || word == "-" {
        try add(word, before: rest, to: &arguments)
      } else if word == "--" {
        onlyWords = true
      } else if word == "-h" {
        arguments.set(Flag.help.name, "")
      } else if let flag = flags.first(where: { $0.short.map { "-\($0)" == word } ?? false }) {
        arguments.set(flag.name, "")
      } else {
        try addFlag(word, &rest, to: &arguments)
      }
    }
    return arguments
  }

  private func add(
    _ word: String, before rest: ArraySlice<String>, to arguments: inout Arguments
  ) throws(ExpectedFailure) {
    guard positional != nil else {
      throw .badArgument(
        "kb \(command) takes no argument like `\(SafeText.line(word))`.", command: command,
        meant: meant(by: [word] + rest))
    }
    arguments.words.append(word)
  }

  /// `kb run --prd 5` for `kb run 5`; nil where the words begin with no number, or PRDs are not chosen so.
  private func meant(by words: [String]) -> String? {
    let numbers = words.map { $0.hasPrefix("#") ? String($0.dropFirst()) : $0 }
      .prefix { (1...9).contains($0.count) && $0.allSatisfy { $0.isASCII && $0.isNumber } }
    guard !numbers.isEmpty, flags.contains(where: { $0.name == "prd" }) else { return nil }
    return "kb \(command) " + numbers.map { "--prd \($0)" }.joined(separator: " ")
  }

  private func addFlag(
    _ word: String, _ rest: inout ArraySlice<String>, to arguments: inout Arguments
  ) throws(ExpectedFailure) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0].drop { $0 == "-" })
    guard parts[0].hasPrefix("--"), let flag = (flags + [Flag.help]).first(where: { $0.name == name }) else {
      let nearest = NearestName.of(name, among: flags.map(\.name)).map { "--" + $0 }
      throw .unknownFlag(String(parts[0]), of: command, nearest: nearest)
    }
    if arguments.has(name) && !flag.isRepeatable {
      throw .badArgument("--\(name) is given twice.", command: command)
    }
    let given = parts.count > 1 ? String(parts[1]) : nil
    guard let value = flag.value else {
      if given != nil { throw .badArgument("--\(name) takes no value.", command: command) }
      return arguments.set(name, "")
    }
    let next = given ?? (rest.first?.hasPrefix("--") == false ? rest.popFirst() : nil)
    if next == nil, flag.isValueOptional { return arguments.set(name, "") }
    guard let next, !next.isEmpty else {
      throw .badArgument("--\(name) needs a value: --\(name) \(value).", command: command)
    }
    if !flag.choices.isEmpty && !flag.choices.contains(next) {
      let known = flag.choices.joined(separator: ", ")
      throw .badArgument("--\(name) does not know `\(SafeText.line(next))`; it knows \(known).", command: command)
    }
    arguments.set(name, next)
  }
}

/// What a command was given.
struct Arguments: Equatable, Sendable {
  let command: String
  /// Arguments that are no flags, in order.
  var words: [String] = []
  private var values: [String: [String]] = [:]

  init(command: String) {
    self.command = command
  }

  fileprivate mutating func set(_ flag: String, _ value: String) { values[flag, default: []].append(value) }

  func has(_ flag: String) -> Bool { values[flag] != nil }

  /// The value of a flag; nil where it was not given.
  func value(_ flag: String) -> String? { values[flag]?.last }

  /// All values of a repeatable flag, in order.
  func all(_ flag: String) -> [String] { values[flag] ?? [] }

  /// A positive whole number; nil where the flag was not given. Throws KB-U003 for anything else.
  func number(_ flag: String) throws(ExpectedFailure) -> Int? {
    guard let text = value(flag) else { return nil }
    return try number(text, of: flag)
  }

  /// The PRDs of a repeatable flag: `12`, `#12` or `acme/webapp#12`. Throws KB-U003 for anything else.
  func names(_ flag: String) throws(ExpectedFailure) -> [PRDName] {
    try each(flag, "a number from 1, or owner/name#12") { PRDName($0) }
  }

  /// The repositories of a repeatable flag: `acme/webapp` or `host/acme/webapp`. Throws KB-U003 for anything else.
  func repositories(_ flag: String) throws(ExpectedFailure) -> [RepositoryIdentity] {
    try each(flag, "a repository such as acme/webapp") { RepositoryIdentity(fullName: $0) }
  }

  private func each<Value>(
    _ flag: String, _ what: String, _ read: (String) -> Value?
  ) throws(ExpectedFailure) -> [Value] {
    var values: [Value] = []
    for text in all(flag) {
      guard let value = read(text) else {
        throw .badArgument("--\(flag) takes \(what), not `\(SafeText.line(text))`.", command: command)
      }
      values.append(value)
    }
    return values
  }

  private func number(_ text: String, of flag: String) throws(ExpectedFailure) -> Int {
    guard text.allSatisfy(\.isNumber), let number = Int(text), number > 0 else {
      throw .badArgument("--\(flag) takes a number from 1, not `\(SafeText.line(text))`.", command: command)
    }
    return number
  }
}
