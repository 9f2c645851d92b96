#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBFailures
import KBForges
import KBSystem
import Testing

@Suite("gh calls and their output")
struct GHTests {
  @Test("a request is an argv without text from outside")
  func argv() {
    let command = GH.api(.patch, "repos/o/r/issues/1", body: #"{"body":"--method DELETE"}"#, host: "ghe.example.org")
    #expect(
      command.arguments == [
        "api", "-i", "--hostname", "ghe.example.org", "-X", "PATCH", "--input", "-", "repos/o/r/issues/1",
      ])
    #expect(command.input == .text(#"{"body":"--method DELETE"}"#))
    #expect(command.limit == .seconds(60))
    #expect(command.environment["GH_PROMPT_DISABLED"] == "1")
    #expect(GH.api(.get, "user", host: "github.com").arguments == ["api", "-i", "--hostname", "github.com", "user"])
  }

  @Test("what stands in a path ends no part of it and is no placeholder of gh")
  func coding() {
    #expect(GH.percentCoded("a:b/c?d&e {owner}é\n") == "a%3Ab%2Fc%3Fd%26e%20%7Bowner%7D%C3%A9%0A")
  }

  @Test(
    "status, headers and body are told apart",
    arguments: [
      ("HTTP/2.0 200 OK\nA: 1\r\n\r\n{}", 200, "1", "{}"),
      ("HTTP/1.1 502 Bad Gateway\r\na: 1\r\n\r\n<html>\r\n\r\nx", 502, "1", "<html>\r\n\r\nx"),
      ("HTTP/2.0 204 No Content\nA: 1\r\nA: 2\r\n\r\n", 204, "1, 2", ""),
      ("HTTP/2.0 200\nA: x: y\r\n", 200, "x: y", ""),
      ("HTTP/2.0 200 OK\nnonsense\r\nA:1\r\n\r\nHTTP/2.0 500 X\n", 200, "1", "HTTP/2.0 500 X\n"),
    ])
  func parsing(output: String, status: Int, header: String, body: String) {
    let response = GHResponse(output: output)
    #expect(response.status == status)
    #expect(response.headers["a"] == header)
    #expect(response.body == body)
  }

  @Test("what is no answer has no status", arguments: ["", "\n", "{}", "HTTP/2.0", "HTTP/2.0 abc", "HTTP/2 99 x", "🙃"])
  func noAnswer(output: String) {
    #expect(GHResponse(output: output).status == nil)
  }
}

@Suite("what an answer of GitHub means")
struct GHVerdictTests {
  private let now = Date(timeIntervalSince1970: 1_000_000)

  private func verdict(_ response: GHResponse) -> ExpectedFailure? {
    failure { try response.granted("read PRD #12", host: "github.com", now: now) }
  }

  private func response(_ status: Int, _ body: String = "", _ headers: String = "") -> GHResponse {
    GHResponse(output: "HTTP/2.0 \(status) X\n\(headers)\r\n\(body)", exit: .code(value: 1))
  }

  @Test(
    "each refusal has its code",
    arguments: [
      (301, FailureCode.forgeNotFound), (307, .forgeNotFound), (401, .forgeNotLoggedIn), (403, .forgeForbidden),
      (404, .forgeNotFound), (408, .forgeUnavailable), (409, .forgeInvalid), (410, .forgeInvalid),
      (422, .forgeInvalid), (429, .forgeRateLimited), (500, .forgeUnavailable), (502, .forgeUnavailable),
      (503, .forgeUnavailable),
    ])
  func refusals(status: Int, code: FailureCode) {
    #expect(verdict(response(status))?.code == code)
    #expect(verdict(response(status, "<html>Unicorn!"))?.code == code)
  }

  @Test("a success is no failure")
  func success() {
    #expect(verdict(response(200)) == nil)
    #expect(verdict(response(204)) == nil)
  }

  @Test("GitHub's own words and what was being done are in the failure")
  func words() {
    let body = #"""
      {"message":"Validation Failed","errors":[{"resource":"PullRequest","code":"custom","message":"A pull request \#
      already exists for o:b."},{"resource":"Label","field":"name","code":"already_exists"},"plain"]}
      """#
    let failure = verdict(response(422, body))
    #expect(failure?.what.contains("read PRD #12") == true)
    #expect(failure?.why?.contains("Validation Failed: A pull request") == true)
    #expect(failure?.why?.contains("Label name already_exists") == true)
    #expect(failure?.why?.contains("plain") == true)
  }

  @Test(
    "a rate limit is over when GitHub says; by its own clock, and only where it says so",
    arguments: [
      (403, "{}", "Retry-After: 30\r\nX-Ratelimit-Remaining: 0\r\nX-Ratelimit-Reset: 1003600\r\n", 30.0),
      (403, "{}", "X-Ratelimit-Remaining: 0\r\nX-Ratelimit-Reset: 1003600\r\n", 3600.0),
      // GitHub's clock says 1000200: this one is 200 seconds behind.
      (
        403, "{}",
        "Date: Mon, 12 Jan 1970 13:50:00 GMT\r\nX-Ratelimit-Remaining: 0\r\nX-Ratelimit-Reset: 1000500\r\n", 300.0
      ),
      (429, "{}", "X-Ratelimit-Remaining: 0\r\nX-Ratelimit-Reset: 999999\r\n", nil),
      (403, "{}", "X-Ratelimit-Remaining: 0\r\nX-Ratelimit-Reset: soon\r\n", nil),
      (403, #"{"message":"You have exceeded a secondary rate limit."}"#, "X-Ratelimit-Remaining: 4000\r\n", nil),
      (422, #"{"message":"was submitted too quickly"}"#, "", nil),
      (429, "<html>", "Retry-After: x\r\n", nil), (429, "<html>", "Retry-After: inf\r\n", nil),
      (429, "<html>", "Retry-After: 0\r\n", nil),
      (429, "<html>", "X-Ratelimit-Remaining: 0\r\nX-Ratelimit-Reset: 1e400\r\n", nil),
    ] as [(Int, String, String, Double?)])
  func limits(status: Int, body: String, headers: String, seconds: Double?) {
    let failure = verdict(response(status, body, headers))
    #expect(failure?.code == .forgeRateLimited)
    #expect(failure?.until == seconds.map { now.addingTimeInterval($0) })
  }

  @Test("403 with budget left is a refusal")
  func forbidden() {
    let headers = "X-Ratelimit-Remaining: 4999\r\nX-Ratelimit-Reset: 1003600\r\n"
    #expect(verdict(response(403, #"{"message":"Must have admin rights"}"#, headers))?.code == .forgeForbidden)
  }

  @Test(
    "single sign-on names the address that GitHub gives, and no other",
    arguments: [
      (403, "https://github.com/orgs/acme/sso?authorization_request=A1", true),
      (404, "https://github.com/orgs/acme/sso?authorization_request=A1", true),
      (403, "https://example.org/orgs/acme/sso", false), (403, "https://github.com/\u{1B}[31m", false),
    ])
  func singleSignOn(status: Int, address: String, isNamed: Bool) {
    let failure = verdict(response(status, "{}", "X-GitHub-SSO: required; url=\(address)\r\n"))
    #expect(failure?.code == .forgeSingleSignOn)
    #expect(failure?.fix.contains(address) == isNamed)
    #expect(failure?.fix.contains("gh auth refresh --hostname github.com") == true)
    #expect(verdict(response(200, "{}", "X-GitHub-SSO: partial-results; organizations=1\r\n")) == nil)
  }

  @Test("a token without a permission is told the one that GitHub names")
  func permission() {
    let body = #"{"message":"Resource not accessible by personal access token"}"#
    let failure = verdict(response(403, body, "X-Accepted-GitHub-Permissions: issues=write; contents=write\r\n"))
    #expect(failure?.code == .forgePermissionMissing)
    #expect(failure?.fix.contains("issues=write; contents=write") == true)
    let scope = GHResponse(
      output: "HTTP/2.0 404 Not Found\n\r\n{\"message\":\"Not Found\"}",
      errors: "gh: Not Found (HTTP 404)\ngh: This API operation needs the \"repo\" scope. To request it, run:  gh auth "
        + "refresh -h github.com -s repo\n", exit: .code(value: 1))
    #expect(verdict(scope)?.code == .forgePermissionMissing)
  }

  @Test(
    "no answer is told by gh's exit status and words",
    arguments: [
      (4, "To get started with GitHub CLI, please run:  gh auth login", FailureCode.forgeNotLoggedIn),
      (1, "To get started with GitHub CLI, please run:  gh auth login", .forgeNotLoggedIn),
      (1, "Post \"https://api.github.com/graphql\": EOF", .forgeUnavailable),
      (1, "error connecting to api.github.com", .forgeUnavailable),
      (1, "", .forgeUnavailable),
      (1, "unknown flag: --hostname", .forgeAnswerUnreadable),
      (0, "", .forgeAnswerUnreadable),
    ])
  func unanswered(exit: Int32, errors: String, code: FailureCode) {
    #expect(verdict(GHResponse(output: "", errors: errors, exit: .code(value: exit)))?.code == code)
  }
}
