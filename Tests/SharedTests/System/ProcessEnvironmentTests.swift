import Foundation
import TestSupport
import Testing
@testable import KBSystem

@Suite("The environment of what krutrimbox starts")
struct ProcessEnvironmentTests {
  @Test("names no repository, author or committer to git, and is otherwise the operator's")
  func withheld() {
    let kept = ["PATH": "/bin", "GIT_CONFIG_GLOBAL": "/g", "GIT_CONFIG_COUNT": "0", "GIT_SSH_COMMAND": "ssh -v"]
    let withheld = ["GIT_DIR": "/r", "GIT_AUTHOR_NAME": "M", "GIT_AUTHOR_DATE": "1", "GIT_COMMITTER_EMAIL": "m@x"]
    #expect(ProcessEnvironment.withoutRepository(kept.merging(withheld) { $1 }) == kept)
  }

  @Test("looks for programs in absolute folders alone: programs are started in folders that agents write")
  func absoluteFolders() {
    #expect(ProcessEnvironment.absolute("./bin:/usr/bin::node_modules/.bin:/bin:") == "/usr/bin:/bin")
    #expect(ProcessEnvironment.absolute(":") == "")
  }

  @Test("lacks all that git itself takes out for another repository, but the configuration that people set")
  func gitsOwnList() throws {
    let git = ShortCommand(
      ["git", "rev-parse", "--local-env-vars"], environment: ["PATH": "/usr/local/bin:/usr/bin:/bin"])
    let names = git.run().text.split(separator: "\n").map(String.init)
    #expect(names.contains("GIT_DIR"))
    let all = Dictionary(uniqueKeysWithValues: names.map { ($0, "x") })
    #expect(ProcessEnvironment.withoutRepository(all).keys.sorted() == ["GIT_CONFIG_COUNT"])
  }
}
