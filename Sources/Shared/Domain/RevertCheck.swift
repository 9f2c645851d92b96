/// What the checks say of the new and changed tests of a branch on the code of its base, where they must fail. It is advice,
/// and stops nothing.
package struct RevertCheck: Equatable, Codable, Sendable {
  /// The tip that the tests are of.
  package var head: String
  /// How many files of tests were put on the base's code; 0 where the branch has added and changed none.
  package var files: Int
  package var checks: [Check]
  /// Why nothing is known; nil where the checks have run.
  package var blindness: String?

  package init(head: String, files: Int = 0, checks: [Check] = [], blindness: String? = nil) {
    self.head = head
    self.files = files
    self.checks = checks
    self.blindness = blindness
  }

  /// How one check came out there.
  package struct Check: Equatable, Codable, Sendable {
    /// As a person would type it.
    package var command: String
    package var isGreen: Bool
    /// Whether it is as red on the base alone: then it says nothing of the tests. nil is no.
    package var wasRed: Bool?

    package init(command: String, isGreen: Bool, wasRed: Bool? = nil) {
      self.command = command
      self.isGreen = isGreen
      self.wasRed = wasRed
    }
  }

  /// For people, one line. `code` makes a command safe for where the line goes.
  package func sentence(_ code: (String) -> String) -> String {
    if let blindness { return "the tests were not run on the base's code: \(code(blindness))" }
    if files == 0 { return "no test was added or changed" }
    func names(_ isWanted: (Check) -> Bool) -> String {
      checks.filter(isWanted).map { code($0.command) }.joined(separator: ", ")
    }
    let tests = files == 1 ? "the new and changed tests (1 file)" : "the new and changed tests (\(files) files)"
    let failing = names { !$0.isGreen && $0.wasRed != true }
    let green = names(\.isGreen)
    let red = names { $0.wasRed == true }
    var parts: [String] = []
    if !failing.isEmpty { parts.append("\(failing) fails, as it should") }
    if !green.isEmpty {
      parts.append("\(green) is green" + (failing.isEmpty ? ", so it proves nothing of the change" : ", too"))
    }
    if !red.isEmpty { parts.append("\(red) is as red as without them, so it says nothing") }
    return "\(tests), put on the base's code: " + parts.joined(separator: "; ")
  }
}
