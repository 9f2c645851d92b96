import Testing
@testable import KBDomain

@Suite("Tests on the code of the base")
struct RevertCheckTests {
  private func sentence(_ files: Int, _ checks: RevertCheck.Check...) -> String {
    RevertCheck(head: "a", files: files, checks: checks).sentence { "`\($0)`" }
  }

  @Test("are told in one line: what fails as it should, what is green and proves nothing, what was red before")
  func sentences() {
    let (red, green) = (RevertCheck.Check(command: "t", isGreen: false), RevertCheck.Check(command: "l", isGreen: true))
    let before = RevertCheck.Check(command: "b", isGreen: false, wasRed: true)
    #expect(
      sentence(1, red, green)
        == "the new and changed tests (1 file), put on the base's code: `t` fails, as it should; `l` is green, too")
    #expect(
      sentence(2, green)
        == "the new and changed tests (2 files), put on the base's code: `l` is green, so it proves nothing of the change"
    )
    #expect(sentence(2, before).hasSuffix("code: `b` is as red as without them, so it says nothing"))
    #expect(sentence(0) == "no test was added or changed")
    #expect(
      RevertCheck(head: "a", blindness: "git x").sentence { "`\($0)`" }
        == "the tests were not run on the base's code: `git x`")
  }
}
