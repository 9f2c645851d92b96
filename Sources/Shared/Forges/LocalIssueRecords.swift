package import KBDomain
import KBFailures
import KBSystem

/// Comments, closed issues and labels of the local forge.
extension LocalForge {
  package func createLabels(_ missing: [Label]) throws {
    guard !missing.isEmpty else { return }
    try records().change {
      for label in missing {
        let name = FactoryNames.slug(of: label.rawValue)
        try records().write(.labels, name, LocalLabel(name: label.rawValue, color: label.color))
      }
    }
  }

  package func save(_ comment: FactoryComment, seen: OwnComments) throws {
    try requireTarget(comment.target)
    let name = LocalComment.name(comment.marker, on: comment.target)
    let author = try origin.operatorLogin()
    try records().change {
      let existing = try records().read(.comments, name, as: LocalComment.self)
      guard existing?.body != comment.body else { return }
      try records().write(
        .comments, name,
        LocalComment(
          target: comment.target, author: author, body: comment.body, createdAt: existing?.createdAt ?? effects.now,
          updatedAt: effects.now))
    }
  }

  package func closeIssue(_ number: Int) throws {
    try requireTarget(number)
    try records().change {
      guard try records().read(.closed, "\(number)", as: LocalClosing.self) == nil else { return }
      let closing = LocalClosing(number: number, closedAt: effects.now)
      try records().write(.closings, "\(number)", closing)
      try records().write(.closed, "\(number)", closing)
    }
  }

  /// Throws KB-G003 where there is neither an issue nor a pull request of that number.
  private func requireTarget(_ number: Int) throws {
    let isPull = try records().read(.pulls, "\(number)", as: LocalPullRequest.self) != nil
    if !isPull, folder.path(of: number) == nil { throw ExpectedFailure.localObjectMissing("issue #\(number)") }
  }
}
