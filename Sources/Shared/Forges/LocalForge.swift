package import KBDomain
import KBFailures
import KBRepository
package import KBSystem

/// A forge of files, so that anybody can try krutrimbox without GitHub: PRDs and issues are Markdown files in the
/// working tree, which krutrimbox only reads; what it would write to GitHub becomes records in the clone's git folder.
///
/// docs/extending.md shows how an issue file looks.
package final class LocalForge: Forge {
  package let name = ForgeName.local

  let origin: LocalOrigin
  let folder: LocalIssueFolder
  let effects: any Effects
  private var openedRecords: LocalRecords?

  /// `checkout` is the top folder of the operator's clone, `clone` gives the Factory Clone's.
  package init(
    checkout: String, clone: @escaping (RepositoryIdentity) -> String? = { _ in nil }, effects: any Effects
  ) {
    origin = LocalOrigin(Git(checkout, effects: effects)) { repository in
      clone(repository).flatMap { Files.isDirectory($0) ? Git($0, effects: effects, operatorClone: checkout) : nil }
    }
    folder = LocalIssueFolder(checkout: checkout)
    self.effects = effects
  }

  package func discover() throws -> Discovery {
    let board = try board()
    let labels = Set(try records().all(.labels, as: LocalLabel.self).map(\.name))
    return Discovery(
      repository: board.repository, defaultBranch: try origin.defaultBranch(), operatorLogin: board.operatorLogin,
      prds: board.openPRDs, missingLabels: Label.allCases.map(\.rawValue).filter { !labels.contains($0) })
  }

  package func readPRD(_ number: Int, branch: String) throws -> PRDSnapshot {
    let board = try board()
    guard let issue = board.issues[number] else { throw ExpectedFailure.prdNotFound(number) }
    let pull = board.pulls.first { $0.head == branch }
    let targets = Set([number] + board.subIssues(of: number).map(\.number) + [pull?.number].compactMap { $0 })
    let comments = try records().names(.comments).compactMap { name -> SeenComment? in
      guard let comment = try records().read(.comments, name, as: LocalComment.self),
        targets.contains(comment.target)
      else { return nil }
      return SeenComment(id: name, target: comment.target, body: comment.body)
    }
    return PRDSnapshot(
      prd: board.prd(issue), subIssues: board.subIssues(of: number),
      pullRequest: try pull.map { $0.pullRequest(url: try address(ofPull: $0.number)) },
      comments: OwnComments(comments, targets: targets))
  }

  func records() throws -> LocalRecords {
    if let openedRecords { return openedRecords }
    let opened = LocalRecords(folder: "\(try origin.commonFolder())/krutrimbox/forge", effects: effects)
    openedRecords = opened
    return opened
  }

  func address(ofPull number: Int) throws -> String { try records().path(.pulls, "\(number)") }

  private func board() throws -> LocalBoard {
    LocalBoard(
      issues: try folder.issues(), closed: Set(try records().all(.closed, as: LocalClosing.self).map(\.number)),
      closings: Dictionary(
        try records().all(.closings, as: LocalClosing.self).map { ($0.number, $0.closedAt) }, uniquingKeysWith: max),
      pulls: try pullsAfterMerges(), repository: try origin.repository(), operatorLogin: try origin.operatorLogin())
  }
}
