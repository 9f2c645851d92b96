import Shared
import Testing

@testable import Supervisor

@Suite("A machine stays awake")
struct StayAwakeTests {
  @Test("on a Mac for as long as kb lives, and elsewhere nothing is started")
  func command() {
    let mac = StayAwake.command(on: "macOS", pid: 4711)
    #expect(mac?.program == "caffeinate" && mac?.arguments == ["-i", "-w", "4711"])
    #expect(StayAwake.command(on: "Linux", pid: 4711) == nil)
  }
}
