import KBText

/// One line of `kb doctor`.
package struct Finding: Equatable, Encodable, Sendable {
  package enum Grade: String, Encodable, Sendable {
    case ok, warning
    /// A run could not start, or no session in it.
    case broken
  }

  package var check: DoctorCheck
  package var grade: Grade
  /// One line, without a period at its end.
  package var text: String
  /// `KB-…`; nil where a run would not fail with one.
  package var code: String?
  /// What mends it: a command where there is one; nil where all is well.
  package var fix: String?
  /// `owner/name` where it is about one of several repositories, whose name the text begins with; else nil.
  package var repository: String?

  package static func ok(_ check: DoctorCheck, _ text: String) -> Finding {
    Finding(check: check, grade: .ok, text: text)
  }

  package static func warning(_ check: DoctorCheck, _ text: String, fix: String) -> Finding {
    Finding(check: check, grade: .warning, text: text, fix: fix)
  }

  /// Failures with many causes: the first line that says why is told with them, of values that are not trusted each.
  private static let manyCauses: Set<FailureCode> = [
    .sandboxFailed, .sandboxListUnreadable, .gitFailed, .originUnreachable, .originRefused, .cannotStart,
    .forgeUnavailable, .forgeAnswerUnreadable, .unforeseen, .configurationNotTrusted,
  ]

  /// The words of the failure that a run ends with.
  package init(_ check: DoctorCheck, _ failure: ExpectedFailure, grade: Grade = .broken) {
    let causes = Self.manyCauses.contains(failure.code) ? failure.why?.split(whereSeparator: \.isNewline) ?? [] : []
    let why = causes.prefix(failure.code == .configurationNotTrusted ? .max : 1).map { Self.line(String($0)) }
    let text = Self.line(failure.what) + (why.isEmpty ? "" : ": \(why.joined(separator: "; "))")
    self.init(check: check, grade: grade, text: text, code: failure.code.rawValue, fix: failure.fix)
  }

  package init(check: DoctorCheck, grade: Grade, text: String, code: String? = nil, fix: String? = nil) {
    self.check = check
    self.grade = grade
    self.text = SafeText.line(text)
    self.code = code
    self.fix = fix.map(SafeText.line)
  }

  /// What `body` finds, or the failure that it throws.
  package static func of(_ check: DoctorCheck, _ body: () throws(ExpectedFailure) -> Finding) -> Finding {
    do {
      return try body()
    } catch {
      return Finding(check, error)
    }
  }

  private static func line(_ text: String) -> String { text.hasSuffix(".") ? String(text.dropLast()) : text }
}

extension [Finding] {
  /// What `body` returns; nil where it throws a failure, which becomes a finding. An order to stop is passed on.
  package mutating func catching<Value>(_ check: DoctorCheck, _ body: () throws -> Value) throws -> Value? {
    do {
      return try body()
    } catch let failure as ExpectedFailure {
      append(Finding(check, failure))
      return nil
    }
  }
}
