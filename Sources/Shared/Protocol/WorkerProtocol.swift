#if canImport(FoundationEssentials)
  package import FoundationEssentials
#else
  package import Foundation
#endif
package import KBAgents
package import KBConfiguration
package import KBDomain

/// What Supervisor and Worker say to each other: one JSON object per line (docs/protocol.md). Every associated value is
/// labelled, because the label is the key on the wire. Unknown keys are ignored; a new case never renames an old one.
package enum WorkerProtocol {
  /// Raised when an old reader could misunderstand a new writer. A Worker with another version is refused at hello.
  package static let version = 1

  /// Seconds between two heartbeats of a Worker.
  package static let heartbeatSeconds = 10
}

/// An order or event with what ties it to its run.
package struct Envelope<Message: Codable & Equatable & Sendable>: Codable, Equatable, Sendable {
  /// `WorkerProtocol.version` of the writer.
  package var v: Int
  /// Run id of the Factory Run; lines of another run are dropped.
  package var run: String
  package var prd: Int
  /// Counts from 1 in each direction.
  package var seq: Int
  package var message: Message

  package init(run: String, prd: Int, seq: Int, _ message: Message) {
    v = WorkerProtocol.version
    self.run = run
    self.prd = prd
    self.seq = seq
    self.message = message
  }
}

/// What the Supervisor orders. The first line is always `assign`.
package enum WorkerOrder: Equatable, Codable, Sendable {
  case assign(assignment: Assignment)
  /// The brakes that are on now; an empty list frees everybody.
  case brakes(active: [Brake])
  /// Start no further agent session, for a reason that people read; what runs may end.
  case startNoSession(why: String)
  /// End with everything resumable; `now` doesn't wait for the running step.
  case stop(now: Bool)
}

/// All that a Worker needs to know of its PRD.
package struct Assignment: Equatable, Codable, Sendable {
  package var run: String
  package var prd: Int
  package var title: String
  /// The Factory Clone's where the run works without one of the operator's. Top folder of the operator's clone.
  package var checkout: String
  /// Top folder of the Factory Clone; nil in what was written before there was one.
  package var clone: String?
  package var repository: RepositoryIdentity
  package var defaultBranch: String
  package var operatorLogin: String
  package var settings: RunSettings
  /// The state directory.
  package var stateRoot: String
  /// The Worker's log, for people who ask where it is.
  package var log: String
  /// No agent session starts after it; nil is no such time.
  package var deadline: Date?
  /// The Worker only stops what dead Workers of the PRD have left in its sandbox. nil is no.
  package var onlyFences: Bool?
  /// What the forge's server does not have of what it is asked for: `Discovery.serverLacks`. nil is nothing.
  package var serverLacks: [String]?
  /// `RunFlags.again` of the run's command; nil is none.
  package var flags: String?
  /// A person lets the PRD have as many sessions again. nil is no.
  package var raises: Bool?
  /// How the PRD ended before in this run: people know that already. nil in the first look at it.
  package var endedBefore: FactoryRunOutcome?

  package init(
    run: String, prd: Int, title: String, checkout: String, repository: RepositoryIdentity, defaultBranch: String,
    operatorLogin: String, settings: RunSettings, stateRoot: String, log: String, deadline: Date? = nil,
    onlyFences: Bool? = nil, serverLacks: [String]? = nil, flags: String? = nil, clone: String? = nil
  ) {
    self.flags = flags
    self.clone = clone
    self.serverLacks = serverLacks
    self.run = run
    self.prd = prd
    self.title = title
    self.checkout = checkout
    self.repository = repository
    self.defaultBranch = defaultBranch
    self.operatorLogin = operatorLogin
    self.settings = settings
    self.stateRoot = stateRoot
    self.log = log
    self.deadline = deadline
    self.onlyFences = onlyFences
  }

  /// The clone whose configuration says how origin is reached; nil where the run works without one of the operator's.
  package var operatorClone: String? { checkout == clone ? nil : checkout }

  /// The folder that git works in.
  package var repositoryFolder: String { clone ?? checkout }

  /// The branch that the PRD Branch starts from.
  package var baseBranch: String { settings.baseBranch ?? defaultBranch }
}

/// What a Worker tells.
package enum WorkerEvent: Equatable, Codable, Sendable {
  /// The first line of a Worker: its process id and the version it was built as.
  case hello(pid: Int32, version: String)
  /// The PRD's lock is taken.
  case claimed
  case sandbox(name: String)
  /// The due issue and its place in the sequence, from 1.
  case issue(number: Int, title: String, position: Int, total: Int)
  /// nil issue: the step is about the whole PRD.
  case phase(name: RunPhase, issue: Int?)
  /// What the agent does now, in a few words.
  /// Chatter is no sign that it gets anywhere: reconnecting, waiting for the vendor, its last error.
  case activity(text: String, isChatter: Bool? = nil)
  /// A session was started; sessions cost money. An older version does not say what for: nil.
  case sessionStarted(issue: Int?, agent: AgentName, purpose: SessionPurpose? = nil)
  case sessionEnded(issue: Int?, usage: AgentUsage, ok: Bool, purpose: SessionPurpose? = nil)
  case published(issue: Int, commit: String)
  case pullRequest(number: Int, url: String)
  /// What the final review came to, by acceptance criterion; `byHand` are those that a person must look at.
  case criteria(met: Int, unmet: Int, byHand: Int)
  /// How the checks came out on the base, on the PRD Branch's tip, and on both merged; nil is not known (yet). The newest
  /// event holds.
  case checks(base: CheckCount?, tip: CheckCount?, merged: CheckCount?)
  /// What the PRD has used of what it may have in its whole life; nil `ofTokens` is no such number. The newest event holds.
  case ceiling(sessions: Int, of: Int, tokens: Int, ofTokens: Int?)
  /// A limit was met: nobody should start a session before it is over.
  case brake(brake: Brake)
  /// The Worker waits for a brake's end, its claim kept. nil: it goes on.
  case waiting(brake: Brake?)
  /// Something a person should read, though the run goes on.
  /// The end of the run tells it once more where `isForSummary` says so.
  case note(text: String, isForSummary: Bool? = nil)
  case heartbeat
  /// The last line of a Worker.
  case ended(outcome: FactoryRunOutcome)

  /// A slow reader may miss these; the state they tell is told again.
  package var mayBeDropped: Bool {
    switch self {
    case .activity, .heartbeat: true
    case .hello, .claimed, .sandbox, .issue, .phase, .sessionStarted, .sessionEnded, .published, .pullRequest,
      .criteria, .checks, .ceiling, .brake, .waiting, .note, .ended:
      false
    }
  }
}
