import TestSupport
import Testing
@testable import KBFailures
@testable import KBRepository
@testable import KBSystem

@Suite("A merge without a working tree")
struct MergedTreeTests {
  private func git(_ effects: ScriptedEffects) -> PlainGit {
    PlainGit(folder: "/state/tmp", objects: "/clone/.git/objects", effects: effects)
  }

  private func merged(_ result: CommandResult) throws -> String? {
    let effects = ScriptedEffects()
    effects.on("merge-tree --write-tree a b", give: result)
    return try git(effects).mergedTree(of: "a", "b")
  }

  private func ended(_ status: Int32, _ output: String, _ errors: String = "") -> CommandResult {
    CommandResult(end: .exited(.code(value: status)), output: output, errors: errors)
  }

  @Test("is a tree, or nothing where there is a conflict")
  func answers() throws {
    #expect(try merged(.printed("0a1b\n")) == "0a1b")
    #expect(try merged(ended(1, "0a1b\n100644 1 1\tfile.txt\n\nCONFLICT (content)\n")) == nil)
  }

  @Test(
    "does not pass for a conflict where git had no room, or failed",
    arguments: [
      (128, "", "fatal: unable to write loose object file: No space left on device", FailureCode.diskLow),
      (1, "", "error: unable to write file: No space left on device", .diskLow),
      (128, "", "fatal: bad object b", .gitFailed), (1, "", "merge-tree: b - not something we can merge", .gitFailed),
      (0, "", "", .gitFailed),
    ])
  func failures(status: Int32, output: String, errors: String, code: FailureCode) {
    let failure = #expect(throws: ExpectedFailure.self) { try merged(ended(status, output, errors)) }
    #expect(failure?.code == code)
  }

  private func conflicts(_ result: CommandResult) throws -> [String] {
    let effects = ScriptedEffects()
    effects.on("merge-tree --write-tree --name-only --no-messages -z a b", give: result)
    return try git(effects).conflicts(between: "a", "b")
  }

  @Test("names the files in conflict, and none where git can't tell")
  func files() throws {
    let tree = String(repeating: "0a", count: 20)
    #expect(try conflicts(ended(1, "\(tree)\0a b.txt\0c\nd\0")) == ["a b.txt", "c\nd"])
    #expect(try conflicts(.printed("\(tree)\0")) == [])
    #expect(try conflicts(ended(1, "")) == [])
    #expect(try conflicts(ended(1, "", "merge-tree: b - not something we can merge")) == [])
    #expect(try conflicts(ended(129, "", "usage: git merge-tree <base-tree> <branch1> <branch2>")) == [])
    #expect(throws: StopRequested.self) { try conflicts(CommandResult(end: .stopped)) }
  }

  @Test("ends with the run")
  func stopped() {
    #expect(throws: StopRequested.self) { try merged(CommandResult(end: .stopped)) }
  }
}
