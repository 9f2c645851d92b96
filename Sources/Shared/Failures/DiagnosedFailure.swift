package import KBText

/// A failure as it is shown: the same value feeds the terminal, the log, the report and the GitHub comment.
package struct DiagnosedFailure: Equatable, Codable, Sendable {
  /// `KB-…`.
  package let code: String
  package let failureClass: FailureClass
  package private(set) var what: String
  /// nil where `what` says all.
  package private(set) var why: String?
  package private(set) var fix: String

  package init(_ failure: ExpectedFailure) {
    code = failure.code.rawValue
    failureClass = failure.failureClass
    what = failure.what
    why = failure.why
    fix = failure.fix
  }

  /// Anything that is not an `ExpectedFailure` is taken for our own mistake, and said so.
  package init(_ error: any Error) {
    if let expected = error as? ExpectedFailure {
      self.init(expected)
    } else {
      self.init(ExpectedFailure.unforeseen(String(describing: error)))
    }
  }

  /// The same without secrets: what agents and checks printed may be part of it.
  package func masked(by redaction: Redaction) -> DiagnosedFailure {
    var masked = self
    masked.what = redaction.mask(what)
    masked.why = why.map(redaction.mask)
    masked.fix = redaction.mask(fix)
    return masked
  }

  /// The same with a reason that fits into a line of the protocol: an agent may give one of a MiB.
  package var shortened: DiagnosedFailure {
    var short = self
    short.what = SafeText.cut(what, to: 2000)
    short.why = why.map { SafeText.cut(SafeText.shortened($0), to: 16_000) }
    return short
  }

  /// The lines for a terminal and a log:
  /// `KB-S004 template … is not loaded.`, `Fix: …`, then the reason.
  package var lines: [String] {
    let reason = why.map { $0.split(whereSeparator: \.isNewline).map(String.init) } ?? []
    return ["\(code) \(what)", "Fix: \(fix)"] + reason
  }
}
