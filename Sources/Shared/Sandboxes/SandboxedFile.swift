/// A program inside a sandbox that reads its last argument from a file.
package enum SandboxedFile {
  /// argv that puts `text` into a new file, and then becomes `program` with the file's path behind its arguments.
  package static func arguments(_ text: String, for program: [String]) -> [String] {
    WorkspaceScripts.argv(WorkspaceScripts.withFile, [text] + program)
  }
}
