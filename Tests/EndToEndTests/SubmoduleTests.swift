import Foundation
import TestSupport
import Testing

@Suite("Work in a submodule", .stage)
struct SubmoduleTests {
  private let stage = FactoryStage.current

  @Test("stops the issue where only the sandbox has it, and is taken without a session once it is pushed")
  func isNotLost() async throws {
    let library = stage.root + "/library.git"
    try stage.run(["git", "init", "-q", "--bare", library])
    try stage.run(["git", "clone", "-q", library, stage.root + "/library"])
    try stage.run(["git", "commit", "-q", "--allow-empty", "-m", "first"], in: stage.root + "/library")
    try stage.run(["git", "push", "-q", "origin", "HEAD:main"], in: stage.root + "/library")
    try stage.run(["git", "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", library, "lib"])
    try stage.run(["git", "commit", "-q", "-m", "Use the library"])
    try stage.run(["git", "push", "-q", "origin", "HEAD:main"])
    let prd = try stage.repository.addPRD("Import")
    let issue = try stage.repository.addSubIssue(
      of: prd, "Parse",
      body: """
        double: run git -c protocol.file.allow=always submodule update -q --init
        double: run cd lib && echo fix >fix.txt && git add . && git -c user.name=a -c user.email=a@b commit -qm fix
        double: write x.txt x
        """)

    let run = await stage.kbRun("--sandbox", "local")

    #expect(run.code(of: prd) == "KB-R014", "\(run)")
    #expect(try !stage.repository.hasBranch(stage.branch(of: prd)))
    let told = try #require(try stage.ownComments(on: issue).only)
    #expect(told.contains("KB-R014") && told.contains("lib"))

    let sandbox = try #require(try FileManager.default.contentsOfDirectory(atPath: stage.state + "/sandboxes").only)
    let inside = "\(stage.state)/sandboxes/\(sandbox)/clone/lib"
    try stage.run(["git", "push", "-q", "origin", "HEAD:refs/heads/fix"], in: inside)
    let again = await stage.kbRun("--sandbox", "local")

    #expect(again.ending(of: prd) == "delivered", "\(again)")
    #expect(stage.sessionCount == 2)
    let link = try stage.run(["git", "--git-dir", stage.origin, "rev-parse", "\(stage.branch(of: prd)):lib"])
    #expect(try link == stage.run(["git", "--git-dir", library, "rev-parse", "fix"]))
  }
}
