import Shared

/// PRD numbers among a command's arguments.
enum PRDNumber {
  /// The numbers, each once, in order; `#12` is read like `12`. Throws KB-U003 for anything else.
  static func all(in arguments: Arguments) throws(ExpectedFailure) -> [Int] {
    var numbers: [Int] = []
    for word in arguments.words {
      let digits = word.hasPrefix("#") ? word.dropFirst() : word[...]
      guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(digits), number > 0
      else {
        throw .badArgument(
          "kb \(arguments.command) takes numbers of PRDs, not `\(SafeText.line(word))`.", command: arguments.command)
      }
      if !numbers.contains(number) { numbers.append(number) }
    }
    return numbers.sorted()
  }
}
