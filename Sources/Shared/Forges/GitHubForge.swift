package import KBDomain
import KBFailures
package import KBSystem

/// GitHub, through the `gh` program and the account it is logged in with.
///
/// An object, because it remembers what GitHub's lists may not show yet: what it has created, and the repository's
/// present name.
package final class GitHubForge: Forge {
  package let name = ForgeName.github
  /// The repository under the name that GitHub gave last.
  package internal(set) var repository: RepositoryIdentity
  let client: GitHubClient
  var created = GitHubCreations()

  /// - Parameter delays: the pauses before a second and third try where GitHub does not answer.
  /// - Parameter lacks: what an earlier look has told of the server: `Discovery.serverLacks`.
  package init(
    _ repository: RepositoryIdentity, lacks: [String] = [], effects: any Effects,
    delays: [Duration] = [.seconds(1), .seconds(4)]
  ) {
    self.repository = repository
    client = GitHubClient(
      host: repository.host, effects: effects, delays: delays, server: GitHubServer(lacks: Set(lacks)))
  }

  package func discover() throws -> Discovery {
    let what = "list the PRDs of \(repository)"
    // GitHub itself has it all; a server of one's own may be older.
    if repository.host != "github.com" {
      _ = try client.query(what, GitHubQueries.probe, variables(), as: ProbeAnswer.self, except: { $0.type != nil })
    }
    var prds: [Int: PRD] = [:]
    var after: String?
    while true {
      let answer = try client.query(
        what, GitHubQueries.discover, variables(["after": GraphQLValue(after)]), as: DiscoverAnswer.self)
      let found = try known(answer.repository, what)
      adopt(found.presentName)
      if found.isArchived {
        throw ExpectedFailure.forgeRepositoryClosed(
          "take any change", why: "\(repository) is archived", fix: "gh repo unarchive \(repository), then run again")
      }
      for prd in found.issues.all {
        guard let prd else { throw ExpectedFailure.forgeAnswerUnreadable(what, why: "an issue may not be read") }
        prds[prd.number] = prd.prd(in: repository)
      }
      let next = try found.issues.next(what)
      guard let next, next != after else {
        return Discovery(
          repository: repository, defaultBranch: try found.defaultBranch(of: repository),
          operatorLogin: answer.viewer.login, prds: prds.values.sorted { $0.number < $1.number },
          missingLabels: Label.allCases.filter { !found.has($0) }.map(\.rawValue),
          serverLacks: client.server.lacks.isEmpty ? nil : client.server.lacks.sorted())
      }
      after = next
    }
  }

  package func createLabels(_ missing: [Label]) throws {
    for label in missing {
      do {
        try change {
          _ = try client.sendOnce(
            "create the label \(label.rawValue)", .post, path("labels"),
            body: ["name": label.rawValue, "color": label.color], as: GitHubNamed.self)
        }
      } catch let failure as ExpectedFailure where failure.code == .forgeInvalid {
        // Another run, or a try whose answer was lost, made it first.
        guard failure.why?.contains("already_exists") == true else { throw failure }
      }
    }
  }
}

extension GitHubForge {
  /// Makes a change, looks whether it happened where the answer was lost, and follows the repository to a new name:
  /// `gh` does not repeat a change at the address it is redirected to.
  func change<Result>(
    _ attempt: () throws -> Result, unless happened: () throws -> Result? = { nil }
  ) throws -> Result {
    do {
      return try client.surely(attempt, unless: happened)
    } catch let failure as ExpectedFailure where failure.code == .forgeNotFound {
      let before = repository
      let what = "find the present name of \(repository)"
      let answer = try client.query(what, GitHubQueries.name, variables(), as: NameAnswer.self)
      try adopt(known(answer.repository, what))
      guard repository != before else { throw failure }
      return try client.surely(attempt, unless: happened)
    }
  }

  /// A path of the REST API below the repository.
  func path(_ rest: String) -> String {
    "repos/\(GH.percentCoded(repository.owner))/\(GH.percentCoded(repository.name))/\(rest)"
  }

  /// The repository's name as GraphQL variables, and others.
  func variables(_ others: [String: GraphQLValue] = [:]) -> [String: GraphQLValue] {
    others.merging(["owner": .string(repository.owner), "name": .string(repository.name)]) { other, _ in other }
  }

  /// Takes over the name that an answer gave.
  func adopt(_ present: GitHubPresentName) {
    repository = RepositoryIdentity(host: repository.host, owner: present.owner.login, name: present.name)
  }

  /// What an answer says of the repository.
  ///
  /// - Throws: KB-G003 where it says nothing.
  func known<Answer>(_ answer: Nullable<Answer>, _ what: String) throws(ExpectedFailure) -> Answer {
    guard let answer = answer.value else { throw .forgeNotFound(what, why: "there is no repository \(repository)") }
    return answer
  }
}

private struct DiscoverAnswer: Decodable {
  let viewer: GitHubActor
  let repository: Nullable<Repository>

  struct Repository: Decodable {
    let name: String
    let owner: GitHubActor
    let isArchived: Bool
    let defaultBranchRef: Nullable<GitHubNamed>
    let prd: Nullable<GitHubNamed>
    let readyForAgent: Nullable<GitHubNamed>
    let readyForHuman: Nullable<GitHubNamed>
    let implementationIssue: Nullable<GitHubNamed>
    let issues: GitHubPage<GitHubPRD>

    var presentName: GitHubPresentName { GitHubPresentName(name: name, owner: owner) }

    func has(_ label: Label) -> Bool {
      switch label {
      case .prd: prd.value != nil
      case .readyForAgent: readyForAgent.value != nil
      case .readyForHuman: readyForHuman.value != nil
      case .implementationIssue: implementationIssue.value != nil
      }
    }

    func defaultBranch(of repository: RepositoryIdentity) throws(ExpectedFailure) -> String {
      guard let branch = defaultBranchRef.value else {
        throw .forgeInvalid("name the default branch of \(repository)", why: "the repository has no branch yet")
      }
      return branch.name
    }
  }
}

/// What a query is answered that only asks whether it is understood.
private struct ProbeAnswer: Decodable {}

private struct NameAnswer: Decodable {
  let repository: Nullable<GitHubPresentName>
}
