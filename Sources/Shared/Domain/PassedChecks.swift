/// Checks of the repository that were green for the commit of an issue.
package struct PassedChecks: Equatable, Sendable {
  package var issue: Int
  /// As a person would type them.
  package var commands: [String]

  package init(issue: Int, commands: [String]) {
    self.issue = issue
    self.commands = commands
  }
}
