#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import KBConfiguration
import KBForges

extension GitHubWorld {
  /// Takes one request: the handler behind the `gh` double and the emulator.
  ///
  /// The reply tells how the answer is to be delivered; a fault that needs a broken connection is played by the caller.
  /// - Throws: what the file system throws; never because of the request.
  package func respond(to request: GitHubRequest) throws -> GitHubReply {
    try locked {
      var service = GitHubService(request: request, state: try loadState(), counters: try loadCounters())
      let reply = service.serve()
      if service.isChanged { try save(service.state) }
      try save(service.counters)
      try append(service.effects, to: "effects.jsonl")
      try append([service.logLine(for: reply)], to: "requests.jsonl")
      return reply
    }
  }
}

/// Serves one request: late requests that are due, then faults, then the request itself.
struct GitHubService {
  let request: GitHubRequest
  private(set) var state: GitHubState
  private(set) var counters: GitHubCounters
  private(set) var isChanged = false
  private(set) var effects: [GitHubEffect] = []

  private let graphQL: (name: String?, fields: [String], variables: JSONTree)?
  private var struck: GitHubFault?

  init(request: GitHubRequest, state: GitHubState, counters: GitHubCounters) {
    self.request = request
    self.state = state
    self.counters = counters
    graphQL = request.path == "graphql" ? Self.readGraphQL(request) : nil
  }

  /// Serves the request and says how its answer is to be delivered.
  mutating func serve() -> GitHubReply {
    counters.requests += 1
    performLateRequests()
    struck = nextFault()
    let time = state.frozenTime ?? WorldClock.now
    guard let fault = struck else { return finished(answer()) }
    switch fault {
    case .slow(let milliseconds):
      var reply = finished(answer())
      reply.delayMilliseconds += milliseconds
      return reply
    case .status(let code): return finished(failure(code))
    case .actThenFail(let code):
      _ = answer()
      return finished(failure(code))
    case .failThenAct(let code, let afterRequests):
      let late = GitHubLateRequest(request: request, afterRequests: counters.requests + afterRequests)
      state.lateRequests.append(late)
      isChanged = true
      return finished(failure(code))
    case .hang(let acting): return broken(acting: acting, .hung)
    case .lostAnswer(let acting): return broken(acting: acting, .lost)
    case .cutAnswer(let acting):
      var reply = finished(acting ? answer() : RESTAnswer(body: ["message": "This answer is cut off in its middle."]))
      reply.ending = .cut(bodyBytes: reply.response.body.count / 2)
      return reply
    case .garbage(let acting):
      if acting { _ = answer() }
      return finished(RESTAnswer(body: .null, text: "<html><body>Whoa there!</body></html>"))
    case .unauthorized: return finished(Self.badCredentials)
    case .notFound: return finished(GitHubRefusal.notFound("Not Found").restAnswer)
    case .secondaryLimit(let retryAfter):
      return finished(Self.secondaryLimit(retryAfter))
    case .primaryLimit(let resetIn):
      return finished(Self.primaryLimit(state, counters.requests, reset: time + resetIn))
    case .graphQLError(let type, let message):
      return finished(
        RESTAnswer(body: ["data": nil, "errors": [["type": .string(type), "message": .string(message)]]]))
    case .refusal(let no): return finished(no.answer(isGraphQL: graphQL != nil))
    }
  }

  private mutating func broken(acting: Bool, _ ending: GitHubReply.Ending) -> GitHubReply {
    var reply = finished(acting ? answer() : RESTAnswer(body: .null))
    reply.ending = ending
    return reply
  }

  private mutating func performLateRequests() {
    let due = state.lateRequests.filter { $0.afterRequests < counters.requests }
    guard !due.isEmpty else { return }
    state.lateRequests.removeAll { $0.afterRequests < counters.requests }
    isChanged = true
    for late in due { _ = perform(late.request) }
  }

  private mutating func nextFault() -> GitHubFault? {
    let operations = (graphQL?.fields ?? []) + [graphQL?.name].compactMap { $0 }
    var fault: GitHubFault?
    for (index, rule) in state.faults.enumerated() where rule.matches(request, operations: operations) {
      let matches = (counters.faultMatches[index] ?? 0) + 1
      counters.faultMatches[index] = matches
      if fault == nil, matches > rule.skip, matches <= rule.skip + rule.count { fault = rule.fault }
    }
    return fault
  }

  private mutating func answer() -> RESTAnswer { perform(request) }

  private mutating func perform(_ request: GitHubRequest) -> RESTAnswer {
    guard let token = state.tokens.first(where: { $0.token == request.token }), let viewer = state.user(token.login)
    else {
      return Self.badCredentials
    }
    let transaction = GitHubTransaction(state: state, counters: counters, viewer: viewer)
    var answer =
      request.path == "graphql"
      ? GraphQLExecutor.answer(request, in: transaction) : RESTCall.answer(request, in: transaction)
    answer.headers["X-OAuth-Scopes"] = token.scopes
    counters = transaction.counters
    if transaction.isChanged {
      state = transaction.state
      isChanged = true
    }
    effects += transaction.effects
    return answer
  }

  /// The line for the request log.
  func logLine(for reply: GitHubReply) -> GitHubLoggedRequest {
    let variables = graphQL.map(\.variables).flatMap { $0 == .null ? nil : $0 }
    let isAnswered = reply.ending != .hung && reply.ending != .lost
    return GitHubLoggedRequest(
      number: counters.requests, method: request.method, path: request.path,
      query: request.query.map { "\($0.name)=\($0.value)" }.joined(separator: "&"), operation: graphQL?.name,
      fields: graphQL?.fields ?? [], variablesHash: variables.map { Self.hash($0.json) },
      status: isAnswered ? reply.response.status : 0, fault: struck.map { "\($0)" },
      login: state.tokens.first { $0.token == request.token }?.login, pid: Int(getpid()), time: WorldClock.preciseNow)
  }

  private static func readGraphQL(_ request: GitHubRequest) -> (name: String?, fields: [String], variables: JSONTree)? {
    guard let body = JSONTree.parse(request.body), let text = body["query"].text,
      let operation = try? GraphQLParser.operation(text)
    else { return nil }
    let fields = operation.selections.compactMap { selection -> String? in
      if case .field(let field) = selection { field.name } else { nil }
    }
    return (operation.name, fields, body["variables"])
  }

  /// FNV-1a: the same in every process, unlike Swift's own hashes.
  private static func hash(_ text: String) -> String {
    let hash = text.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    return String(hash, radix: 16)
  }
}
