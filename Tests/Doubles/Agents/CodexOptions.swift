import Foundation
import TestSupport

/// The arguments of `codex exec`, read as strictly as the real one reads them.
struct CodexOptions {
  var json = false
  var model: String?
  var directory: String?
  var lastMessageFile: String?
  var bypassesSandbox = false
  var skipsRepositoryCheck = false
  var schema: JSONTree?
  /// Nil or `-`: the prompt comes from standard input.
  var prompt: String?

  private static let flags: Set<String> = [
    "--ephemeral", "--strict-config", "--oss", "--approve-for-me", "--dangerously-bypass-hook-trust", "--worktree",
    "--ignore-user-config", "--ignore-rules",
  ]
  private static let ignoredValues: Set<String> = [
    "-c", "--config", "--enable", "--disable", "-i", "--image", "--local-provider", "-p", "--profile", "-s",
    "--sandbox", "--add-dir", "--thread-source", "--cyber-access-program", "--color",
  ]
  private static let usage = """
    Usage: codex exec [OPTIONS] [PROMPT]
           codex exec [OPTIONS] <COMMAND> [ARGS]

    For more information, try '--help'.
    """

  init(_ arguments: [String]) throws(UsageMistake) {
    var words = ArgumentWords(arguments)
    while let word = words.nextOption() {
      switch word {
      case "--json": json = true
      case "--dangerously-bypass-approvals-and-sandbox": bypassesSandbox = true
      case "--skip-git-repo-check": skipsRepositoryCheck = true
      case "-m", "--model": model = try CodexOptions.value(of: word, &words)
      case "-C", "--cd": directory = try CodexOptions.value(of: word, &words)
      case "--output-schema": schema = try CodexOptions.schema(in: try CodexOptions.value(of: word, &words))
      case "-o", "--output-last-message": lastMessageFile = try CodexOptions.value(of: word, &words)
      case _ where CodexOptions.flags.contains(word): break
      case _ where CodexOptions.ignoredValues.contains(word): _ = try CodexOptions.value(of: word, &words)
      case _ where word.hasPrefix("-") && word != "-": throw CodexOptions.unexpected(word)
      default:
        guard prompt == nil else { throw CodexOptions.unexpected(word) }
        prompt = word
      }
    }
  }

  private static func value(of option: String, _ words: inout ArgumentWords) throws(UsageMistake) -> String {
    guard let value = words.next() else {
      throw UsageMistake(
        text: "error: a value is required for '\(option)' but none was supplied\n\nFor more information, try '--help'.",
        status: 2)
    }
    return value
  }

  /// In the words of 0.163.
  private static func schema(in path: String) throws(UsageMistake) -> JSONTree {
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw UsageMistake(
        text: "Failed to read output schema file \(path): No such file or directory (os error 2)", status: 1)
    }
    guard let schema = JSONTree.parse(Array(bytes)) else {
      throw UsageMistake(text: "Output schema file \(path) is not valid JSON: key must be a string", status: 1)
    }
    return schema
  }

  private static func unexpected(_ word: String) -> UsageMistake {
    let tip = word.hasPrefix("-") ? "\n\n  tip: to pass '\(word)' as a value, use '-- \(word)'" : ""
    return UsageMistake(text: "error: unexpected argument '\(word)' found\(tip)\n\n\(usage)", status: 2)
  }
}

/// A command line that the real program refuses: what it says on standard error, and its exit status.
struct UsageMistake: Error {
  let text: String
  let status: Int32
}
