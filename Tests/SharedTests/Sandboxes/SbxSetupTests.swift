import Foundation
import KBFailures
import KBSandboxes
import TestSupport
import Testing

@Suite("A failing check of the sandbox CLI")
struct SbxSetupTests {
  private func problems(_ name: String) throws -> [String] {
    try SbxSetup.problems(.printed(#"{"checks":[{"name":"\#(name)","status":"fail","message":"no"}]}"#))
  }

  @Test(
    "is a missing login where its name says so",
    arguments: [
      "Authentication", "Docker login", "docker_auth", "Signed in", "Sign-in", "Logged in to Docker", "Log in",
      "AUTH", "Authenticated to Docker",
    ])
  func login(name: String) {
    let failure = #expect(throws: ExpectedFailure.self) { try problems(name) }
    #expect(failure == .sandboxNotLoggedIn(why: "\(name): no"))
  }

  @Test(
    "is another problem where a word of it only looks like that",
    arguments: [
      "Image signature", "GitHub auth", "GitHub login", "github-authentication", "Signing keys", "Authority",
      "Author", "Designed install", "Assigned memory", "Blogin",
    ])
  func other(name: String) throws {
    #expect(try problems(name) == ["\(name): no"])
  }
}
