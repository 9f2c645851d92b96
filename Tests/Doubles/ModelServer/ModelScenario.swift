import Foundation
import TestSupport

/// What the model, or the service in front of it, does in answer to every request.
enum ModelScenario: String, CaseIterable {
  /// A shell command that writes `model.txt`, then a closing message; an answer by schema where the client was given one.
  case tool
  /// Only a message.
  case message
  case refusal
  /// An answer that keeps to the schema which the client was given.
  case answer
  /// One that lacks keys of it, each time.
  case halfAnswer = "half-answer"
  /// The plan's limit, which ends in an hour.
  case usageLimit = "usage-limit"
  /// The same for three days.
  case longLimit = "long-limit"
  /// Too many requests, without a word on when to try again.
  case rateLimited = "rate-limited"
  case unauthorized
  /// The account may not use the service: for Codex a plan without it, for Claude Code a disabled organization.
  case accountRefused = "account-refused"
  case serverError = "server-error"
  case overloaded
  case unknownModel = "unknown-model"
  /// A bad request.
  case invalid
  /// The stream ends before the answer does.
  case cut
  /// Response headers, then silence.
  case hang

  /// When the plan's limit ends, in seconds since 1970.
  var limitEnd: Int { Int(Date().timeIntervalSince1970) + (self == .longLimit ? 3 * 86_400 : 3600) }

  /// What a final review could answer.
  static let structured: JSONTree = ["summary": "all good", "criteria": [], "findings": []]
  static let half: JSONTree = ["summary": "all good"]

  static let command = "printf 'from the model\\n' > model.txt"
  static let closingMessage = "all done"
}
