#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import KBConfiguration
import KBForges

/// One request's view of the world: it reads and changes the state, and notes the effects it had.
final class GitHubTransaction {
  /// The state, with this request's changes.
  var state: GitHubState
  /// Whether the state must be written back.
  private(set) var isChanged = false
  /// What the request did.
  private(set) var effects: [GitHubEffect] = []
  /// Counters of the world, with this request's reads.
  var counters: GitHubCounters
  /// The account that the token belongs to.
  let viewer: GitHubUser

  private var laggards: Set<String> = []

  init(state: GitHubState, counters: GitHubCounters, viewer: GitHubUser) {
    self.state = state
    self.counters = counters
    self.viewer = viewer
  }

  /// The time of this request, in seconds since 1970.
  var now: Int { state.frozenTime ?? WorldClock.now }

  /// Notes an effect; one that changed something moves a standing clock on.
  func note(
    _ kind: GitHubEffectKind, repository: GitHubRepository, number: Int?, detail: String = "", changed: Bool = true
  ) {
    effects.append(
      GitHubEffect(
        kind: kind, repository: repository.nameWithOwner, number: number, detail: detail, changed: changed,
        login: viewer.login, request: counters.requests, pid: Int(getpid()), time: WorldClock.preciseNow))
    if changed {
      isChanged = true
      if let frozen = state.frozenTime { state.frozenTime = frozen + 1 }
    }
  }

  /// Does something wholly or not at all: what a refused step had changed is taken back.
  func attempt<Result>(_ work: () throws -> Result) throws -> Result {
    let before = (state, effects, isChanged)
    do {
      return try work()
    } catch {
      (state, effects, isChanged) = before
      throw error
    }
  }

  /// Whether something created with this lag shows up in lists yet. Counts one read per thing and request.
  func isListed(_ nodeID: String, lag: Int) -> Bool {
    guard lag > 0 else { return true }
    if laggards.contains(nodeID) { return false }
    let reads = counters.lagReads[nodeID] ?? 0
    guard reads < lag else { return true }
    counters.lagReads[nodeID] = reads + 1
    laggards.insert(nodeID)
    return false
  }

  /// The repository with this id.
  func repository(_ id: Int) throws -> GitHubRepository {
    guard let repository = state.repositories.first(where: { $0.id == id }) else {
      throw GitHubRefusal.notFound("Not Found")
    }
    return repository
  }

  /// Whether the viewer may see what a link leads to.
  func isVisible(_ link: GitHubIssueLink) -> Bool { (try? repository(link.repositoryID))?.isHidden == false }

  /// The issue or pull request that a link names.
  func issue(_ link: GitHubIssueLink) throws -> GitHubIssue {
    let repository = try repository(link.repositoryID)
    guard let index = repository.issueIndex(link.number) else { throw GitHubRefusal.notFound("Not Found") }
    return repository.issues[index]
  }

  /// Changes the issue or pull request that a link names.
  func change<Result>(_ link: GitHubIssueLink, _ work: (inout GitHubIssue) throws -> Result) throws -> Result {
    guard let place = state.repositories.firstIndex(where: { $0.id == link.repositoryID }),
      let index = state.repositories[place].issueIndex(link.number)
    else { throw GitHubRefusal.notFound("Not Found") }
    return try work(&state.repositories[place].issues[index])
  }

  /// What the viewer may do in a repository; READ for everyone who is no collaborator.
  func permission(in repository: GitHubRepository) -> String {
    if repository.owner.lowercased() == viewer.login.lowercased() { return "ADMIN" }
    return repository.permissions.first { $0.key.lowercased() == viewer.login.lowercased() }?.value ?? "READ"
  }

  /// Refuses a viewer who may only read.
  func requireWrite(in repository: GitHubRepository, to mutation: String) throws {
    guard ["ADMIN", "MAINTAIN", "WRITE"].contains(permission(in: repository)) else {
      throw GitHubRefusal.forbidden("\(viewer.login) does not have the correct permissions to execute `\(mutation)`")
    }
  }
}

/// Why GitHub refuses a request that it understood.
enum GitHubRefusal: Error, Equatable {
  /// 404, NOT_FOUND.
  case notFound(String)
  /// 403, FORBIDDEN.
  case forbidden(String)
  /// 422, UNPROCESSABLE. The errors are those of a REST answer; GraphQL shows the message alone.
  case unprocessable(String, errors: [JSONTree] = [], restMessage: String? = nil)
  /// 400.
  case badRequest(String)
}
