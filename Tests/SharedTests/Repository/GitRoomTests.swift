import Testing
@testable import KBFailures
@testable import KBRepository
@testable import KBSystem

@Suite("A git that finds no room")
struct GitRoomTests {
  private func code(_ errors: String) -> FailureCode? {
    Git.diskFull(CommandResult(end: .exited(.code(value: 128)), errors: errors), at: "/clone")?.code
  }

  @Test("on this machine is a low disk, which is waited for")
  func own() {
    #expect(code("error: file write error: No space left on device\nfatal: unable to write") == .diskLow)
    #expect(code("fatal: write error: Disk quota exceeded") == .diskLow)
  }

  @Test("at the other side, or for another reason, is not")
  func other() {
    #expect(code("remote: fatal: No space left on device\nfatal: early EOF") == nil)
    #expect(code("fatal: not a git repository") == nil)
  }
}
