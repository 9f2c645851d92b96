import KBText
import Testing
@testable import KBRepository

@Suite("Comparing tests with those of the base")
struct TestComparisonTests {
  private func file(_ path: String, _ old: String?, _ new: String?) -> ChangedTestFile {
    ChangedTestFile(
      path: path, language: TestLanguage(path: path), old: old.map { Array($0.utf8) }, new: new.map { Array($0.utf8) },
      wasThere: old != nil, isThere: new != nil)
  }

  private func changes(_ files: ChangedTestFile...) -> [String] {
    TestComparison(files).changes.map { $0.sentence { "`\($0)`" } }
  }

  private static let two =
    "def test_adds():\n    assert add(1, 1) == 2\n\ndef test_takes_off():\n    assert take(2, 1) == 1\n"
  private static let one = "def test_takes_off():\n    assert take(2, 1) == 1\n"

  @Test("tells a test that is gone, and one that stands in a comment now")
  func gone() {
    #expect(changes(file("test_a.py", Self.two, Self.one)) == ["test removed: `test_adds` from `test_a.py`"])
    let commented = Self.two.replacing("def test_adds():\n    assert", with: "# def test_adds():\n#    assert")
    #expect(changes(file("test_a.py", Self.two, commented)) == ["test commented out: `test_adds` in `test_a.py`"])
  }

  @Test("tells a file that is gone with its tests, and not one of helpers")
  func fileGone() {
    #expect(changes(file("test_a.py", Self.two, nil)) == ["test file removed: `test_a.py`, with 2 tests"])
    #expect(changes(file("test_a.py", Self.one, nil)) == ["test file removed: `test_a.py`, with 1 test"])
    #expect(changes(file("tests/tool.py", "def tool(): pass\n", nil)) == [])
    #expect(changes(file("tests/adds.lua", "x", nil)) == ["test file removed: `tests/adds.lua`"])
  }

  @Test("takes no test for removed that went to another file or got another name")
  func moved() {
    #expect(changes(file("test_a.py", Self.two, nil), file("tests/test_b.py", nil, Self.two)) == [])
    #expect(
      changes(file("test_a.py", Self.two, Self.one), file("test_b.py", "", "def test_adds():\n  assert 3\n")) == [])
    #expect(changes(file("test_a.py", Self.two, Self.two.replacing("test_adds", with: "test_sums"))) == [])
    // From XCTest to Swift Testing.
    #expect(
      changes(
        file(
          "ATests.swift", "func testAddsTwo() {\n  XCTAssert(x)\n}\n", "@Test func addsTwo() {\n  #expect(x)\n}\n"))
        == [])
    // Another language is another test.
    #expect(
      changes(file("test_a.py", Self.one, nil), file("a.test.js", nil, "it('takes off', () => {\n})\n"))
        == ["test file removed: `test_a.py`, with 1 test"])
  }

  @Test("counts tests of the same name")
  func sameName() {
    let twice = "it('works', () => {\n  expect(1).toBe(a)\n})\nit('works', () => {\n  expect(2).toBe(a)\n})\n"
    let once = "it('works', () => {\n  expect(1).toBe(a)\n})\n"
    #expect(changes(file("a.test.js", twice, once)) == ["test removed: `works` from `a.test.js`"])
    #expect(changes(file("a.test.js", once, twice)) == [])
  }

  @Test("tells a test that does not run any more, a new one that never ran, and lines that stop several")
  func skipped() {
    let skipped = Self.two.replacing("def test_adds", with: "@pytest.mark.skip\ndef test_adds")
    #expect(
      changes(file("test_a.py", Self.two, skipped)) == [
        "test skipped: `test_adds` in `test_a.py:2`, by `@pytest.mark.skip`"
      ])
    #expect(changes(file("test_a.py", skipped, Self.two)) == [])
    #expect(changes(file("test_a.py", skipped, skipped + "# more\n")) == [])
    #expect(
      changes(file("test_b.py", nil, skipped)) == [
        "new test that is skipped: `test_adds` in `test_b.py:2`, by `@pytest.mark.skip`"
      ])
    #expect(
      changes(file("test_a.py", Self.two, "pytestmark = pytest.mark.skip\n" + Self.two)) == [
        "tests skipped: `test_a.py:1`, by `pytestmark = pytest.mark.skip`"
      ])
    let suite = "describe('a', () => {\n  it('b', () => {\n    expect(1).toBe(a)\n  })\n})\n"
    #expect(
      changes(file("a.test.ts", suite, suite.replacing("describe(", with: "describe.skip("))) == [
        "tests skipped: `a.test.ts:1`, by `describe.skip('a', () => {`"
      ])
    #expect(
      changes(file("a.test.ts", suite, suite.replacing("it(", with: "it.only("))) == [
        "all other tests left out: `a.test.ts:2`, by `it.only('b', () => {`"
      ])
  }

  @Test("tells assertions that only became fewer, and none that changed")
  func assertions() {
    let three =
      "func TestA(t *testing.T) {\n\tassert.Equal(t, 1, a)\n\tassert.Equal(t, 2, b)\n\trequire.NoError(t, c)\n}\n"
    let fewer = three.replacing("\tassert.Equal(t, 2, b)\n", with: "")
    #expect(
      changes(file("a_test.go", three, fewer)) == ["fewer assertions: `TestA` in `a_test.go:1` has 2, and had 3"])
    #expect(changes(file("a_test.go", three, three.replacing("2, b", with: "3, b"))) == [])
    #expect(changes(file("a_test.go", fewer, three)) == [])
    #expect(changes(file("a_test.go", three, three.replacing("\t", with: "\t\t"))) == [])
    // One that can't fail is none.
    #expect(
      changes(file("a_test.go", three, three.replacing("assert.Equal(t, 2, b)", with: "assert.True(t, true)"))) == [
        "fewer assertions: `TestA` in `a_test.go:1` has 2, and had 3"
      ])
  }

  @Test("keeps its time with very many tests that all got other names")
  func many() {
    func tests(_ prefix: String) -> String {
      (0..<4000).map { "def test_\(prefix)\($0)():\n    assert f(\($0)) == 1\n" }.joined()
    }
    #expect(changes(file("test_a.py", tests("a"), tests("b"))) == [])
  }

  @Test("says what it found in a list that is bounded, safe for Markdown, and without secrets")
  func markdown() {
    let integrity = TestIntegrity(
      changes: [.removed(test: "a`b @alice\u{1B}[0m", path: "tests/key-ghp_secret.py")]
        + (0..<60).map { .commentedOut(test: "t\($0)", path: "a") }, unread: 2)
    let redaction = Redaction(secrets: ["ghp_secret"])
    let lines = integrity.markdown(redaction).split(separator: "\n")
    #expect(lines.count == 1 + 40 + 2)
    #expect(lines[1] == "- test removed: ``a`b @alice[0m`` from `tests/key-***.py`")
    #expect(lines[41] == "- and 21 more")
    #expect(lines[42] == "- 2 test files were not read: too large, too many, or not text")
    #expect(TestIntegrity().markdown(redaction).isEmpty && TestIntegrity().text.isEmpty)
    #expect(integrity.text.hasPrefix("test removed: a`b @alice"))
  }
}
