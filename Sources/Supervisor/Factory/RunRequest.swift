#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBConfiguration
import KBDomain
import KBFailures
import KBText

/// What `kb run` was asked for.
struct RunRequest: Equatable, Sendable {
  /// The PRDs of an Explicit Run; empty is a Batch Run.
  var prds: [PRDName] = []
  /// Those of `--repo`; empty is the clone that `kb` was started in.
  var repositories: [RepositoryIdentity] = []
  var flags = RunFlags()
  /// nil: the run takes as long as it takes.
  var deadline: Date?
  /// Let the named PRDs have as many sessions again.
  var raises = false
  /// Only say what would be done.
  var isDryRun = false
  var isJSON = false

  /// The flags of a command that finds the same PRDs and works on them alike, as they are typed; nil where there are none.
  var again: String? {
    let all = repositories.map { "--repo \($0.fullName)" } + [flags.again].compactMap { $0 }
    return all.isEmpty ? nil : all.joined(separator: " ")
  }

  /// Whether `--repo` names it, or nothing.
  func isAbout(_ repository: RepositoryIdentity) -> Bool {
    repositories.isEmpty || repositories.contains { $0.key == repository.key }
  }

  init() {}

  /// `now` is the moment that a deadline counts from. Throws KB-U003.
  init(_ arguments: Arguments, at now: Date = Date()) throws(ExpectedFailure) {
    prds = Array(Set(try arguments.names("prd"))).sorted()
    repositories = try arguments.repositories("repo")
    flags.parallel = try arguments.number("parallel")
    flags.agent = arguments.value("agent").flatMap(AgentName.init)
    flags.forge = arguments.value("forge").flatMap(ForgeName.init)
    flags.sandbox = arguments.value("sandbox").flatMap(SandboxName.init)
    flags.baseBranch = arguments.value("base-branch")
    flags.model = arguments.value("model")
    flags.effort = arguments.value("effort")
    flags.authors = arguments.has("author") ? arguments.all("author") : nil
    flags.allowedPaths = arguments.all("allow-path")
    if let text = arguments.value("deadline") {
      guard let deadline = Deadline(text) else {
        throw .badArgument(
          "--deadline takes \(Deadline.forms), not `\(SafeText.line(text))`.", command: arguments.command)
      }
      self.deadline = deadline.date(after: now, in: .current)
    }
    if let text = arguments.value("token-budget") {
      guard let amount = TokenAmount.read(text) else {
        throw .badArgument(
          "--token-budget takes \(TokenAmount.forms), not `\(SafeText.line(text))`.", command: arguments.command)
      }
      flags.tokenBudget = amount
    }
    raises = arguments.has("raise")
    if raises && prds.isEmpty { throw .raiseWithoutPRD() }
    isDryRun = arguments.has("dry-run")
    isJSON = arguments.has("json")
  }
}
