package import KBDomain
package import KBFailures

/// What is wrong with work that is to leave the sandbox, or to be pushed.
extension ExpectedFailure {
  /// `why` has git's own words.
  package static func sandboxObjectsRefused(why: String, help: SandboxHelp) -> ExpectedFailure {
    ExpectedFailure(
      .sandboxObjectsRefused, "git objects from the sandbox break git's own rules; none of them were taken.",
      why: why,
      fix:
        "the agent may have turned: look in the log at what it did (kb logs N). Nothing can be taken from this sandbox "
        + "any more, so remove it: \(help.remove), then: kb run does the issue again")
  }

  package static func sandboxWorkTooLarge(mebibytes: Int, help: SandboxHelp) -> ExpectedFailure {
    ExpectedFailure(
      .sandboxWorkTooLarge, "the sandbox sent more than \(mebibytes) MiB of git objects; none of them were taken.",
      fix:
        "look inside for files that don't belong in git: \(help.inspect); add them to .gitignore, or remove the sandbox: "
        + "\(help.remove), then: kb run")
  }

  /// `paths` is not empty.
  package static func protectedPathChanged(_ paths: [String], issue: Int) -> ExpectedFailure {
    ExpectedFailure(
      .protectedPathChanged, "the agent changed protected files for #\(issue): \(named(paths)).",
      fix: "make the issue clearer; or allow the change: kb run \(letting(paths)), or allowedPaths in your own "
        + "configuration; or remove what the repository protects from protectedPaths in .krutrimbox/config.json")
  }

  static func gateBlind(issue: Int, why: String) -> ExpectedFailure {
    ExpectedFailure(
      .gateBlind, "the work on #\(issue) could not be read completely before its push, so it was not pushed.", why: why,
      fix: "git fsck in the clone; then: kb run, which does the issue again")
  }

  /// `what` is the limit; `path` where it was passed.
  static func commitTooLarge(_ what: String, at path: String?, issue: Int) -> ExpectedFailure {
    ExpectedFailure(
      .commitTooLarge, "the commit for #\(issue) has more than \(what)\(path.map { ", counted to \($0)" } ?? "").",
      fix: "add files that don't belong in git to .gitignore, or raise the limit: gate.files, gate.folderEntries or "
        + "gate.mebibytes in your own configuration")
  }

  static func pathNameRefused(_ path: String, _ problem: String, issue: Int) -> ExpectedFailure {
    ExpectedFailure(
      .pathNameRefused, "the commit for #\(issue) has a path that \(problem): \(path).",
      fix: "make the issue clearer, then: kb run; only a person may commit a file of that name")
  }

  /// `paths` is not empty.
  static func submoduleAdded(_ paths: [String], issue: Int) -> ExpectedFailure {
    ExpectedFailure(
      .submoduleAdded, "the agent added submodules for #\(issue): \(named(paths)).",
      fix: "make the issue clearer; or, if you want them: kb run \(letting(paths)) --allow-path .gitmodules")
  }

  static func linkRefused(_ path: String, _ problem: String, issue: Int) -> ExpectedFailure {
    ExpectedFailure(
      .linkRefused, "the commit for #\(issue) has \(path), which \(problem).",
      fix: "make the issue clearer; or, if you want it: kb run \(letting([path]))")
  }

  /// `places` is not empty: files with lines, and what each looks like.
  static func keyInCommit(_ places: [(name: String, kind: String)], issue: Int) -> ExpectedFailure {
    ExpectedFailure(
      .keyInCommit,
      "the commit for #\(issue) contains what looks like a key: \(named(places.map { "\($0.name) (\($0.kind))" })).",
      fix:
        "if it is real, replace it with a new one; then: kb run does the issue again. If it is made up, such as one of a "
        + "test: name the file in allowedKeys of your own configuration")
  }

  /// `name` is the file of the operator's clone.
  static func ignoredContentInCommit(_ path: String, of name: String, issue: Int) -> ExpectedFailure {
    ExpectedFailure(
      .ignoredContentInCommit,
      "the commit for #\(issue) contains a file that git ignores in your clone: \(path) is your \(name).",
      fix:
        "if it contains secrets, replace them; then: kb run does the issue again. If it may be public, add it to git yourself"
    )
  }

  /// The flags that let the first five pass, as a shell reads them: an agent has named the files, and people paste this.
  private static func letting(_ paths: [String]) -> String {
    paths.prefix(5).map { path in
      let parts = path.split(separator: "'", omittingEmptySubsequences: false)
      return "--allow-path '\(parts.joined(separator: #"'\''"#))'"
    }.joined(separator: " ")
  }

  /// The first five.
  private static func named(_ paths: [String]) -> String {
    paths.prefix(5).joined(separator: ", ") + (paths.count > 5 ? " and \(paths.count - 5) more" : "")
  }
}
