/// Accounts, repositories, faults and the like.
extension GitHubWorld {
  /// Adds an account, with a token (`GitHubWorld.token(of:)`) where it shall be able to sign in.
  package func addUser(_ login: String, withToken: Bool = false, scopes: String = "repo, read:org") throws {
    try update { state in
      if state.user(login) == nil {
        let id = state.takeID()
        state.users.append(GitHubUser(id: id, login: login, name: login))
      }
      if withToken { state.tokens.append(GitHubToken(token: Self.token(of: login), login: login, scopes: scopes)) }
    }
  }

  /// Adds a repository `owner/name`. Its bare git repository is made beside the state file where no path is given.
  package func addRepository(
    _ fullName: String, git: BareRepository? = nil, defaultBranch: String = "main", permission: String = "ADMIN"
  ) throws -> WorldRepository {
    let parts = fullName.split(separator: "/").map(String.init)
    guard parts.count == 2 else { throw WorldFileError(description: "\(fullName) is not owner/name") }
    let path = "\(directory)/\(parts[0])-\(parts[1]).git"
    let date = try state.frozenTime
    let repository = try git ?? BareRepository.create(path: path, branch: defaultBranch, date: date)
    return try update { state in
      var made = GitHubRepository(
        id: state.takeID(), owner: parts[0], name: parts[1], defaultBranch: defaultBranch, gitDirectory: repository.path
      )
      made.permissions = [state.operatorLogin: permission]
      state.repositories.append(made)
      return WorldRepository(world: self, id: made.id)
    }
  }

  /// The handle on a repository, by its present or a former name.
  package func repository(_ fullName: String) throws -> WorldRepository {
    let state = try state
    guard let index = state.repositoryIndex(fullName) else {
      throw WorldFileError(description: "no repository \(fullName)")
    }
    return WorldRepository(world: self, id: state.repositories[index].id)
  }

  /// Adds a fault. Rules are tried in the order in which they were added; the first whose turn it is strikes.
  package func addFault(_ rule: GitHubFaultRule) throws { try update { $0.faults.append(rule) } }

  /// Takes all faults back, and forgets what they have counted.
  package func clearFaults() throws {
    try locked {
      var state = try loadState()
      var counters = try loadCounters()
      state.faults = []
      counters.faultMatches = [:]
      try save(state)
      try save(counters)
    }
  }

  /// Logs `gh` out or in again.
  package func setLoggedOut(_ isLoggedOut: Bool) throws { try update { $0.isLoggedOut = isLoggedOut } }

  /// The time that every answer takes, in milliseconds.
  package func setLatency(milliseconds: Int) throws { try update { $0.latencyMilliseconds = milliseconds } }

  /// In how many list reads a pull request or comment is missing once it was created.
  package func setReadLag(_ reads: Int) throws { try update { $0.readLag = reads } }
}

/// What people do to repositories and pull requests.
extension WorldRepository {
  /// Renames the repository; the old name goes on to work as GitHub lets it.
  package func rename(to fullName: String) throws {
    let parts = fullName.split(separator: "/").map(String.init)
    guard parts.count == 2 else { throw WorldFileError(description: "\(fullName) is not owner/name") }
    try build {
      $0.repository.formerNames.append($0.repository.nameWithOwner)
      ($0.repository.owner, $0.repository.name) = (parts[0], parts[1])
    }
  }

  /// Hides the repository from the viewer, as a private one of somebody else is.
  package func hide() throws { try build { $0.repository.isHidden = true } }

  /// Makes an account a collaborator: ADMIN, MAINTAIN, WRITE, TRIAGE or READ.
  package func allow(_ login: String, _ permission: String = "WRITE") throws {
    try world.addUser(login)
    try build { $0.repository.permissions[login] = permission }
  }

  /// Merges a pull request as GitHub's button does: origin's base gets the merge, closing keywords close their issues.
  package func merge(_ number: Int) throws {
    let issue = try issue(number)
    guard let pull = issue.pull,
      try git.merge(pull.head, into: pull.base, message: "Merge pull request #\(number)") != nil
    else { throw WorldFileError(description: "pull request \(number) can't be merged") }
    let time = WorldClock.now
    let head = try git.sha(ofBranch: pull.head) ?? pull.headSHA
    try change(number) {
      $0.pull?.headSHA = head
      $0.pull?.mergedAt = time
      $0.isClosed = true
      $0.closedAt = time
    }
    for closed in ClosingKeywords.issues(in: issue.body) where try value.issueIndex(closed) != nil { try close(closed) }
  }
}

/// GitHub's closing keywords in a pull request's body.
enum ClosingKeywords {
  private static let words: Set<String> = [
    "close", "closes", "closed", "fix", "fixes", "fixed", "resolve", "resolves", "resolved",
  ]

  /// The numbers of the issues that a merge closes: `Closes #3`, `fixes: #4`.
  static func issues(in body: String) -> [Int] {
    let parts = body.split(whereSeparator: \.isWhitespace)
    return zip(parts, parts.dropFirst()).compactMap { keyword, reference in
      let word = keyword.lowercased().filter(\.isLetter)
      guard words.contains(word), reference.hasPrefix("#") else { return nil }
      return Int(reference.dropFirst().prefix(while: \.isNumber))
    }
  }
}
