import TestSupport
import Testing
@testable import KBSystem

@Suite("The program's code in memory")
struct ProgramTextTests {
  @Test("is what files hold, can be run and can't be written")
  func ranges() {
    let maps = """
      55d0c0a00000-55d0c0a26000 r--p 00000000 fe:00 1 /usr/bin/kb-worker
      55d0c0a26000-55d0c0b00000 r-xp 00026000 fe:00 1 /usr/bin/kb worker (deleted)
      55d0c0b00000-55d0c0b10000 rwxp 00100000 fe:00 1 /usr/bin/kb-worker
      55d0c1000000-55d0c1100000 rw-p 00000000 00:00 0 [heap]
      7ffc00000000-7ffc00001000 r-xp 00000000 00:00 0 [vdso]
      7f0000000000-7f0000001000 r-xp 00000000 00:00 0
      nonsense
      """
    #expect(ProgramText.executable(in: maps) == [0x55d0_c0a2_6000..<0x55d0_c0b0_0000])
  }

  #if os(Linux)
    @Test("is given back, and the process goes on with what it needs of it")
    func released() throws {
      let result = ShortCommand([BuiltProducts.path("Doubles"), "text-release"], environment: [:]).run()
      let words = result.text.split(whereSeparator: \.isWhitespace)
      try #require(result.status == 0 && words.count == 3, "\(result.text)\(result.errorText)")
      let (before, after) = (try #require(Int(words[0])), try #require(Int(words[1])))
      #expect(0 < after && after < before, "\(result.text)")
      #expect(words[2] == "here")
    }
  #endif
}
