import Testing
@testable import KBRepository

@Suite("The origin that a sandbox sees")
struct OriginURLTests {
  @Test(
    "has no credentials",
    arguments: [
      ("https://user:token@github.com/o/r.git", "https://github.com/o/r.git"),
      ("https://ghp_token@github.com/o/r", "https://github.com/o/r"),
      ("HTTP://a:b@c@host/x@y", "HTTP://host/x@y"), ("https://github.com/o/r@v", "https://github.com/o/r@v"),
      ("ssh://git:secret@host:22/o/r", "ssh://git@host:22/o/r"), ("git@github.com:o/r.git", "git@github.com:o/r.git"),
      ("/srv/o r.git", "/srv/o r.git"), ("file:///srv/r", "file:///srv/r"),
    ])
  func stripped(_ given: String, _ expected: String) {
    #expect(OriginURL.withoutCredentials(given) == expected)
  }
}
