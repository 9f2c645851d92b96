/// Programs that tests write and then run.
package enum ProgramFile {
  /// Writes an executable script and the folders above it, by another process: what this one has open for writing is
  /// open in every child that another thread starts at that moment too, and can't be run meanwhile ("text file busy").
  ///
  /// - Throws: `StageError` where the file can't be written.
  package static func write(_ text: String, to path: String) throws {
    let script = #"mkdir -p "${1%/*}" && cat > "$1" && chmod 755 "$1""#
    let result = ShortCommand(
      ["/bin/sh", "-c", script, "sh", path], environment: ["PATH": "/usr/bin:/bin"], input: Array(text.utf8)
    ).run()
    guard result.status == 0 else { throw StageError(description: "\(path): \(result.errorText)") }
  }
}
