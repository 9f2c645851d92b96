import KBForges

/// The headers that GitHub puts on every answer, and the bodies of its refusals.
extension GitHubService {
  /// An answer as it goes out.
  func finished(_ answer: RESTAnswer) -> GitHubReply {
    let used = counters.requests
    let time = state.frozenTime ?? WorldClock.now
    var headers = [
      "Content-Type": "application/json; charset=utf-8",
      "Date": WorldClock.http(time),
      "Server": "github.com",
      "X-GitHub-Media-Type": request.path == "graphql" ? "github.v4; format=json" : "github.v3; format=json",
      "X-GitHub-Request-Id": "KB00:\(String(used, radix: 16, uppercase: true)):0:0:0",
      "X-RateLimit-Limit": String(state.rateLimit),
      "X-RateLimit-Remaining": String(max(0, state.rateLimit - used)),
      "X-RateLimit-Reset": String(state.rateLimitReset),
      "X-RateLimit-Used": String(used),
      "X-RateLimit-Resource": request.path == "graphql" ? "graphql" : "core",
    ]
    headers.merge(answer.headers) { $1 }
    let body = Array((answer.text ?? answer.body.json).utf8)
    headers["Content-Length"] = String(body.count)
    return GitHubReply(
      response: GitHubResponse(status: answer.status, headers: headers, body: body),
      delayMilliseconds: state.latencyMilliseconds, ending: .complete)
  }

  /// The answer to a token that is none.
  static let badCredentials = RESTAnswer(
    status: 401,
    body: ["message": "Bad credentials", "documentation_url": "https://docs.github.com/rest", "status": "401"])

  /// What GitHub says when something of it fails: its API in JSON, a timed-out query in GraphQL's way, and the front
  /// end, which answers where nothing behind it does, with a page for people.
  func failure(_ status: Int) -> RESTAnswer {
    switch (status, request.path) {
    case (503, _):
      return RESTAnswer(
        status: status, body: .null, text: "<!DOCTYPE html>\n<html><title>Unicorn! &middot; GitHub</title></html>\n",
        headers: ["Content-Type": "text/html; charset=utf-8"])
    case (502...504, "graphql"):
      let message =
        "Something went wrong while executing your query. This may be the result of a timeout, or it could be a GitHub "
        + "bug. Please include `KB00:\(counters.requests)` when reporting this issue."
      return RESTAnswer(status: status, body: ["data": nil, "errors": [["message": .string(message)]]])
    case (_, _):
      return RESTAnswer(
        status: status,
        body: [
          "message": "Server Error", "documentation_url": "https://docs.github.com/rest",
          "status": .string(String(status)),
        ])
    }
  }

  /// The answer where requests come too fast, whatever is left of the hour.
  static func secondaryLimit(_ retryAfter: Int?) -> RESTAnswer {
    RESTAnswer(
      status: 403,
      body: [
        "documentation_url":
          "https://docs.github.com/free-pro-team@latest/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits",
        "message":
          "You have exceeded a secondary rate limit. Please wait a few minutes before you try again. If you reach out to GitHub Support for help, please include the request ID.",
      ],
      headers: retryAfter.map { ["Retry-After": String($0)] } ?? [:])
  }

  /// The answer where the hour's requests are used up.
  static func primaryLimit(_ state: GitHubState, _ used: Int, reset: Int) -> RESTAnswer {
    RESTAnswer(
      status: 403,
      body: [
        "message": .string(
          "API rate limit exceeded for user ID \(state.user(state.operatorLogin)?.id ?? 0). If you reach out to GitHub Support for help, please include the request ID."
        ),
        "documentation_url": "https://docs.github.com/rest/overview/rate-limits-for-the-rest-api",
        "status": "403",
      ],
      headers: [
        "X-RateLimit-Remaining": "0", "X-RateLimit-Used": String(state.rateLimit),
        "X-RateLimit-Reset": String(reset),
      ])
  }
}
