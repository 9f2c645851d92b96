/// Who a commit is by.
package struct GitIdentity: Equatable, Sendable {
  package let name: String
  package let email: String

  /// git's arguments that ask for it.
  package static let question = ["var", "GIT_COMMITTER_IDENT"]

  /// Reads git's answer to `question`. Throws KB-R012 where git knows nobody.
  package init(_ result: CommandResult) throws(ExpectedFailure) {
    // `Name <address> seconds zone`
    guard result.succeeded, let open = result.output.firstIndex(of: "<"), let close = result.output.firstIndex(of: ">"),
      open < close
    else { throw .identityMissing(why: Git.reason(result)) }
    name = result.output[..<open].split(separator: " ").joined(separator: " ")
    email = String(result.output[result.output.index(after: open)..<close])
  }
}
