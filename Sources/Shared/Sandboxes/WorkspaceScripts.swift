import KBDomain

/// The only shell that krutrimbox runs: fixed POSIX scripts for the clone inside a sandbox. Data comes in as positional
/// arguments alone; nothing is ever pasted into the text. Each is run in the clone's top folder, in one call. What each
/// does, takes and prints stands at the top of its file in `Scripts`.
///
/// What they print is for `WorkspaceReport`: lines that begin with `krutrimbox: `. Everything else is noise, since a
/// sandbox may mix its own messages and the error stream into the output.
enum WorkspaceScripts {
  /// argv that runs `script` with `arguments` as `$1`, `$2`, ….
  static func argv(_ script: String, _ arguments: [String]) -> [String] {
    ["sh", "-c", script, "krutrimbox"] + arguments
  }

  /// Makes the clone ready for a session.
  static let prepare = shared + script(keeping + [PackageResources.prepare_sh])

  /// Takes what a session has made as one commit.
  static let snapshot = shared + script(keeping + [PackageResources.snapshot_sh])

  /// Brings everything else in the clone under refs.
  static let rest = shared + script(keeping + [PackageResources.rest_sh])

  /// Looks at what the hooks of a new sandbox have made.
  static let hooked = script(beginning + [PackageResources.hooked_sh])

  /// Puts away files that are not in a snapshot.
  static let aside = shared + script([PackageResources.keep_ignored_sh, PackageResources.aside_sh])

  /// Puts back what `aside` has put away.
  static let back = script([PackageResources.prelude_sh, PackageResources.put_back_sh, PackageResources.back_sh])

  /// Says whether git can use the clone.
  static let condition = script([PackageResources.condition_sh])

  /// Prints a bundle as text.
  static let bundle = script(beginning + [PackageResources.bundle_sh])

  /// Says whether something is at work in the sandbox.
  static let signOfWork = script([PackageResources.sign_of_work_sh])

  /// Runs a line of shell in a copy of the clone.
  static let trial = script([PackageResources.trial_sh])

  /// Becomes a program that reads an argument from a file.
  static let withFile = script([PackageResources.with_file_sh])

  private static let beginning = [PackageResources.prelude_sh, PackageResources.memory_sh]
  private static let keeping = [PackageResources.keep_ignored_sh, PackageResources.keep_elsewhere_sh]

  private static let shared =
    parts(beginning + [PackageResources.end_left_sh, PackageResources.put_back_sh])
    + "tables='\(BuildLeavings.argument)'\n"
    + parts([PackageResources.look_sh, PackageResources.capture_sh, PackageResources.say_strays_sh])

  private static func script(_ files: [[UInt8]]) -> String { String(parts(files).dropLast()) }

  /// The text of files, without the lines that are for their readers (`##`) and for shellcheck.
  private static func parts(_ files: [[UInt8]]) -> String {
    files.flatMap { $0.split(separator: 0x0a, omittingEmptySubsequences: false).dropLast() }
      .map { String(decoding: $0, as: UTF8.self) }
      .filter { !$0.hasPrefix("##") && !$0.drop { $0 == " " }.hasPrefix("# shellcheck ") }
      .map { $0 + "\n" }.joined()
  }
}
