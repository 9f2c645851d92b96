/// One long flag of a command, as it is read and as the help shows it.
struct Flag: Equatable, Sendable {
  /// Without the two hyphens.
  let name: String
  /// What the help calls the value; nil for a flag that is just there or not.
  let value: String?
  /// The values that are accepted; empty accepts any.
  let choices: [String]
  let isRepeatable: Bool
  /// Whether it may stand without its value.
  var isValueOptional = false
  let summary: String
  /// Another way to write it, after one hyphen; nil for most.
  let short: Character?

  /// A flag without a value.
  init(_ name: String, short: Character? = nil, _ summary: String) {
    self.init(name: name, value: nil, choices: [], isRepeatable: false, short: short, summary)
  }

  /// A flag with a value.
  init(_ name: String, value: String, choices: [String] = [], isRepeatable: Bool = false, _ summary: String) {
    self.init(name: name, value: value, choices: choices, isRepeatable: isRepeatable, summary)
  }

  /// A flag that may have this one word as its value.
  init(_ name: String, optional word: String, _ summary: String) {
    self.init(name: name, value: word, choices: [word], isRepeatable: false, summary)
    isValueOptional = true
  }

  private init(
    name: String, value: String?, choices: [String], isRepeatable: Bool, short: Character? = nil, _ summary: String
  ) {
    self.short = short
    self.name = name
    self.value = value
    self.choices = choices
    self.isRepeatable = isRepeatable
    self.summary = summary
  }

  /// As the usage line and the table show it: `--prd N`.
  var text: String {
    let shown = choices.isEmpty ? value : choices.joined(separator: "|")
    return "--" + name + (shown.map { isValueOptional ? " [\($0)]" : " \($0)" } ?? "")
  }

  /// Understood by every command.
  static let help = Flag("help", "show this help")
}
