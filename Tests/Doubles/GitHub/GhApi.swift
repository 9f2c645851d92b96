import Foundation
import TestSupport

/// `gh api`.
struct GhApi {
  let context: GhProgram.Context

  /// Performs the request and ends the process as `gh` does.
  func run(_ words: [String]) throws -> Never {
    let arguments = try GhApiArguments(words)
    guard try arguments.host == context.world.state.host ?? "github.com" else {
      throw GhUsageError(
        "error connecting to \(arguments.host)\ncheck your internet connection or https://githubstatus.com")
    }
    guard let token = try context.token() else { GhProgram.end(4, errors: GhProgram.loginNeeded) }
    var request = try request(arguments, token: token)
    for _ in 0..<10 {
      let reply = try context.world.respond(to: request)
      usleep(useconds_t(reply.delayMilliseconds * 1000))
      guard reply.ending == .complete, let next = redirected(request, reply.response, arguments) else {
        deliver(reply, for: request, arguments)
      }
      request = next
    }
    throw GhUsageError("Get \"https://api.github.com/\(request.path)\": stopped after 10 redirects")
  }

  private func request(_ arguments: GhApiArguments, token: String) throws -> GitHubRequest {
    var headers = ["Authorization": "token \(token)", "Content-Type": "application/json; charset=utf-8"]
    headers.merge(arguments.headers) { $1 }
    let hasBody = !arguments.fields.isEmpty || arguments.input != nil
    let method = (arguments.method ?? (hasBody ? "POST" : "GET")).uppercased()
    var target = arguments.path
    var body: [UInt8] = []
    if let input = arguments.input {
      body = try GhInput.read(input)
      target = Self.adding(arguments.fields, to: target)
    } else if method == "GET" {
      target = Self.adding(arguments.fields, to: target)
    } else if !arguments.fields.isEmpty {
      let isGraphQL = arguments.path == "graphql"
      body = Array((isGraphQL ? arguments.fields.graphQLBody : arguments.fields.object).json.utf8)
    }
    return GitHubRequest(method: method, target: target, headers: headers, body: body)
  }

  private static func adding(_ fields: GhFields, to target: String) -> String {
    fields.isEmpty ? target : target + (target.contains("?") ? "&" : "?") + fields.query
  }

  /// The request that follows a redirect. A body read from a file can't be sent again: `gh` shows the redirect then.
  private func redirected(
    _ request: GitHubRequest, _ response: GitHubResponse, _ arguments: GhApiArguments
  ) -> GitHubRequest? {
    guard [301, 302, 307, 308].contains(response.status), let location = response.headers["Location"] else {
      return nil
    }
    let keepsMethod = response.status >= 307
    if keepsMethod && arguments.input != nil { return nil }
    let target = location.replacingOccurrences(of: "https://api.github.com/", with: "")
    return GitHubRequest(
      method: keepsMethod || request.method == "HEAD" ? request.method : "GET", target: target,
      headers: request.headers, body: keepsMethod ? request.body : [])
  }

  private func deliver(_ reply: GitHubReply, for request: GitHubRequest, _ arguments: GhApiArguments) -> Never {
    let head = arguments.isIncluded ? GhOutput.head(of: reply.response, version: httpVersion) : []
    switch reply.ending {
    case .hung: Hang.forEver()
    case .lost:
      let verb = request.method.prefix(1) + request.method.dropFirst().lowercased()
      GhProgram.end(1, errors: "\(verb) \"https://api.github.com/\(request.target)\": EOF\n")
    case .cut(let count):
      // Only what `gh` looks into is read to its end before it is shown.
      let isWhole = request.path == "graphql" || reply.response.status >= 400
      let shown = isWhole || arguments.isSilent ? [] : GhSanitizer.cutBody(Array(reply.response.body.prefix(count)))
      GhProgram.end(1, out: head + shown, errors: "unexpected EOF\n")
    case .complete: deliverWhole(reply.response, head: head, for: request, arguments)
    }
  }

  private func deliverWhole(
    _ response: GitHubResponse, head: [UInt8], for request: GitHubRequest, _ arguments: GhApiArguments
  ) -> Never {
    let isJSON = response.headers["Content-Type"]?.contains("json") == true
    let body = isJSON ? GhSanitizer.body(response.body) : response.body
    let out = head + (arguments.isSilent ? [] : body)
    guard isJSON, request.path == "graphql" || response.status >= 400 else {
      GhProgram.end(
        response.status > 299 ? 1 : 0, out: out, errors: response.status > 299 ? "gh: HTTP \(response.status)\n" : "")
    }
    guard let message = GhOutput.message(in: body, status: response.status) else {
      GhProgram.end(1, out: head, errors: GhOutput.invalidJSON(body) + "\n")
    }
    if !message.isEmpty { GhProgram.end(1, out: out, errors: "gh: \(message)\n") }
    GhProgram.end(
      response.status > 299 ? 1 : 0, out: out, errors: response.status > 299 ? "gh: HTTP \(response.status)\n" : "")
  }

  private var httpVersion: String { (try? context.world.state.httpVersion) ?? "HTTP/2.0" }
}
