import KBSystem
import Testing
@testable import Supervisor

@Suite("A machine stays awake")
struct StayAwakeTests {
  @Test("on a Mac and on Linux for as long as kb lives, and elsewhere nothing is started")
  func command() {
    let mac = StayAwake.command(on: "macOS", pid: 4711)
    #expect(mac?.program == "caffeinate" && mac?.arguments == ["-i", "-w", "4711"])
    let linux = StayAwake.command(on: "Linux", pid: 4711)
    #expect(linux?.program == "systemd-inhibit" && linux?.arguments.last == "cat" && linux?.input == .heldOpen)
    #expect(linux?.arguments.contains("--what=sleep:idle") == true)
    #expect(StayAwake.command(on: "Plan 9", pid: 4711) == nil)
  }
}
