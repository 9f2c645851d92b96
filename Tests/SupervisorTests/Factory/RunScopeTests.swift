import KBDomain
import KBFailures
import Testing
@testable import Supervisor

@Suite("Which repositories a run is about")
struct RunScopeTests {
  private static func names(_ text: String) -> [RepositoryIdentity] {
    text.split(separator: " ").compactMap { RepositoryIdentity(fullName: String($0)) }
  }

  private static func request(repos: String = "", prds: String = "") -> RunRequest {
    var request = RunRequest()
    request.repositories = names(repos)
    request.prds = prds.split(separator: " ").compactMap { PRDName(String($0)) }
    return request
  }

  @Test(
    "the flags, else the clone, else the list",
    arguments: [
      ("", "", RunScope.Place.clone, "a/b", nil),
      ("", "", .elsewhere, "a/b a/c", "a/b a/c"),
      ("a/x", "", .clone, "a/b", "a/x"),
      ("a/x A/X a/y", "", .elsewhere, "", "a/x a/y"),
      ("", "a/x#1 a/y#1", .clone, "", "a/x a/y"),
      ("a/x", "3", .elsewhere, "a/b", "a/x"),
      ("", "3", .elsewhere, "a/b", "a/b"),
    ] as [(String, String, RunScope.Place, String, String?)])
  func scope(repos: String, prds: String, place: RunScope.Place, configured: String, wanted: String?) throws {
    let scope = try RunScope(Self.request(repos: repos, prds: prds), place, configured: Self.names(configured))
    #expect(scope == wanted.map { .named(Self.names($0)) } ?? .here)
  }

  @Test("none where there is neither a clone nor a name")
  func none() throws {
    #expect(try RunScope(Self.request(), .elsewhere, configured: []) == nil)
  }

  @Test(
    "what is not clear is refused",
    arguments: [
      ("a/x a/y", "1", FailureCode.prdOfNoRepository), ("", "1 a/x#2", .prdOfNoRepository),
      ("a/x ghe.example.com/a/x", "", .sameNameOnTwoHosts), ("a/y", "a/x#1", .badArgument),
    ])
  func refused(repos: String, prds: String, code: FailureCode) {
    let failure = #expect(throws: ExpectedFailure.self) {
      try RunScope(Self.request(repos: repos, prds: prds), .elsewhere, configured: [])
    }
    #expect(failure?.code == code)
  }

  @Test("numbers belong to their repository")
  func numbers() {
    let request = Self.request(prds: "a/x#1 a/y#1 a/y#2")
    #expect(Self.names("a/x a/y a/z").map { request.prds(of: $0) } == [[1], [1, 2], nil])
    #expect(Self.request(repos: "a/x", prds: "7").prds(of: Self.names("a/x")[0]) == [7])
    #expect(Self.request(repos: "a/x").prds(of: Self.names("a/x")[0]) == [])
  }
}
