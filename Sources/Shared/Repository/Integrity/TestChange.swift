/// One thing that a branch takes from the tests and checks of its base, or puts beside them, so that less is checked than
/// it seems. Each may be right; a person decides.
package enum TestChange: Equatable, Sendable {
  /// A file of tests is gone, with so many of them; 0 where krutrimbox can't count them.
  case fileRemoved(path: String, tests: Int)
  case removed(test: String, path: String)
  case commentedOut(test: String, path: String)
  /// A test that ran does not run any more, or may fail; `by` is the line that says so.
  case skipped(test: String, path: String, line: Int, by: String)
  /// A new test that does not run.
  case newSkipped(test: String, path: String, line: Int, by: String)
  /// A line outside of a test that keeps tests from running.
  case suiteSkipped(path: String, line: Int, by: String)
  /// A line that keeps all other tests from running.
  case focused(path: String, line: Int, by: String)
  /// A test has lost assertions and got none.
  case fewerAssertions(test: String, path: String, line: Int, before: Int, now: Int)
  /// What runs or configures the checks: the parts of the file that changed, none where all of it counts.
  case checks(path: String, change: FileChange, what: [String])

  /// What became of a file.
  package enum FileChange: String, Sendable {
    case added, changed, removed
  }

  /// For people: one line. `code` makes a name or a piece of code safe for where the line goes.
  package func sentence(_ code: (String) -> String) -> String {
    switch self {
    case .fileRemoved(let path, let tests):
      "test file removed: \(code(path))" + (tests == 0 ? "" : tests == 1 ? ", with 1 test" : ", with \(tests) tests")
    case .removed(let test, let path): "test removed: \(code(test)) from \(code(path))"
    case .commentedOut(let test, let path): "test commented out: \(code(test)) in \(code(path))"
    case .skipped(let test, let path, let line, let by):
      "test skipped: \(code(test)) in \(code("\(path):\(line)")), by \(code(by))"
    case .newSkipped(let test, let path, let line, let by):
      "new test that is skipped: \(code(test)) in \(code("\(path):\(line)")), by \(code(by))"
    case .suiteSkipped(let path, let line, let by): "tests skipped: \(code("\(path):\(line)")), by \(code(by))"
    case .focused(let path, let line, let by):
      "all other tests left out: \(code("\(path):\(line)")), by \(code(by))"
    case .fewerAssertions(let test, let path, let line, let before, let now):
      "fewer assertions: \(code(test)) in \(code("\(path):\(line)")) has \(now), and had \(before)"
    case .checks(let path, let change, let what):
      "configuration of the checks \(change.rawValue): \(code(path))"
        + (what.isEmpty ? "" : " (" + what.map(code).joined(separator: ", ") + ")")
    }
  }
}
