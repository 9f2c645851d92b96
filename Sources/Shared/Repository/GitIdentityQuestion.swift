import KBDomain
package import KBFailures
package import KBSystem

extension GitIdentity {
  /// git's arguments that ask for it.
  package static let question = ["var", "GIT_COMMITTER_IDENT"]

  /// Reads git's answer to `question`. Throws KB-R012 where git knows nobody.
  package init(_ result: CommandResult) throws(ExpectedFailure) {
    // `Name <address> seconds zone`
    guard result.succeeded, let open = result.output.firstIndex(of: "<"), let close = result.output.firstIndex(of: ">"),
      open < close
    else { throw .identityMissing(why: Git.reason(result)) }
    self.init(
      name: result.output[..<open].split(separator: " ").joined(separator: " "),
      email: String(result.output[result.output.index(after: open)..<close]))
  }
}
