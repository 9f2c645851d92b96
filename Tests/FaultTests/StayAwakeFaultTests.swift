import Foundation
import KBSystem
import TestSupport
import Testing

@Suite(
  "What keeps the machine awake", .onOwnThread, .enabled(if: Platform.name == "Linux", "no systemd-inhibit there"),
  .stage)
struct StayAwakeFaultTests {
  private let stage = FactoryStage.current

  private func install(_ script: String) throws {
    try? FileManager.default.removeItem(atPath: stage.root + "/bin/systemd-inhibit")
    try stage.writeProgram("bin/systemd-inhibit", "#!/bin/sh\nOUT=\(stage.root)\n\(script)\n")
  }

  /// As the real one: runs the command behind the flags, and ends with it.
  private static let inhibitor = """
    echo "$*" > $OUT/inhibited
    while [ "${1#--}" != "$1" ]; do shift; done
    "$@"
    touch $OUT/released
    """

  @Test("ends with the run", arguments: [false, true])
  func ends(killed: Bool) async throws {
    try install(Self.inhibitor)
    let prd = try stage.repository.addPRD("Import")
    let script = killed ? "double: hang" : "double: write parse.txt yes"
    try stage.repository.addSubIssue(of: prd, "Parse", body: script)
    let run = try BackgroundRun(stage)
    #expect(await eventually { Files.text(stage.root + "/inhibited")?.contains("--mode=block") == true })
    if killed {
      #expect(await eventually { stage.sessionCount == 1 })
      #expect(!Files.exists(stage.root + "/released"))
      run.signal(SIGKILL)
    }
    let end = await run.end
    #expect(killed || end == .success)
    #expect(await eventually { Files.exists(stage.root + "/released") })
    #expect(await eventually { stage.areClaimsFree })
  }

  @Test(
    "changes nothing where it fails at once or hangs", arguments: ["echo denied >&2; exit 1", "read x < $OUT/hang"])
  func fails(script: String) async throws {
    try install("\(script); touch $OUT/over")
    try stage.run(["mkfifo", stage.root + "/hang"])
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write parse.txt yes")
    let run = await stage.kbRun()
    #expect(run.ending(of: prd) == "delivered", "\(run)")
    #expect(
      !run.result.errorText.contains("denied") && !run.result.errorText.contains("KB-"), "\(run.result.errorText)")
    guard script.contains("hang") else { return }
    #expect(!Files.exists(stage.root + "/over"))
    try stage.run(["sh", "-c", "echo > \(stage.root)/hang"])
    #expect(await eventually { Files.exists(stage.root + "/over") })
  }
}
