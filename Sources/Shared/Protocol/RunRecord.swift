#if canImport(FoundationEssentials)
  package import FoundationEssentials
#else
  package import Foundation
#endif
package import KBAgents
import KBConfiguration
package import KBDomain

/// What is known of one Factory Run, built from its events. The Supervisor shows it, the Worker writes it into its
/// registry file for `kb workers`.
package struct RunRecord: Equatable, Codable, Sendable {
  package struct IssueProgress: Equatable, Codable, Sendable {
    package var number: Int
    package var title: String
    /// From 1.
    package var position: Int
    package var total: Int
  }

  package var run: String
  package var prd: Int
  package var title: String
  package var repository: RepositoryIdentity
  package var agent: AgentName
  package var log: String
  /// The host clone it works for.
  package var checkout: String
  /// `RunFlags.again` of the run's command; nil is none.
  package var flags: String?
  package var startedAt: Date
  /// When the Worker last told anything.
  package var lastSign: Date

  package var pid: Int32?
  package var supervisor: Int32?
  package var version: String?
  package var sandbox: String?
  package var phase: RunPhase?
  package var phaseSince: Date?
  package var issue: IssueProgress?
  package var activity: String?
  /// The brake that the Worker waits for; nil while it works.
  package var waitingFor: Brake?
  package var sessions = 0
  package var usage = AgentUsage()
  package var commits: [String] = []
  package var pullRequest: String?
  package var outcome: FactoryRunOutcome?

  package init(_ assignment: Assignment, at now: Date) {
    run = assignment.run
    prd = assignment.prd
    title = assignment.title
    repository = assignment.repository
    agent = assignment.settings.agent
    log = assignment.log
    checkout = assignment.checkout
    flags = assignment.flags
    startedAt = now
    lastSign = now
  }

  /// Pure: the record after one more event.
  package mutating func apply(_ event: WorkerEvent, at now: Date) {
    lastSign = now
    switch event {
    case .hello(let pid, let version):
      self.pid = pid
      self.version = version
    case .claimed, .heartbeat, .note, .brake, .criteria, .checks, .ceiling: break
    case .waiting(let brake): waitingFor = brake
    case .sandbox(let name): sandbox = name
    case .issue(let number, let title, let position, let total):
      issue = IssueProgress(number: number, title: title, position: position, total: total)
    case .phase(let name, _):
      phase = name
      phaseSince = now
      activity = nil
    case .activity(let text, _): activity = text
    case .sessionStarted: sessions += 1
    case .sessionEnded(_, let usage, _, _): self.usage = self.usage + usage
    case .published(_, let commit): commits.append(commit)
    case .pullRequest(_, let url): pullRequest = url
    case .ended(let outcome): self.outcome = outcome
    }
  }
}
