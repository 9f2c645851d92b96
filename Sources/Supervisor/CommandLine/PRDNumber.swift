import KBConfiguration
import KBFailures
import KBText

/// PRDs among a command's arguments.
enum PRDNumber {
  /// The PRDs, each once, in order: `12`, `#12` or `acme/webapp#12`. Throws KB-U003 for anything else.
  static func all(in arguments: Arguments) throws(ExpectedFailure) -> [PRDName] {
    var names: [PRDName] = []
    for word in arguments.words {
      guard let name = PRDName(word) else {
        throw .badArgument(
          "kb \(arguments.command) takes numbers of PRDs, not `\(SafeText.line(word))`.", command: arguments.command)
      }
      if !names.contains(name) { names.append(name) }
    }
    return names.sorted()
  }
}
