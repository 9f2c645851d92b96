package import KBDomain
package import KBFailures
import KBText

/// Wrong use of the command line.
extension ExpectedFailure {
  /// `nearest` is the known command that looks most alike; nil when none does.
  package static func unknownCommand(_ name: String, nearest: String?) -> ExpectedFailure {
    ExpectedFailure(
      .unknownCommand, "there is no command `\(SafeText.line(name))`.",
      fix: nearest.map { "did you mean: kb \($0)" } ?? "kb help lists the commands")
  }

  package static func unknownFlag(_ flag: String, of command: String, nearest: String?) -> ExpectedFailure {
    ExpectedFailure(
      .unknownFlag, "kb \(command) has no flag `\(SafeText.line(flag))`.",
      fix: nearest.map { "did you mean: \($0)" } ?? "kb help \(command) lists its flags")
  }

  /// `kb trust` has nobody to ask. `command` trusts exactly what waits for an answer.
  package static func trustNeedsAnswer(_ repository: RepositoryIdentity, command: String) -> ExpectedFailure {
    ExpectedFailure(
      .trustNeedsAnswer, "kb trust can't ask about \(repository): it does not run on a terminal.",
      fix: "\(command) trusts what is shown above, and nothing else")
  }

  /// `meant` is the command line that was probably meant; nil where none is known.
  package static func badArgument(_ what: String, command: String, meant: String? = nil) -> ExpectedFailure {
    ExpectedFailure(
      .badArgument, what, fix: meant.map { "did you mean: \($0)" } ?? "kb help \(command) shows how it is used")
  }

  package static func raiseWithoutPRD() -> ExpectedFailure {
    ExpectedFailure(
      .badArgument, "--raise lets a PRD have more sessions, and no PRD is named.",
      fix: "name each one: kb run --prd N --raise; kb plan shows which are at their ceiling")
  }

  /// `repositories` are those that it could be of, as `--repo` takes them.
  package static func prdOfNoRepository(_ prd: Int, _ repositories: [String]) -> ExpectedFailure {
    ExpectedFailure(
      .prdOfNoRepository,
      "PRD #\(prd) could belong to any of these repositories: \(repositories.joined(separator: ", ")).",
      fix: "name its repository: --prd \(repositories.first ?? "owner/name")#\(prd)")
  }

  package static func localForgeWithoutClone(_ repository: String) -> ExpectedFailure {
    ExpectedFailure(
      .localForgeWithoutClone, "\(repository) keeps its PRDs in files of a clone, but you named it without a clone.",
      fix: "run kb in the clone, without --repo")
  }

  /// `name` is `owner/name`.
  package static func sameNameOnTwoHosts(_ name: String) -> ExpectedFailure {
    ExpectedFailure(
      .sameNameOnTwoHosts, "one run can't work on \(name) on two hosts: their sandboxes would have the same name.",
      fix: "start a run for each: kb run --repo HOST/\(name)")
  }

  /// `failures` are those of each repository, by its name.
  package static func noRepositoryReady(_ failures: [(String, DiagnosedFailure)]) -> ExpectedFailure {
    ExpectedFailure(
      .noRepositoryReady, "none of the \(failures.count) repositories can be worked on.",
      why: failures.map { "\($0.0): \($0.1.code) \($0.1.what) \($0.1.fix)" }.joined(separator: "\n"),
      fix: "solve the problems listed below")
  }
}
