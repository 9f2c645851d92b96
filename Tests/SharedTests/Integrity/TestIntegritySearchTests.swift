import TestSupport
import Testing
@testable import KBConfiguration
@testable import KBDomain
@testable import KBFailures
@testable import KBRepository
@testable import KBSystem

@Suite("Looking for what a branch does to tests", .onOwnThread)
struct TestIntegritySearchTests {
  private let bench: GateBench

  init() throws { bench = try GateBench() }

  private func search(_ old: String, _ new: String, tests: [String]? = nil) throws -> TestIntegrity {
    try bench.gate.plainly {
      try TestIntegritySearch(tests: tests, commands: [["sh", "check.sh"]]).search(since: old, of: new, in: $0)
    }
  }

  private func found(_ old: String, _ new: String, tests: [String]? = nil) throws -> [String] {
    try search(old, new, tests: tests).changes.map { $0.sentence { $0 } }
  }

  private func begun() throws -> String {
    try bench.commit(
      """
      mkdir -p src tests
      printf "it('adds', () => {\\n  expect(1).toBe(a)\\n})\\n" >src/a.test.js
      printf 'def test_adds():\\n    assert 1 == a\\n' >tests/test_a.py
      printf '#[test]\\nfn adds() {\\n    assert_eq!(1, 1);\\n}\\n' >src/lib.rs
      printf 'make\\n' >check.sh
      printf '{"scripts": {"test": "jest"}}' >package.json
      echo case >tests/a.case
      """)
  }

  @Test("finds what was taken away in every language, and in the configuration of the checks")
  func finds() throws {
    let old = try begun()
    let new = try bench.commit(
      """
      rm src/a.test.js tests/test_a.py tests/a.case
      echo 'fn main() {}' >src/lib.rs
      echo true >check.sh
      printf '{"scripts": {"test": "true"}}' >package.json
      """, on: old)
    #expect(
      try found(old, new) == [
        "test file removed: src/a.test.js, with 1 test", "test removed: adds from src/lib.rs",
        "test file removed: tests/test_a.py, with 1 test", "configuration of the checks changed: check.sh",
        "configuration of the checks changed: package.json (scripts.test)",
      ])
    // Globs of the repository take the place of the conventions.
    #expect(
      try found(old, new, tests: ["tests/**"]).filter { $0.hasPrefix("test") } == [
        "test file removed: tests/a.case", "test file removed: tests/test_a.py, with 1 test",
      ])
    #expect(try search(old, old).isEmpty)
    // What came to the base meanwhile is not the branch's.
    let later = try bench.commit("rm -r tests", on: old)
    let other = try bench.commit("echo more >README", on: old)
    #expect(try search(later, other).isEmpty)
  }

  @Test("finds nothing where files are moved, links and binary files change, or attributes hide differences")
  func quiet() throws {
    let old = try begun()
    let new = try bench.commit(
      """
      mkdir -p spec "$(printf 'with\\nfeed')"
      mv src/a.test.js spec/b.test.js
      mv tests/a.case tests/b.case
      mv tests/test_a.py "$(printf 'with\\nfeed/test_b.py')"
      ln -s b.case tests/link.py
      head -c 2000 /dev/zero >tests/test_zero.py
      """, on: old)
    #expect(try search(old, new, tests: ["**"]).changes == [])
    #expect(try search(old, new).unread == 1)
    let hidden = try bench.commit("echo '*.py -diff binary' >.gitattributes; echo >tests/test_a.py", on: old)
    #expect(try found(old, hidden) == ["test removed: test_adds from tests/test_a.py"])
  }

  @Test("finds a test that went where no runner looks for it")
  func hidden() throws {
    let old = try begun()
    let new = try bench.commit("mkdir old; mv tests/test_a.py old/a.txt", on: old)
    #expect(try found(old, new) == ["test file removed: tests/test_a.py, with 1 test"])
  }

  @Test("leaves out what is too large, and says so")
  func large() throws {
    let old = try bench.commit("for i in 1 2 3; do head -c 300000 /dev/zero | tr '\\0' x >test_$i.py; done")
    let new = try bench.commit("head -c 600000 /dev/zero | tr '\\0' y >test_1.py; rm test_2.py", on: old)
    let found = try search(old, new)
    #expect(found.unread == 1 && found.changes.isEmpty)
  }

  @Test("fails where git can't tell, and leaves nothing behind")
  func fails() throws {
    let failure = #expect(throws: ExpectedFailure.self) { try search(bench.base, String(repeating: "0", count: 40)) }
    #expect(failure?.code == .gitFailed)
    #expect(Files.names(in: "\(bench.place.stateRoot)/tmp").isEmpty)
  }

  @Test("puts the new and changed tests of a branch on the code of its base, and nothing else")
  func onBase() throws {
    let old = try begun()
    let new = try bench.commit(
      """
      echo 'let a = 2' >src/a.js
      echo more >>src/a.test.js
      printf 'new\\n' >"src/$(printf 'b\\nc').test.js"
      rm tests/test_a.py
      echo 'fn main() {}' >src/lib.rs
      """, on: old)
    let git = Git(bench.place.host, effects: bench.place.runner)
    let branch = PRDBranch(git: git, prd: 7, base: "main")
    let search = TestIntegritySearch(tests: nil, commands: [])
    let view = BranchView(base: old, branch: new, isAhead: true)
    let made = try #require(try TestsOnBase(search, of: view, branch, through: bench.gate))
    #expect(made.files == 2)
    #expect(try bench.place.git(["rev-parse", branch.ref("tests")]) == made.commit)
    let changed = try bench.place.git(["diff", "--name-status", "-z", old, made.commit])
    #expect(changed == "M\0src/a.test.js\0A\0src/b\nc.test.js\0")
    let none = BranchView(base: new, branch: try bench.commit("echo >src/a.js", on: new), isAhead: true)
    #expect(try TestsOnBase(search, of: none, branch, through: bench.gate) == nil)
  }
}
