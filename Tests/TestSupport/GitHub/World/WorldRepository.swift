/// A handle on one repository of a world, for tests to build with and to read back from.
package struct WorldRepository: Sendable {
  package let world: GitHubWorld
  package let id: Int

  /// The repository as it is now.
  package var value: GitHubRepository {
    get throws {
      guard let repository = try world.state.repositories.first(where: { $0.id == id }) else {
        throw WorldFileError(description: "no repository \(id)")
      }
      return repository
    }
  }

  /// The repository's git side.
  package var git: BareRepository {
    get throws { BareRepository(path: try value.gitDirectory, date: try world.state.frozenTime) }
  }

  /// Builds many things in one step; much faster than one by one where there are hundreds.
  ///
  /// - Throws: what the closure or the file system throws; nothing is changed then.
  @discardableResult
  package func build<Result>(_ work: (inout WorldBuilder) throws -> Result) throws -> Result {
    try world.update { state in
      guard let place = state.repositories.firstIndex(where: { $0.id == id }) else {
        throw WorldFileError(description: "no repository \(id)")
      }
      var builder = WorldBuilder(state: state, place: place)
      let result = try work(&builder)
      state = builder.state
      return result
    }
  }
}

/// The builder's steps one by one.
extension WorldRepository {
  /// Changes one issue or pull request.
  package func change(_ number: Int, _ work: (inout GitHubIssue) throws -> Void) throws {
    try build { try $0.change(number, work) }
  }

  /// Adds an issue and returns its number.
  @discardableResult
  package func addIssue(
    _ title: String, body: String = "", author: String? = nil, labels: [String] = []
  ) throws -> Int {
    try build { $0.addIssue(title, body: body, author: author, labels: labels) }
  }

  /// Adds a PRD: an open issue labelled `PRD` and `ready-for-agent`.
  @discardableResult
  package func addPRD(_ title: String, body: String = "The plan.", author: String? = nil) throws -> Int {
    try build { $0.addPRD(title, body: body, author: author) }
  }

  /// Adds an Implementation Issue: a sub-issue of the PRD with its two labels.
  @discardableResult
  package func addSubIssue(
    of prd: Int, _ title: String, body: String = "What to build.", kind: WorldBuilder.Kind = .afk,
    author: String? = nil
  ) throws -> Int {
    try build { try $0.addSubIssue(of: prd, title, body: body, kind: kind, author: author) }
  }

  /// Adds GitHub's native dependencies.
  package func block(_ issue: Int, by blockers: [Int]) throws { try build { try $0.block(issue, by: blockers) } }

  /// Gives an issue exactly these labels.
  package func setLabels(_ number: Int, _ names: [String]) throws { try build { try $0.setLabels(number, names) } }

  /// Closes an issue or pull request as a human does.
  package func close(_ number: Int, reason: String = "COMPLETED") throws {
    try build { try $0.close(number, reason: reason) }
  }

  /// Opens a closed issue again.
  package func reopen(_ number: Int) throws { try build { try $0.reopen(number) } }

  /// Adds a comment of any account, nil for a deleted one, and returns its id.
  @discardableResult
  package func addComment(_ number: Int, _ body: String, author: String?) throws -> Int {
    try build { try $0.addComment(number, body, author: author) }
  }

  /// Opens a pull request that somebody sends from a fork.
  @discardableResult
  package func addForkPullRequest(head: String, owner: String, title: String, base: String = "main") throws -> Int {
    try build { try $0.addForkPullRequest(head: head, owner: owner, title: title, base: base) }
  }
}
