import Testing

@testable import Worker

@Suite("Conflicts with the base branch")
struct BaseConflictsTests {
  @Test("are told with their files, in an outcome and in a comment")
  func told() {
    let one = BaseConflicts(base: "main", files: ["a.txt"])
    #expect(one.text == "conflicts with main in 1 file: a.txt")
    #expect(one.markdown == "This branch conflicts with `main` in 1 file: `a.txt`. Merge `main` into it first.")
  }

  @Test("in many files name the first, and are safe to print")
  func many() {
    let many = BaseConflicts(base: "main", files: ["a\u{1B}b", "@bob", "c", "d", "e", "f", "g"])
    #expect(many.text == "conflicts with main in 7 files: a\\u{1b}b, @bob, c, d, e and 2 more")
    #expect(many.markdown.contains("`@bob`, `c`, `d`, `e` and 2 more. Merge"))
  }
}
