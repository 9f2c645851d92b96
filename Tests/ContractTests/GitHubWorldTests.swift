import TestSupport
import Testing

/// The emulated API by itself.
struct GitHubWorldTests {
  @Test func `answers exactly the selected fields`() throws {
    let fixture = try WorldFixture()
    let answer = try fixture.graphQL(
      """
      query Look($n: Int!) {
        repository(owner: "OCTO", name: "widgets") { prd: issue(number: $n) { title ...more } nameWithOwner }
      }
      fragment more on Issue { number labels(first: 5) { nodes { name } } subIssues(first: 1) {
        totalCount nodes { number parent { number } } pageInfo { hasNextPage } } }
      """, ["n": .int(fixture.prd)])
    #expect(
      answer["data"].json == #"{"repository":{"nameWithOwner":"octo/widgets","prd":{"labels":{"nodes":[{"name":"PRD"},"#
        + #"{"name":"ready-for-agent"}]},"number":1,"subIssues":{"nodes":[{"number":2,"parent":{"number":1}}],"#
        + #""pageInfo":{"hasNextPage":true},"totalCount":2},"title":"Sort the widgets"}}}"#)
  }
}
