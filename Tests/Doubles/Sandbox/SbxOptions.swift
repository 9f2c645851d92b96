/// Reads a subcommand's options as strictly as the real one, which is built on cobra.
struct SbxOptions {
  private(set) var flags: Set<String> = []
  /// Values by the option's long name, all of them for one that repeats.
  private(set) var values: [String: [String]] = [:]
  private(set) var operands: [String] = []

  /// What an option is written as, by its long name without dashes.
  struct Grammar {
    var flags: [String: String] = [:]
    var values: [String: String] = [:]
    /// How many operands end the options: one for `exec`, whose command follows. 0: options may stand anywhere.
    var stopsAtOperand = 0
  }

  struct Mistake: Error {
    let text: String
  }

  init(_ arguments: [String], _ grammar: Grammar) throws(Mistake) {
    var words = ArgumentWords(arguments)
    while let raw = words.next() {
      if raw == "--" {
        operands += words.remaining
        return
      }
      guard raw.hasPrefix("-"), raw != "-" else {
        operands.append(raw)
        if grammar.stopsAtOperand > 0, operands.count == grammar.stopsAtOperand {
          let rest = words.remaining
          operands += rest.first == "--" ? Array(rest.dropFirst()) : rest
          return
        }
        continue
      }
      let (word, attached) = SbxOptions.split(raw)
      if let letters = SbxOptions.letters(raw, grammar.flags) {
        flags.formUnion(letters)
      } else if let name = SbxOptions.name(word, grammar.flags) {
        flags.insert(name)
      } else if let name = SbxOptions.name(word, grammar.values) {
        guard let value = attached ?? words.next() else {
          throw Mistake(text: "flag needs an argument: \(raw)")
        }
        values[name, default: []].append(value)
      } else {
        throw Mistake(text: "unknown \(word.hasPrefix("--") ? "flag: \(word)" : "shorthand flag: \(word)")")
      }
    }
  }

  func value(_ name: String) -> String? { values[name]?.last }

  private static func split(_ word: String) -> (String, String?) {
    guard word.hasPrefix("--"), let equals = word.firstIndex(of: "=") else { return (word, nil) }
    return (String(word[..<equals]), String(word[word.index(after: equals)...]))
  }

  /// The flags of a word such as `-it`.
  private static func letters(_ word: String, _ flags: [String: String]) -> [String]? {
    guard !word.hasPrefix("--"), word.count > 2 else { return nil }
    let names = word.dropFirst().map { letter in flags.first { $0.value == String(letter) }?.key }
    return names.contains(nil) ? nil : names.compactMap { $0 }
  }

  /// The long name of the option, given as `--long` or by its letter.
  private static func name(_ word: String, _ known: [String: String]) -> String? {
    if word.hasPrefix("--") { return known[String(word.dropFirst(2))] == nil ? nil : String(word.dropFirst(2)) }
    return known.first { !$0.value.isEmpty && "-\($0.value)" == word }?.key
  }
}
