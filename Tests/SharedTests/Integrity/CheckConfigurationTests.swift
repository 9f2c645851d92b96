import KBText
import Testing
@testable import KBRepository

@Suite("Configuration of the checks")
struct CheckConfigurationTests {
  @Test(
    "is known by its file",
    arguments: [
      (".github/workflows/ci.yml", true), ("web/jest.config.ts", true), ("pytest.ini", true),
      ("tests/conftest.py", true),
      ("scripts/check.sh", true), ("tools/lint", true), ("a/.eslintrc.json", true), ("README.md", false),
      ("scripts/other.sh", false), ("src/jest.ts", false), (".github/ISSUE_TEMPLATE/bug.md", false),
    ])
  func whole(path: String, counts: Bool) {
    let configuration = CheckConfiguration(commands: [["sh", "./scripts/check.sh"], ["tools/lint", "--all"]])
    #expect(configuration.isWhole(path, FoldedPath(Array(path.utf8))) == counts)
  }

  private func changes(_ path: String, _ old: String, _ new: String) throws -> [String] {
    try #require(CheckSection(path: path)).changes(from: old, to: new)
  }

  @Test("in package.json is its scripts about checks and its settings of programs")
  func package() throws {
    let old =
      #"{"name": "a", "scripts": {"test": "jest", "build": "x {\"y\"}", "pretest:unit": "a, b"}, "jest": {"a": [1, 2]}}"#
    #expect(try changes("web/package.json", old, old.replacing("\"x {", with: "\"z {")) == [])
    #expect(try changes("package.json", old, old.replacing("\"jest\",", with: "\"exit 0\",")) == ["scripts.test"])
    #expect(try changes("package.json", old, old.replacing("[1, 2]", with: "[1]")) == ["jest"])
    #expect(try changes("package.json", old, "{}") == ["jest", "scripts.test"])
    #expect(try changes("package.json", "{}", old) == ["jest"])
    #expect(try changes("package.json", old, "no JSON") == ["jest", "scripts.test"])
    #expect(
      try changes("package.json", old, old.replacing("\"name\": \"a\",", with: "\n  \"name\":  \"b\" ,")) == [])
  }

  @Test("in pyproject.toml, setup.cfg and the like is their sections")
  func sections() throws {
    let old = "[project]\nname = \"a\"\n[tool.coverage.report]\nfail_under = 90\n\n[tool.pytest.ini_options]\n"
    #expect(try changes("pyproject.toml", old, old.replacing("90", with: "50")) == ["tool.coverage.report"])
    #expect(try changes("pyproject.toml", old, old.replacing("\"a\"", with: "\"b\"")) == [])
    #expect(
      try changes("pyproject.toml", old, old.replacing(" = 90", with: "   =  90  # once")) == ["tool.coverage.report"])
    #expect(try changes("pyproject.toml", old, old + "addopts = \"--deselect x\"\n") == ["tool.pytest.ini_options"])
  }

  @Test("in a Makefile is the rules about checks")
  func rules() throws {
    let old = "all: build\n\tcc a.c\n\ntest: build\n\t./run-tests\n\nVERSION := 1\n"
    #expect(try changes("Makefile", old, old.replacing("./run-tests", with: "true")) == ["test"])
    #expect(try changes("Makefile", old, old.replacing("cc a.c", with: "cc b.c")) == [])
    #expect(try changes("Makefile", old, old + "lint:\n\tx\n") == [])
  }

  @Test("elsewhere is lines about checks that are gone, and new ones that leave something out")
  func lines() throws {
    let old = ".target(name: \"A\"),\n    .testTarget(name: \"ATests\"),\n"
    #expect(try changes("Package.swift", old, ".target(name: \"A\"),\n") == [".testTarget(name: \"ATests\"),"])
    #expect(try changes("Package.swift", old, old + ".testTarget(name: \"BTests\"),\n") == [])
    #expect(
      try changes("pom.xml", "<a/>\n", "<a/>\n<skipTests>true</skipTests>\n") == ["<skipTests>true</skipTests>"])
  }
}
