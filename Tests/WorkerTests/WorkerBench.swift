import Foundation
import KBAgents
import KBConfiguration
import KBDomain
import KBFailures
import KBForges
import KBProtocol
import KBRepository
import KBSandboxes
import KBState
import KBSystem
import KBText
import TestSupport
@testable import Worker

/// A Factory Run without processes: a scripted world, a forge and a sandbox that remember what was asked
/// of them, and the other ends of the Worker's pipes.
final class WorkerBench {
  let effects = ScriptedEffects()
  let forge = RememberingForge()
  let sandbox = RememberingSandbox()
  let folder: String
  let assembly: FactoryRunAssembly
  let narrator: Narrator
  private let loop = EventLoop(signals: nil)
  private let control: ControlChannel
  private let orders: Int32
  private let events: Int32

  /// `change` may alter the settings; `deadline` is the run's, `others` are backends that it does not use.
  init(deadline: Date? = nil, others: [any SandboxBackend] = [], _ change: (inout RunSettings) -> Void = { _ in })
    throws
  {
    folder = FileManager.default.temporaryDirectory.path + "/kb-bench-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    var settings = RunSettings()
    settings.limits.freeDiskGiB = 0
    change(&settings)
    let assignment = Assignment(
      run: "20261124-2214-7f3a-12-1", prd: 12, title: "Import rows", checkout: folder,
      repository: RepositoryIdentity(host: "github.com", owner: "acme", name: "webapp"), defaultBranch: "main",
      operatorLogin: "alice", settings: settings, stateRoot: folder, log: folder + "/prd-12.log", deadline: deadline)

    let (ordersPipe, eventsPipe) = (try Descriptor.pipe(), try Descriptor.pipe())
    orders = ordersPipe.writer
    events = eventsPipe.reader
    Descriptor.setNonBlocking(events)
    let runner = ProcessRunner(loop: loop, environment: [:])
    control = ControlChannel(orders: ordersPipe.reader, events: eventsPipe.writer, loop: loop, runner: runner)
    let order = Envelope(run: assignment.run, prd: 12, seq: 1, WorkerOrder.assign(assignment: assignment))
    Descriptor.writeAll(orders, try ProtocolCoding.line(order))
    guard control.awaitAssignment(within: .seconds(60)) == assignment else { throw CocoaError(.coderReadCorrupt) }

    let secrets = Redaction(secrets: ["correct-horse-battery"])
    narrator = Narrator(assignment, redaction: secrets, faults: .none, send: control.send)
    let patience = Patience(
      effects: effects, narrator: narrator, word: control.word, agent: settings.agent, deadline: deadline, scale: 1)
    assembly = FactoryRunAssembly(
      assignment: assignment, effects: effects, faults: .none, narrator: narrator,
      journal: try RunJournal(folder + "/prd-12.journal", run: assignment.run, clock: { Date() }), patience: patience,
      forge: forge, branch: PRDBranch(git: Git(folder, effects: effects), prd: 12, base: "main"),
      sandbox: PRDSandbox(
        backend: sandbox, spec: SandboxSpec(prd: 12, of: assignment.repository, from: folder, settings: settings),
        effects: effects, leftover: Leftover()),
      otherBackends: others, home: nil)
  }

  deinit {
    Descriptor.close(orders)
    Descriptor.close(events)
    try? FileManager.default.removeItem(atPath: folder)
  }

  var patience: Patience { assembly.patience }
  /// What is in the journal, in order.
  var entries: [JournalEntry] { assembly.journal.lines.map(\.entry) }

  /// A workplace in the PRD Sandbox that is not open yet; Alice commits.
  func workplace() throws -> Workplace {
    let alice = try GitIdentity(.printed("Alice <alice@example.org> 1 +0000"))
    return assembly.workplace(in: assembly.sandbox, Committer(assembly.branch, known: alice))
  }

  /// Lets the Supervisor tell which brakes are on.
  func order(_ brakes: [Brake]) throws {
    try order(.brakes(active: brakes))
    loop.run { control.brakes.all == brakes }
  }

  /// Lets the Supervisor say that no further session may start.
  func orderNoSession(because why: String) throws {
    try order(.startNoSession(why: why))
    loop.run { control.noSessionReason != nil }
  }

  private func order(_ order: WorkerOrder) throws {
    Descriptor.writeAll(
      orders, try ProtocolCoding.line(Envelope(run: assembly.assignment.run, prd: 12, seq: 2, order)))
  }

  /// What the Worker has told so far and was not looked at yet, without its greeting.
  func told() -> [WorkerEvent] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while case .bytes(let count) = Descriptor.read(events, into: &buffer) { bytes += buffer[..<count] }
    return bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
      guard case .message(let envelope) = ProtocolCoding.parse(.line(Array(line)), as: WorkerEvent.self) else {
        return nil
      }
      if case .hello = envelope.message { return nil }
      return envelope.message
    }
  }

  var notes: [String] { told().compactMap { if case .note(let text, _) = $0 { text } else { nil } } }

  static func failure(_ code: FailureCode, until: Date? = nil) -> ExpectedFailure {
    ExpectedFailure(code, "it went wrong.", why: "because", fix: "mend it", until: until)
  }
}

/// A forge that takes everything and remembers it.
final class RememberingForge: Forge {
  let name = ForgeName.github
  private(set) var calls: [String] = []
  /// Thrown by the next call.
  var failure: ExpectedFailure?

  private func note(_ call: String) throws {
    calls.append(call)
    defer { failure = nil }
    if let failure { throw failure }
  }

  func discover() throws -> Discovery { throw CocoaError(.featureUnsupported) }
  func createLabels(_ missing: [Label]) throws { try note("labels") }

  /// What `readPRD` gives; nil where the test reads no PRD.
  var snapshot: PRDSnapshot?

  func readPRD(_ number: Int, branch: String) throws -> PRDSnapshot {
    guard let snapshot else { throw CocoaError(.featureUnsupported) }
    return snapshot
  }

  /// By branch.
  var pulls: [String: PullRequest] = [:]

  func pullRequest(of branch: String) throws -> PullRequest? {
    try note("find \(branch)")
    return pulls[branch]
  }

  func createPullRequest(_ new: NewPullRequest) throws -> PullRequest {
    try note("create \(new.head) onto \(new.base)")
    return PullRequest(number: 88, url: "https://example.org/pull/88", isDraft: true, body: new.body, labels: ["PRD"])
  }

  func updateBody(of pullRequest: PullRequest, to body: String) throws { try note("update #\(pullRequest.number)") }
  func save(_ comment: FactoryComment, seen: OwnComments) throws {
    try note("comment on #\(comment.target): \(comment.body)")
  }
  func closeIssue(_ number: Int) throws { try note("close #\(number)") }
  func markReady(_ pullRequest: PullRequest) throws { try note("ready #\(pullRequest.number)") }
  func requestReview(of pullRequest: PullRequest, from login: String) throws { try note("review by \(login)") }
}

/// A sandbox that exists at once and remembers what was done with it.
final class RememberingSandbox: SandboxBackend {
  let name: SandboxName
  let isolation = "none"
  private(set) var calls: [String] = []
  /// Thrown by each `stop`.
  var stopFailure: ExpectedFailure?
  /// What `open` finds.
  var state = SandboxState.created

  init(_ name: SandboxName = .sbx) { self.name = name }

  static func needs(_ settings: RunSettings.Sandbox) -> SandboxNeeds? { nil }
  func ask(_ questions: Inquiry) throws {}
  func examine(_ settings: RunSettings, _ questions: Inquiry) throws -> [Finding] { [] }
  let reasonForNoForgeCredential: String? = nil
  let remedyForBrokenSandbox = "look"
  func remedyForMissingProgram(prd: Int) -> String {
    DockerSandbox(effects: ScriptedEffects(), stateRoot: "/").remedyForMissingProgram(prd: prd)
  }
  func check(_ spec: SandboxSpec) throws {}
  func open(_ spec: SandboxSpec, aboutToCreate: () throws -> Void) throws -> SandboxState {
    calls.append("open")
    if state == .created { try aboutToCreate() }
    return state
  }
  func inside(_ spec: SandboxSpec, _ arguments: [String], input: Command.Input) -> Command {
    Command("inside", arguments, input: input)
  }
  func fetch(_ sandboxRef: String, into hostRef: String, from spec: SandboxSpec, expecting commit: String?) throws {
    calls.append("fetch")
  }
  let fetchWays: [FetchWay] = [.remote]
  func fetch(
    _ sandboxRef: String, into ref: String, of repository: String, from spec: SandboxSpec, by way: FetchWay,
    expecting commit: String
  ) throws -> String? { "nothing is inside" }
  func stop(_ spec: SandboxSpec) throws {
    calls.append("stop")
    if let stopFailure { throw stopFailure }
  }
  func ownFailure(in result: CommandResult, of spec: SandboxSpec) -> ExpectedFailure? {
    DockerSandbox(effects: ScriptedEffects(), stateRoot: "/").ownFailure(in: result, of: spec)
  }
  func isGone(_ spec: SandboxSpec) throws -> Bool { false }
  func remove(_ spec: SandboxSpec) throws { calls.append("remove") }
  func list() throws -> [String] { [] }
  func commandsForPeople(_ spec: SandboxSpec) -> SandboxHelp { SandboxHelp(inspect: "look", remove: "remove") }
}
