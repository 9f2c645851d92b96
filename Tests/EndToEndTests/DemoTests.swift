import KBSystem
import TestSupport
import Testing

@Suite("kb demo", .onOwnThread, .stage)
struct DemoTests {
  private let stage = FactoryStage.current

  /// The demo in a folder of its own, with a home that has no git identity and no login.
  private func demo(_ stage: FactoryStage) -> (folder: String, result: ShortCommand.Result) {
    let folder = stage.root + "/try it"
    let path = stage.root + "/odd:\(ToolPath.system)"
    var command = ShortCommand(
      [BuiltProducts.path("kb"), "demo", folder, "--pace", "0.01"],
      environment: ["PATH": path, "HOME": stage.root + "/nobody"], directory: stage.root)
    command.limitMilliseconds = 600_000
    return (folder, command.run())
  }

  private func git(_ folder: String, _ arguments: String...) -> String {
    ShortCommand(["git", "-C", folder + "/webapp"] + arguments, environment: ["PATH": "/usr/bin:/bin"]).run().text
  }

  @Test(
    "ends with three pull requests, one PRD each that is paused, blocked and failed, and leaves the clone as it was")
  func delivers() throws {
    let (folder, result) = demo(stage)

    #expect(result.status == 0, "\(result.text)\(result.errorText)")
    #expect(result.text.contains("3 delivered, 1 paused, 1 blocked, 1 failed"))
    let pulls = Files.names(in: folder + "/webapp/.git/krutrimbox/forge/pulls")
    #expect(["100001.json", "100011.json", "100022.json"].allSatisfy(pulls.contains))
    #expect(git(folder, "log", "--format=%s", "refs/remotes/origin/main").contains("Begin with a plan"))
    let branches = git(folder, "ls-remote", "origin")
    #expect([1, 6, 11, 18, 22].allSatisfy { branches.contains("refs/heads/krutrimbox/prd-\($0)\n") })
    #expect(git(folder, "status", "--porcelain") == "")
  }

  @Test("leaves commands that work as they are printed")
  func nextSteps() throws {
    let (folder, result) = demo(stage)
    let enter = ". '\(folder)/enter.sh'"
    #expect(result.text.contains("In a second terminal: \(enter) && kb workers --watch"), "\(result.text)")

    let script = """
      set -e
      \(enter)
      kb workers; kb logs 18; kb report
      issue=$(echo .krutrimbox/issues/8-*.md)
      awk '{ print } /^parent: 6/ { print "state: closed" }' "$issue" > edited
      mv edited "$issue"
      kb run --prd 6
      """
    var command = ShortCommand(
      ["sh", "-c", script], environment: ["PATH": ToolPath.system, "HOME": stage.root + "/nobody"],
      directory: "/")
    command.limitMilliseconds = 600_000
    let next = command.run()

    #expect(next.status == 0, "\(next.text)\(next.errorText)")
    #expect(next.text.contains("the demo agent was told to fail"))
    #expect(next.text.contains("3 delivered, 1 paused, 1 blocked, 1 failed"))
    #expect(next.text.contains("1 PRD in") && next.text.contains("1 delivered"))
  }

  @Test("is no success when a PRD comes out otherwise")
  func failsHonestly() throws {
    // An origin that refuses every push of a PRD Branch.
    try stage.writeProgram(
      "odd/git",
      """
      #!/bin/sh
      case "$*" in *push*--porcelain*) printf '!\\tx:y\\t[remote rejected]\\n'; exit 1 ;; esac
      exec /usr/bin/git "$@"

      """)

    let (_, result) = demo(stage)

    #expect(result.status == 1, "\(result.text)")
    #expect(result.errorText.contains("not as it should"))
  }
}
