package import KBFailures

/// What a program answered, or why it could not be asked.
package typealias Answer = Result<CommandResult, ExpectedFailure>

extension Answer {
  /// The same; where the program is missing, the remedy says where people read how it is installed.
  package func of(_ program: String, from home: String) -> Answer {
    if case .failure(let failure) = self, failure.code == .programMissing {
      return .failure(.programMissing(program, home: home))
    }
    return self
  }
}
