#if canImport(FoundationEssentials)
  package import FoundationEssentials
#else
  package import Foundation
#endif

/// A failure that krutrimbox knows: what happened, why, and how to mend it. Made only by the
/// `…Failures` of the room that throws it; docs/failures.md lists all.
package struct ExpectedFailure: Error, Equatable, Codable, Sendable {
  package let code: FailureCode
  /// One sentence that names the file, key, command, issue or branch it is about.
  package let what: String
  /// The reason as the other program or the system gave it; nil where `what` says all.
  package let why: String?
  /// What the operator does next: a command where there is one.
  package let fix: String
  /// When it will be over by itself; nil when unknown or never.
  package let until: Date?

  package init(_ code: FailureCode, _ what: String, why: String? = nil, fix: String, until: Date? = nil) {
    self.code = code
    self.what = what
    self.why = why
    self.fix = fix
    self.until = until
  }

  package var failureClass: FailureClass { code.failureClass }

  /// Anything uncoded.
  package static func unforeseen(_ description: String) -> ExpectedFailure {
    ExpectedFailure(
      .unforeseen, "something happened that krutrimbox does not foresee; this is likely a krutrimbox bug.",
      why: description, fix: "run again; if it comes back, report it with the log that kb logs shows")
  }
}
