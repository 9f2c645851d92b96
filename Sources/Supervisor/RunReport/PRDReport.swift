#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBAgents
import KBDomain
import KBFailures
import KBProtocol

/// What one PRD of a run has come to.
struct PRDReport: Equatable, Codable, Sendable {
  /// An Implementation Issue that was worked on.
  struct IssueEntry: Equatable, Codable, Sendable {
    var number: Int
    var title: String
    /// From 1.
    var position: Int
    /// The commit at origin; nil where none was made.
    var commit: String?
    var sessions = 0
    var usage = AgentUsage()
    var startedAt: Date
    /// When the next issue began, or the work on the PRD ended; nil while it is worked on.
    var endedAt: Date?
  }

  /// A worker that ended without an outcome.
  struct Crash: Equatable, Codable, Sendable {
    var at: Date
    var why: String
  }

  /// Something that a person should read.
  struct Note: Equatable, Codable, Sendable {
    var at: Date
    var text: String
  }

  /// A stretch of time with one kind of work.
  struct Span: Equatable, Codable, Sendable {
    var kind: WorkKind
    var issue: Int?
    var from: Date
    var to: Date
  }

  /// Sessions of one purpose, of this run.
  struct PurposeEntry: Equatable, Codable, Sendable {
    var sessions = 0
    var usage = AgentUsage()
  }

  /// What the final review came to, by acceptance criterion.
  struct Criteria: Equatable, Codable, Sendable {
    var met: Int
    var unmet: Int
    var byHand: Int
  }

  /// How the checks came out; nil is not known.
  struct Checks: Equatable, Codable, Sendable {
    var base: CheckCount?
    var tip: CheckCount?
    var merged: CheckCount?
  }

  /// What the PRD has used in its whole life of what it may have.
  struct Ceiling: Equatable, Codable, Sendable {
    var sessions: Int
    var of: Int
    var tokens: Int
    /// nil is no such number.
    var ofTokens: Int?
  }

  /// How many notes are kept, so that a night of them costs the Supervisor no memory.
  static let noteLimit = 100

  var number: Int
  /// nil in a run of one repository.
  var repository: RepositoryIdentity?
  var title: String
  var url: String
  var status: PRDStatus
  /// nil while it has none.
  var outcome: FactoryRunOutcome?
  /// In which files its delivered pull request conflicts with the base branch; nil where nothing is in the way.
  var conflicts: String? {
    if case .delivered(_, let conflicts)? = outcome { conflicts } else { nil }
  }
  /// What the operator does so that it goes on; nil where nothing is to be done.
  var remedy: String?
  /// The command that goes with it.
  var command: String?
  var pullRequest: String?
  var branch: String
  var sandbox: String?
  var log: String

  /// In the order in which they were worked on.
  var issues: [IssueEntry] = []
  /// Issues of the sequence; nil before a worker has told.
  var issuesTotal: Int?
  var commits: [String] = []
  var sessions = 0
  var usage = AgentUsage()
  /// nil where an older kb ran, which does not say what sessions are for.
  var purposes: [SessionPurpose: PurposeEntry]?
  /// nil where no review has judged them.
  var criteria: Criteria?
  /// nil where none were run.
  var checks: Checks?
  /// nil where no session was about to start.
  var ceiling: Ceiling?
  var workers = 0
  var crashes: [Crash] = []
  /// The newest, at most `noteLimit`.
  private(set) var notes: [Note] = []
  /// Notes before these, which only the log has.
  private(set) var earlierNotes = 0
  /// Lines of its workers that were not understood.
  var oddities = 0
  /// What it does now; nil when nobody works on it.
  var step: String?
  var waitingFor: Brake?

  var startedAt: Date?
  var endedAt: Date?
  var times = TimeSplit()
  /// In time order, without gaps while it has a slot.
  var spans: [Span] = []

  var name: PRDName { PRDName(number, of: repository) }

  /// One more note; the oldest gives way.
  mutating func add(_ note: Note) {
    notes.append(note)
    guard notes.count > Self.noteLimit else { return }
    notes.removeFirst()
    earlierNotes += 1
  }

  /// The failure of its outcome; nil where it has none.
  var failure: DiagnosedFailure? {
    switch outcome {
    case .failed(_, let failure), .unchanged(_, _, let failure): failure
    case .delivered, .notReady, .paused, .blocked, .skipped, .heldElsewhere, .stopped, nil: nil
    }
  }

  /// Why it needs a person, a line each: of a failure what the agent or the system said, of a pull request that is not
  /// ready every reason; nil where the outcome says it all.
  var why: String? {
    if case .notReady(_, let reasons)? = outcome { return reasons.joined(separator: "\n") }
    return failure?.why
  }

  /// `3/5 issues`; nil where nothing is known of them.
  var progress: String? {
    guard let issuesTotal else { return nil }
    return "\(issuesDone)/\(issuesTotal) \(issuesTotal == 1 ? "issue" : "issues")"
  }

  /// Issues at the head of the sequence that are done, those of earlier runs included.
  var issuesDone: Int {
    if status == .delivered || status == .notReady { return issuesTotal ?? commits.count }
    guard let last = issues.max(by: { $0.position < $1.position }) else { return 0 }
    return last.commit == nil ? last.position - 1 : last.position
  }
}
