import Foundation
import TestSupport

/// The arguments of `claude`, read as strictly as the real one reads them.
struct ClaudeOptions {
  enum Format: String {
    case text
    case json
    case streamJson = "stream-json"
  }

  var isPrint = false
  var isVerbose = false
  var skipsPermissions = false
  var format = Format.text
  var model: String?
  var effort: String?
  var schema: JSONTree?
  /// Nil: the prompt comes from standard input.
  var prompt: String?

  private static let flags: Set<String> = [
    "--no-session-persistence", "--include-partial-messages", "--bare", "--disable-slash-commands",
    "--allow-dangerously-skip-permissions", "--replay-user-messages", "--strict-mcp-config",
  ]
  private static let ignoredValues: Set<String> = [
    "--append-system-prompt", "--system-prompt", "--fallback-model", "--max-budget-usd",
    "--input-format", "--permission-mode", "--session-id", "--settings", "--setting-sources", "--add-dir",
    "--allowedTools", "--allowed-tools", "--disallowedTools", "--disallowed-tools", "--mcp-config", "--max-turns",
  ]

  init(_ arguments: [String]) throws(UsageMistake) {
    var words = ArgumentWords(arguments)
    while let word = words.nextOption() {
      switch word {
      case "-p", "--print": isPrint = true
      case "--verbose": isVerbose = true
      case "--dangerously-skip-permissions": skipsPermissions = true
      case "--model": model = try ClaudeOptions.value(of: "--model <model>", &words)
      case "--effort": effort = try ClaudeOptions.value(of: "--effort <level>", &words)
      case "--json-schema":
        // In the words of 2.1.332.
        schema = JSONTree.parse(Array(try ClaudeOptions.value(of: "--json-schema <schema>", &words).utf8))
        if schema == nil {
          throw UsageMistake(text: "Error: --json-schema is not valid JSON: JSON Parse error", status: 1)
        }
      case "--output-format":
        let value = try ClaudeOptions.value(of: "--output-format <format>", &words)
        guard let known = Format(rawValue: value) else {
          let choices = "Allowed choices are text, json, stream-json."
          throw UsageMistake(
            text: "error: option '--output-format <format>' argument '\(value)' is invalid. \(choices)", status: 1)
        }
        format = known
      case _ where ClaudeOptions.flags.contains(word): break
      case _ where ClaudeOptions.ignoredValues.contains(word): _ = try ClaudeOptions.value(of: word, &words)
      case _ where word.hasPrefix("-"):
        throw UsageMistake(text: "error: unknown option '\(word)'", status: 1)
      default: prompt = word
      }
    }
    if isPrint, format == .streamJson, !isVerbose {
      throw UsageMistake(
        text: "Error: When using --print, --output-format=stream-json requires --verbose", status: 1)
    }
  }

  private static func value(of option: String, _ words: inout ArgumentWords) throws(UsageMistake) -> String {
    guard let value = words.next() else {
      throw UsageMistake(text: "error: option '\(option)' argument missing", status: 1)
    }
    return value
  }
}
