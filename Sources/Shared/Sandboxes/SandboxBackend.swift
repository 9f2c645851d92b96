package import KBConfiguration
package import KBDomain
package import KBFailures
package import KBSystem

/// Where agents work: a place with a private clone of the repository that holds no credential of the host.
///
/// Every call may throw `ExpectedFailure` (class sandbox, machine or disk) and `StopRequested`.
package protocol SandboxBackend {
  /// Its name in the configuration.
  var name: SandboxName { get }

  /// What one of its sandboxes takes of the machine; nil where it takes what it uses, as any program does.
  static func needs(_ settings: RunSettings.Sandbox) -> SandboxNeeds?

  /// Whether bubblewrap is what isolates its sandboxes.
  static var usesBubblewrap: Bool { get }

  /// One sentence about how well it isolates, for the run's header and the docs.
  var isolation: String { get }

  /// Cheap checks that a run could start sandboxes: program, login, policy, template. Throws what is wrong.
  func check(_ spec: SandboxSpec) throws

  /// For `kb doctor`: starts the questions to other programs that `examine` needs, all that can be at the same time.
  func ask(_ questions: Inquiry) throws

  /// What `kb doctor` says of it. Throws `StopRequested` alone.
  func examine(_ settings: RunSettings, _ questions: Inquiry) throws -> [Finding]

  /// The program that stands behind it, whose version a bug report tells; nil where there is none.
  var program: SandboxProgram? { get }

  /// Why its sandboxes get no credential for the forge, as a part of a sentence; nil where they may have one.
  var reasonForNoForgeCredential: String? { get }

  /// What helps where a sandbox does not do what a night relies on.
  var remedyForBrokenSandbox: String { get }

  /// What helps where a program that a check runs is not in the sandbox of a PRD.
  func remedyForMissingProgram(prd: Int) -> String

  /// Creates the sandbox, or finds it as it was left. Says which. `aboutToCreate` is called before anything is created:
  /// a creation that is cut off may be finished all the same, and is then found.
  func open(_ spec: SandboxSpec, aboutToCreate: () throws -> Void) throws -> SandboxState

  /// The command, to be run on the host, that runs `arguments` inside the sandbox, in the clone's top folder.
  func inside(_ spec: SandboxSpec, _ arguments: [String], input: Command.Input) -> Command

  /// The same for a command whose services go on when it ends.
  func hook(_ spec: SandboxSpec, _ arguments: [String]) -> Command

  /// The same for a command of krutrimbox's own that looks at what is at work inside.
  func look(_ spec: SandboxSpec, _ arguments: [String]) -> Command

  /// What went wrong with the sandbox itself, as far as the end of a command that ran inside tells; nil when the
  /// command alone is to blame.
  func ownFailure(in result: CommandResult, of spec: SandboxSpec) -> ExpectedFailure?

  /// What a command that ran inside printed on its output, without notices of the sandbox's own.
  func output(of result: CommandResult) -> String

  /// Brings a ref of the sandbox's clone into a ref of the host repository. `commit` is the one that it must be: a
  /// sandbox's address may have passed to another sandbox. nil takes what comes. Throws KB-S007.
  func fetch(_ sandboxRef: String, into hostRef: String, from spec: SandboxSpec, expecting commit: String?) throws

  /// The ways that `fetch` has, in the order in which it tries them.
  var fetchWays: [FetchWay] { get }

  /// Brings a ref by this way alone into a ref of `repository`, which has the commits that the host gave to the clone.
  /// Returns why it did not work, nil when it did.
  func fetch(
    _ sandboxRef: String, into ref: String, of repository: String, from spec: SandboxSpec, by way: FetchWay,
    expecting commit: String
  ) throws -> String?

  /// Ends everything that runs inside; files stay.
  func stop(_ spec: SandboxSpec) throws

  /// Ends what sessions have left at work, where a script that runs inside can't find it.
  func endLeft(_ spec: SandboxSpec) throws

  /// Whether the sandbox itself, when it is asked, turns out not to exist. A list that lacks it is no such answer.
  func isGone(_ spec: SandboxSpec) throws -> Bool

  /// Removes the sandbox and its clone. One that is gone is fine.
  func remove(_ spec: SandboxSpec) throws

  /// Whether an earlier version made the sandbox from the operator's clone, so that it sees nothing of what the Factory
  /// Clone has got since; known once it is open.
  func isOfEarlierVersion(_ spec: SandboxSpec) -> Bool

  /// Names of krutrimbox's sandboxes that exist. A name that is not listed may exist all the same. Throws KB-S008 where
  /// the list can't be read.
  func list() throws -> [String]

  /// What a person types to look inside and to remove it.
  func commandsForPeople(_ spec: SandboxSpec) -> SandboxHelp
}

extension SandboxBackend {
  package static var usesBubblewrap: Bool { false }

  package var program: SandboxProgram? { nil }

  package func open(_ spec: SandboxSpec) throws -> SandboxState { try open(spec) {} }

  package func hook(_ spec: SandboxSpec, _ arguments: [String]) -> Command {
    inside(spec, arguments, input: .nothing)
  }

  package func look(_ spec: SandboxSpec, _ arguments: [String]) -> Command {
    inside(spec, arguments, input: .nothing)
  }

  package func ownFailure(in result: CommandResult, of spec: SandboxSpec) -> ExpectedFailure? { nil }

  package func output(of result: CommandResult) -> String { result.output }

  package func endLeft(_ spec: SandboxSpec) throws {}

  package func isOfEarlierVersion(_ spec: SandboxSpec) -> Bool { false }

  package func fetch(_ sandboxRef: String, into hostRef: String, from spec: SandboxSpec) throws {
    try fetch(sandboxRef, into: hostRef, from: spec, expecting: nil)
  }
}

/// A way on which commits leave a sandbox.
package enum FetchWay: String, Sendable {
  /// git, from a server or folder.
  case remote
  /// A bundle, as text through a command inside.
  case bundle
}

/// Whether `open` made the sandbox or found it.
package enum SandboxState: String, Codable, Sendable {
  case created, reused
}
