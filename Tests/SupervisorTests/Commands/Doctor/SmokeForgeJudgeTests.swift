import KBDomain
import KBFailures
import KBForges
import KBSystem
import Testing
@testable import Supervisor

@Suite("The smoke test judges what GitHub may be used for from inside")
struct SmokeForgeJudgeTests {
  private let judge = SmokeForgeJudge(repository: RepositoryIdentity(host: "github.com", owner: "acme", name: "webapp"))
  private let listed = CommandResult(end: .exited(.success), output: "0123\tHEAD\n")

  private func failed(_ errors: String, _ status: Int32 = 128) -> CommandResult {
    CommandResult(end: .exited(.code(value: status)), errors: errors)
  }

  /// What `gh api -i` prints, below a notice of the sandbox's.
  private func response(_ status: String, scopes: String? = nil) -> GHResponse? {
    let header = scopes.map { "X-Oauth-Scopes: \($0)\r\n" } ?? ""
    return SmokeForgeJudge.response(
      CommandResult(
        end: .exited(.success), output: "A new version is available\nHTTP/2.0 \(status)\n\(header)Date: now\r\n\r\n{}"))
  }

  private func outcome(_ body: () throws -> String) -> String {
    do {
      _ = try body()
      return "ok"
    } catch let failure as ExpectedFailure {
      return failure.code.rawValue
    } catch is SmokeSkip {
      return "skipped"
    } catch {
      return "\(error)"
    }
  }

  @Test("reading: by gh, by git, by neither")
  func read() {
    let lost = failed("fatal: could not read Username for 'https://github.com': terminal prompts disabled")
    #expect(outcome { try judge.read(response("200 OK"), listed) } == "ok")
    #expect(outcome { try judge.read(response("200 OK"), lost) } == "ok")
    #expect(outcome { try judge.read(response("404 Not Found"), listed) } == "ok")
    #expect(outcome { try judge.read(response("404 Not Found"), lost) } == "KB-S015")
    #expect(outcome { try judge.read(SmokeForgeJudge.response(failed("env: gh: not found", 127)), lost) } == "KB-S015")
    #expect(outcome { try judge.read(nil, lost) } == "KB-S015")
  }

  // GitHub's and git's words: docs.github.com "Error: Permission to user/repo denied to user/other-repo",
  // git's http.c (`The requested URL returned error`), credential.c (`could not read Username`).
  @Test(
    "writing: refused, possible, or not to be known",
    arguments: [
      (
        "remote: Write access to repository not granted.\nfatal: unable to access: The requested URL returned error: 403",
        nil, "ok"
      ),
      ("remote: Permission to acme/webapp.git denied to alice.", nil, "ok"),
      ("fatal: could not read Username for 'https://github.com': terminal prompts disabled", nil, "ok"),
      ("remote: Write access to repository not granted.", "read:org, gist", "ok"),
      ("remote: Write access to repository not granted.", "read:org, repo", "KB-S016"),
      ("remote: Write access to repository not granted.", "public_repo", "KB-S016"),
      ("fatal: unable to access: Could not resolve host: github.com", nil, "skipped"),
      ("fatal: unable to access: Could not resolve host: github.com", "repo", "KB-S016"),
      ("", nil, "skipped"),
    ] as [(String, String?, String)])
  func write(errors: String, scopes: String?, wanted: String) {
    #expect(outcome { try judge.write(response("200 OK", scopes: scopes), failed(errors)) } == wanted)
  }

  // git's connect.c and transport.c.
  @Test(
    "of git's lines the one is shown that tells why",
    arguments: [
      (
        "fatal: '/nowhere.git' does not appear to be a git repository\nfatal: Could not read from remote repository.\n\n"
          + "Please make sure you have the correct access rights\nand the repository exists.\n",
        "fatal: '/nowhere.git' does not appear to be a git repository"
      ),
      ("fatal: Could not read from remote repository.\n", "fatal: Could not read from remote repository."),
      ("", "there was no answer"),
    ])
  func telling(errors: String, line: String) {
    let skip = #expect(throws: SmokeSkip.self) { try judge.write(nil, failed(errors)) }
    #expect(skip?.text.hasSuffix(": \(line)") == true, "\(skip?.text ?? "")")
  }

  @Test("a push that would be let in is found, whatever the scopes say")
  func push() {
    #expect(outcome { try judge.write(response("200 OK", scopes: "gist"), listed) } == "KB-S016")
    #expect(outcome { try judge.write(nil, listed) } == "KB-S016")
  }
}
