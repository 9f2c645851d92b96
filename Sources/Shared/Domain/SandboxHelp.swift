/// What a person types to look inside a sandbox, and to remove it.
package struct SandboxHelp: Equatable, Sendable {
  package let inspect: String
  package let remove: String

  package init(inspect: String, remove: String) {
    self.inspect = inspect
    self.remove = remove
  }
}
