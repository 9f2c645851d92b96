#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif
import KBFailures
import KBSystem

/// Sends requests to one GitHub host through `gh`.
struct GitHubClient {
  let host: String
  let effects: any Effects
  /// The pauses before the second, third, … try.
  let delays: [Duration]
  let server: GitHubServer

  /// A GraphQL query, tried again while GitHub is unavailable: reading twice does no harm. One that is too much for GitHub
  /// is asked again with smaller pages, and one that it does not understand without what can be left out.
  ///
  /// - Parameter isTolerable: errors that leave the rest of the answer good.
  func query<Answer: Decodable>(
    _ what: String, _ query: String, _ variables: [String: GraphQLValue], as type: Answer.Type,
    except isTolerable: (GraphQLError) -> Bool = { _ in false }
  ) throws -> Answer {
    var delays = delays[...]
    var page = server.page
    let isPaged = query.contains("$page")
    while true {
      do {
        let sizes = isPaged ? ["page": page, "few": max(1, page / 5)].mapValues(GraphQLValue.integer) : [:]
        return try ask(
          what, server.understood(query), variables.merging(sizes) { $1 }, as: type, except: isTolerable)
      } catch let unknown as GitHubUnknownFields {
        try server.learn(unknown, host: host)
      } catch let failure as ExpectedFailure where failure.failureClass == .forgeUnavailable {
        let smaller = isPaged ? GitHubServer.smaller(than: page) : nil
        page = smaller ?? page
        if failure.code == .forgeQueryTooBig {
          server.shrink(to: page)
          if smaller != nil { continue }
        }
        // GitHub tells a query that is too much for it as an outage, too.
        guard let delay = delays.popFirst() else { throw failure }
        try effects.wait(delay)
      }
    }
  }

  /// A REST read, tried again while GitHub is unavailable.
  func get<Answer: Decodable>(_ what: String, _ path: String, as type: Answer.Type) throws -> Answer {
    try patiently { try sendOnce(what, .get, path, as: type) }
  }

  /// One GraphQL request, sent once.
  func askOnce<Answer: Decodable>(
    _ what: String, _ query: String, _ variables: [String: GraphQLValue], as type: Answer.Type
  ) throws -> Answer {
    do {
      return try ask(what, query, variables, as: type) { _ in false }
    } catch let unknown as GitHubUnknownFields {
      throw ExpectedFailure.forgeServerTooOld(host, why: unknown.errors.map(\.message).joined(separator: "\n"))
    }
  }

  private func ask<Answer: Decodable>(
    _ what: String, _ query: String, _ variables: [String: GraphQLValue], as type: Answer.Type,
    except isTolerable: (GraphQLError) -> Bool
  ) throws -> Answer {
    let body = try json(GraphQLQuestion(query: query, variables: variables))
    let response = try run(GH.api(.post, "graphql", body: body, host: host), what)
    _ = try response.granted(what, host: host, now: effects.now)
    try response.refuseErrors(what, host: host, now: effects.now, except: isTolerable)
    return try response.decoded(GraphQLAnswer<Answer>.self, what).data
  }

  /// One REST request, sent once. The answer is always read: an answer that GitHub did not write grants nothing.
  func sendOnce<Answer: Decodable>(
    _ what: String, _ method: GH.Method, _ path: String, body: (any Encodable)? = nil, as type: Answer.Type
  ) throws -> Answer {
    let response = try run(GH.api(method, path, body: body.map(json), host: host), what)
    _ = try response.granted(what, host: host, now: effects.now)
    return try response.decoded(type, what)
  }

  /// Makes a change that GitHub may have made although its answer was lost: then `happened` looks, and only where it
  /// finds nothing the change is tried again. For a change that may be made twice, `happened` is nil at once.
  func surely<Result>(_ attempt: () throws -> Result, unless happened: () throws -> Result?) throws -> Result {
    var delays = delays[...]
    while true {
      do {
        return try attempt()
      } catch let failure as ExpectedFailure where failure.failureClass == .forgeUnavailable {
        let delay = delays.popFirst()
        if let delay { try effects.wait(delay) }
        if let result = try happened() { return result }
        if delay == nil { throw failure }
      }
    }
  }

  private func patiently<Result>(_ work: () throws -> Result) throws -> Result {
    for delay in delays {
      do {
        return try work()
      } catch let failure as ExpectedFailure where failure.failureClass == .forgeUnavailable {
        try effects.wait(delay)
      }
    }
    return try work()
  }

  private func run(_ command: Command, _ what: String) throws -> GHResponse {
    let result = try effects.run(command)
    switch result.end {
    case .exited(let status): return GHResponse(output: result.output, errors: result.errors, exit: status)
    case .outOfTime(let limit), .silent(let limit):
      throw ExpectedFailure.forgeUnavailable(what, why: "no answer within \(limit.components.seconds) s")
    case .flooded(let limit): throw ExpectedFailure.forgeUnavailable(what, why: CommandResult.floodText(limit))
    case .stopped: throw StopRequested()
    }
  }

  private func json(_ value: any Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}

private struct GraphQLAnswer<Payload: Decodable>: Decodable {
  let data: Payload
}
