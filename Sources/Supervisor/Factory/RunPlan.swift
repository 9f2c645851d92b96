#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import Shared

/// What one `kb run` is going to do. Made before anything is touched, and written into the run's events whole.
struct RunPlan: Equatable, Codable, Sendable {
  /// `20261124-2214-7f3a`; the Factory Runs in it are `<run>-<prd>-<try>`.
  var run: String
  var repository: RepositoryIdentity
  var defaultBranch: String
  var operatorLogin: String
  /// Top folder of the host repository.
  var checkout: String
  var settings: RunSettings
  /// The state directory.
  var stateRoot: String
  /// How well the sandboxes isolate, in one sentence.
  var isolation: String
  /// What will be worked on, in this order.
  var queue: [PlannedPRD]
  /// PRDs whose outcome is known without a worker.
  var settled: [SettledPRD] = []
  /// PRDs that are not taken, and why.
  var notTaken: [NotTakenPRD] = []
  /// Labels that the run creates when it starts.
  var missingLabels: [String] = []
  /// No agent session starts after it; nil is no such time.
  var deadline: Date?
  /// What the forge's server does not have of what it is asked for; nil is nothing.
  var serverLacks: [String]?
  /// `RunFlags.again` of the command; nil is none.
  var flags: String?

  var baseBranch: String { settings.baseBranch ?? defaultBranch }
  var owners: [String] { settings.owners.isEmpty ? [operatorLogin] : settings.owners }
  /// How a run of the same kind is started again.
  var again: RunAgain { RunAgain(flags: flags) }
  /// The directory of the run's logs and events.
  var directory: String { "\(stateRoot)/runs/\(run)" }

  /// That this machine has less memory than the run's workers may take; nil where it has enough.
  var memoryNotice: String? { MachineJudge(settings: settings).memoryNotice(prds: queue.count, .current) }

  /// That the forge's server is older than what krutrimbox asks for; nil where it is not.
  var serverNotice: String? { serverLacks.flatMap { GitHubJudge.oldServer(repository.host, lacks: $0) } }

  /// What the operator is told before the run starts.
  var notices: [String] {
    [
      memoryNotice, serverNotice,
      UsageLimits(stateRoot: stateRoot).words(at: Date()).damageNotice.map { "\($0): remove the file" },
    ]
    .compactMap { $0 }
  }

  /// The log of a PRD's workers; every try appends to it.
  func log(of prd: PRDName) -> String { "\(directory)/prd-\(prd.fileName).log" }

  /// What the worker of a PRD is told at its try, from 1. `onlyFences`: it is the last one, which only stops the sandbox.
  func assignment(of prd: PlannedPRD, attempt: Int, onlyFences: Bool = false) -> Assignment {
    Assignment(
      run: "\(run)-\(prd.number)-\(attempt)", prd: prd.number, title: prd.title, checkout: checkout,
      repository: repository, defaultBranch: defaultBranch, operatorLogin: operatorLogin, settings: settings,
      stateRoot: stateRoot, log: log(of: prd.name), deadline: deadline, onlyFences: onlyFences ? true : nil,
      serverLacks: serverLacks, flags: flags)
  }

  /// The sandbox as a PRD of this run wants it.
  static func sandbox(
    of prd: Int, repository: RepositoryIdentity, checkout: String, settings: RunSettings
  ) -> SandboxSpec {
    SandboxSpec(prd: prd, of: repository, checkout: checkout, settings: settings)
  }

  /// `20261124-2214-7f3a`: local time and four random digits, so that two runs of one minute differ.
  static func newRun(at now: Date, random: UInt16) -> String {
    let digits = String(random, radix: 16)
    return TimeText.stamp(now) + "-" + String(repeating: "0", count: 4 - digits.count) + digits
  }
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
  init(_ prd: PRD) {
    self.init(number: prd.number, title: prd.title, url: prd.url)
  }
}
