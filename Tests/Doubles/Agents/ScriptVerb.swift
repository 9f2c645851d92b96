import Foundation

/// One thing that a scripted agent does. Written `double: VERB ARGUMENTS` in a prompt.
indirect enum ScriptVerb: Equatable {
  case write(path: String, text: String)
  case append(path: String, text: String)
  case delete(path: String)
  case makeDirectory(path: String)
  case commit(message: String)
  case branch(name: String)
  case run(command: String)
  case say(text: String)
  case sleep(seconds: Double, quiet: Bool)
  case usage(input: Int, output: Int)
  case usageLimit(reset: String?)
  case oldUsageLimit(reset: String?)
  case overloaded
  case rateLimited
  case unauthenticated
  case missingKey
  case loginExpired
  case accountRefused
  case noResult
  case taskStopped
  case unknownModel
  case refuse
  case fail(text: String)
  case exit(status: Int32)
  case hang
  /// Prints lines of two bytes without end.
  case flood
  case reconnectForever
  case daemonise
  case ignoreTerm
  case garbage
  case crash
  case untilFile(path: String)
  /// What a review says of a criterion; `text` is its id and what `ScriptedReview` reads behind it.
  case judge(verdict: String, text: String)
  /// What a review finds besides.
  case find(text: String)
  /// A last message that is no answer by schema.
  case prose(text: String)
  /// An answer that lacks keys of the schema.
  case half
  /// Only in the first `sessions` sessions of the same issue.
  case once(sessions: Int, verb: ScriptVerb)
  /// Only in a session that is headed "Final review".
  case review(verb: ScriptVerb)

  /// Reads `VERB ARGUMENTS`; nil where it is no such thing.
  init?(_ text: String) {
    let words = text.split(separator: " ", maxSplits: 1).map(String.init)
    guard let name = words.first else { return nil }
    let rest = words.count > 1 ? words[1].trimmingCharacters(in: .whitespaces) : ""
    let pair = rest.split(separator: " ", maxSplits: 1).map(String.init)
    let (first, second) = (pair.first ?? "", pair.count > 1 ? pair[1] : "")
    switch name {
    case "write": self = .write(path: first, text: ScriptVerb.unescaped(second))
    case "append": self = .append(path: first, text: ScriptVerb.unescaped(second))
    case "delete": self = .delete(path: rest)
    case "mkdir": self = .makeDirectory(path: rest)
    case "commit": self = .commit(message: ScriptVerb.unescaped(rest))
    case "branch": self = .branch(name: rest)
    case "run": self = .run(command: rest)
    case "say": self = .say(text: ScriptVerb.unescaped(rest))
    case "sleep": self = .sleep(seconds: Double(first) ?? 1, quiet: second == "quiet")
    case "usage": self = .usage(input: Int(first) ?? 0, output: Int(second) ?? 0)
    case "usage-limit": self = .usageLimit(reset: rest.isEmpty ? nil : rest)
    case "old-usage-limit": self = .oldUsageLimit(reset: rest.isEmpty ? nil : rest)
    case "overloaded": self = .overloaded
    case "rate-limited": self = .rateLimited
    case "unauthenticated": self = .unauthenticated
    case "missing-key": self = .missingKey
    case "login-expired": self = .loginExpired
    case "account-refused": self = .accountRefused
    case "no-result": self = .noResult
    case "task-stopped": self = .taskStopped
    case "unknown-model": self = .unknownModel
    case "refuse": self = .refuse
    case "fail": self = .fail(text: rest)
    case "exit": self = .exit(status: Int32(first) ?? 1)
    case "hang": self = .hang
    case "flood": self = .flood
    case "reconnect-forever": self = .reconnectForever
    case "daemonise": self = .daemonise
    case "ignore-term": self = .ignoreTerm
    case "garbage": self = .garbage
    case "crash": self = .crash
    case "until-file": self = .untilFile(path: rest)
    case "met", "unmet": self = .judge(verdict: name, text: ScriptVerb.unescaped(rest))
    case "cannot-tell": self = .judge(verdict: "cannot_tell", text: ScriptVerb.unescaped(rest))
    case "find": self = .find(text: ScriptVerb.unescaped(rest))
    case "prose": self = .prose(text: ScriptVerb.unescaped(rest))
    case "half": self = .half
    case "once":
      guard let verb = ScriptVerb(second), let sessions = Int(first) else { return nil }
      self = .once(sessions: sessions, verb: verb)
    case "review":
      guard let verb = ScriptVerb(rest) else { return nil }
      self = .review(verb: verb)
    default: return nil
    }
  }

  private static func unescaped(_ text: String) -> String { text.replacingOccurrences(of: "\\n", with: "\n") }
}
