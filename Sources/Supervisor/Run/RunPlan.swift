#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBConfiguration
import KBDomain
import KBFailures
import KBProtocol
import KBSandboxes
import KBState
import KBSystem
import KBText

/// What one `kb run` is going to do. Made before anything is touched, and written into the run's events whole.
struct RunPlan: Equatable, Sendable {
  /// `20261124-2214-7f3a`; the Factory Runs in it are `<run>-<prd>-<try>`.
  var run: String
  /// The state directory.
  var stateRoot: String
  /// What the run goes by as a whole: `parallel`, `limits.tokenBudget` and `notify`. Those of the repository where it has one.
  var settings: RunSettings
  /// In the order in which they were asked for.
  var repositories: [RepositoryPlan]
  /// Repositories that were asked for and can't be worked on.
  var leftOut: [LeftOutRepository] = []
  /// What will be worked on.
  var queue: [PlannedPRD]
  /// PRDs whose outcome is known without a worker.
  var settled: [SettledPRD] = []
  /// PRDs that are not taken, and why.
  var notTaken: [NotTakenPRD] = []
  /// No agent session starts after it; nil is no such time.
  var deadline: Date?
  /// `RunFlags.again` of the command; nil is none.
  var flags: String?

  /// Whether a person lets its PRDs have as many sessions again.
  var raises = false

  /// How a run of the same kind is started again.
  var again: RunAgain { RunAgain(flags: flags) }

  /// How one that works on a PRD of this one is started.
  func again(for prd: PRDName) -> RunAgain { RunAgain(flags: repository(of: prd)?.flags) }

  /// The directory of the run's logs and events.
  var directory: String { "\(stateRoot)/runs/\(run)" }

  /// Whether its PRDs are named with their repositories.
  var hasSeveral: Bool { repositories.count + leftOut.count > 1 }

  /// The repository of a PRD; nil for one that the run does not have.
  func repository(of prd: PRDName) -> RepositoryPlan? {
    guard let repository = prd.repository else { return repositories.first }
    return repositories.first { $0.repository == repository }
  }

  /// Every agent that the run may start.
  var agents: [AgentName] {
    AgentName.allCases.filter { agent in repositories.contains { $0.settings.agent == agent } }
  }

  /// `acme/webapp`, `acme/webapp, acme/api` or `acme/webapp and 2 more`.
  var title: String { Self.title(repositories.map(\.repository) + leftOut.map(\.repository)) }

  /// Pure: the same for any repositories.
  static func title(_ all: [RepositoryIdentity]) -> String {
    guard all.count > 1 else { return all.first?.description ?? "" }
    return all.count == 2
      ? all.map(\.fullName).joined(separator: ", ") : "\(all[0].fullName) and \(all.count - 1) more"
  }

  /// Who `gh` is logged in as: `alice`.
  var operators: String { Set(repositories.map(\.operatorLogin)).sorted().joined(separator: ", ") }

  /// How well the sandboxes isolate, each way once; the worst first.
  var isolations: [String] { IsolationText.all(repositories.map(\.isolation)) }

  /// What the operator is told before the run starts.
  var notices: [String] {
    let damage = UsageLimits(stateRoot: stateRoot).words(at: Date()).damageNotice.map { "\($0): remove the file" }
    return (isolations.map(IsolationText.words) + [memoryNotice] + repositories.map(\.serverNotice) + [damage])
      .compactMap { $0 }
  }

  /// That this machine has less memory than the run's workers may take; nil where it has enough.
  private var memoryNotice: String? {
    let sandboxes = queue.compactMap { repository(of: $0.name)?.settings.sandbox }
    let sizes = sandboxes.compactMap { $0.needs?.memory }
    return MemoryFit.notice(sizes, parallel: settings.parallel, .current)
  }

  /// The log of a PRD's workers; every try appends to it.
  func log(of prd: PRDName) -> String { "\(directory)/prd-\(prd.fileName).log" }

  /// What the worker of a PRD is told at its try, from 1; nil for a PRD of no repository of the run. `onlyFences`: it is
  /// the last one, which only stops the sandbox.
  func assignment(of prd: PlannedPRD, attempt: Int, onlyFences: Bool = false) -> Assignment? {
    guard let plan = repository(of: prd.name), let place = repositories.firstIndex(of: plan) else { return nil }
    // The run's name marks processes: it must tell equal numbers of two repositories apart.
    let number = prd.repository == nil ? "\(prd.number)" : "\(place + 1).\(prd.number)"
    var assignment = Assignment(
      run: "\(run)-\(number)-\(attempt)", prd: prd.number, title: prd.title, checkout: plan.checkout ?? plan.folder,
      repository: plan.repository, defaultBranch: plan.defaultBranch, operatorLogin: plan.operatorLogin,
      settings: plan.settings, stateRoot: stateRoot, log: log(of: prd.name), deadline: deadline,
      onlyFences: onlyFences ? true : nil, serverLacks: plan.serverLacks, flags: plan.flags,
      clone: plan.clone)
    if raises { assignment.raises = true }
    return assignment
  }

  /// `20261124-2214-7f3a`: local time and four random digits, so that two runs of one minute differ.
  static func newRun(at now: Date, random: UInt16) -> String {
    let digits = String(random, radix: 16)
    return TimeText.stamp(now) + "-" + String(repeating: "0", count: 4 - digits.count) + digits
  }
}

/// A repository that a run was asked for and can't work on.
struct LeftOutRepository: Equatable, Codable, Sendable {
  var repository: RepositoryIdentity
  var failure: DiagnosedFailure
}

/// A PRD that will be worked on.
struct PlannedPRD: Equatable, Codable, Sendable {
  var number: Int
  /// nil in a run of one repository.
  var repository: RepositoryIdentity?
  var title: String
  var url: String

  var name: PRDName { PRDName(number, of: repository) }
}

/// A PRD that ends without a worker of this run.
struct SettledPRD: Equatable, Codable, Sendable {
  var prd: PlannedPRD
  var outcome: FactoryRunOutcome
}

/// A PRD that this run leaves alone.
struct NotTakenPRD: Equatable, Codable, Sendable {
  var prd: PlannedPRD
  /// A part of a sentence.
  var reason: String
}

extension PlannedPRD {
  /// `repository` is nil in a run of one repository.
  init(_ prd: PRD, of repository: RepositoryIdentity?) {
    self.init(number: prd.number, repository: repository, title: prd.title, url: prd.url)
  }
}
