/// A failure as it is shown: the same value feeds the terminal, the log, the report and the GitHub comment.
package struct DiagnosedFailure: Equatable, Codable, Sendable {
  /// `KB-…`.
  package let code: String
  package let failureClass: FailureClass
  package let what: String
  /// nil where `what` says all.
  package let why: String?
  package let fix: String

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

  /// The same with other words: for masking what it quotes.
  package func mapText(_ change: (String) -> String) -> DiagnosedFailure {
    DiagnosedFailure(code: code, failureClass: failureClass, what: change(what), why: why.map(change), fix: change(fix))
  }

  private init(code: String, failureClass: FailureClass, what: String, why: String?, fix: String) {
    self.code = code
    self.failureClass = failureClass
    self.what = what
    self.why = why
    self.fix = fix
  }

  /// The lines for a terminal and a log:
  /// `KB-S004 template … is not loaded.`, `Fix: …`, then the reason.
  package var lines: [String] {
    let reason = why.map { $0.split(whereSeparator: \.isNewline).map(String.init) } ?? []
    return ["\(code) \(what)", "Fix: \(fix)"] + reason
  }
}
