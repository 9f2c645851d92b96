import KBForges

/// Reading a world back.
extension WorldRepository {
  /// The issue or pull request with this number.
  package func issue(_ number: Int) throws -> GitHubIssue {
    let repository = try value
    guard let index = repository.issueIndex(number) else { throw WorldFileError(description: "no issue \(number)") }
    return repository.issues[index]
  }

  /// Names of the labels that an issue or pull request carries.
  package func labels(of number: Int) throws -> [String] {
    let repository = try value
    return try issue(number).labelIDs.compactMap { id in repository.labels.first { $0.id == id }?.name }
  }

  /// The comments of an issue or pull request, oldest first.
  package func comments(_ number: Int) throws -> [GitHubComment] { try issue(number).comments }

  /// Every pull request, by number.
  package var pullRequests: [GitHubIssue] { get throws { try value.issues.filter { $0.pull != nil } } }

  /// The newest pull request of a branch of this repository.
  package func pullRequest(ofBranch branch: String) throws -> GitHubIssue? {
    let repository = try value
    return repository.issues.last { $0.pull?.head == branch && $0.pull?.headRepository == repository.nameWithOwner }
  }
}
