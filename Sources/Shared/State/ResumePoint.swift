package import KBDomain

/// What a journal says about how to go on. Pure.
package struct ResumePoint: Equatable, Sendable {
  /// An earlier run had no clean end: its agent may still be at work in the sandbox.
  package var needsFence: Bool { !unendedRuns.isEmpty }
  /// Run ids of the Factory Runs without a clean end that nobody has fenced yet.
  package var unendedRuns: [String] = []
  /// How far each issue came that was begun and not published.
  package var work: [Int: PaidWork] = [:]
  /// What origin refused in the commit that was made last for an issue.
  package var refusals: [Int: String] = [:]
  /// Sandboxes whose hooks have run to their end.
  package var readySandboxes: Set<JournalSandbox> = []
  /// Sandboxes that were ever made for the PRD, or were about to be.
  package var madeSandboxes: Set<JournalSandbox> = []
  /// The final review that was paid for last; nil where there was none.
  package var review: PaidReview?
  /// The rounds of repair that were begun.
  package var repairs = RepairHistory()
  /// What sessions made and what is not in the commit of their issue.
  package var leftOut: [Int: LeftOut] = [:]
  /// The commit that was made last.
  package var lastCommit: String?
  /// What the newest commit of each issue has passed, in the order in which they were made.
  private var passed: [PassedChecks] = []
  /// Issues whose commit was made after the newest delivery.
  private var undelivered: Set<Int> = []
  private var wasDelivered = false

  /// Whether there was a delivery, and one of these published issues came later: leaving draft says nothing of it.
  package func owesDelivery(of published: Set<Int>) -> Bool {
    wasDelivered && !undelivered.isDisjoint(with: published)
  }

  /// The checks that the newest of these published issues has passed; nil where it was published without.
  package func checks(of published: Set<Int>) -> PassedChecks? {
    passed.last { published.contains($0.issue) }.flatMap { $0.commands.isEmpty ? nil : $0 }
  }

  package init(_ lines: [JournalLine]) {
    for line in lines {
      switch line.entry {
      case .began: unendedRuns.append(line.run)
      case .sandboxCreated(let name, let backend):
        readySandboxes.subtract([JournalSandbox(name, backend), JournalSandbox(name, nil)])
        madeSandboxes.insert(JournalSandbox(name, backend))
      case .sandboxReady(let name, let backend):
        readySandboxes.insert(JournalSandbox(name, backend))
        madeSandboxes.insert(JournalSandbox(name, backend))
      case .fenced: unendedRuns.removeAll { $0 != line.run }
      case .ended(let outcome):
        unendedRuns.removeAll { $0 == line.run }
        // What older versions wrote knows deliveries by their end alone.
        if outcome == "delivered" { noteDelivery() }
      case .sessionCounted, .sessionSpent: break
      case .raised: repairs.used = 0
      case .sessionStarted(let issue, let base): work[issue] = .begun(base: base)
      case .sessionSucceeded(let issue, let base, let message): work[issue] = .finished(base: base, message: message)
      case .collected(let issue, let base, let snapshot, let leftOut):
        work[issue] = .collected(base: base, snapshot: snapshot, leftOut: leftOut)
        self.leftOut[issue] = leftOut
      case .committed(let issue, let parent, let commit, let checks):
        work[issue] = .committed(parent: parent, commit: commit, checks: checks)
        note(PassedChecks(issue: issue, commands: checks ?? []))
        undelivered.insert(issue)
        refusals[issue] = nil
        lastCommit = commit
      case .sessionFailed(let issue, let refusal):
        work[issue] = nil
        passed.removeAll { $0.issue == issue }
        if let refusal { refusals[issue] = refusal }
      case .published(let issue, let commit):
        work[issue] = nil
        repairs.note(commit, for: issue)
      case .reviewed(let head, let text, let judgement):
        review = PaidReview(head: head, text: text, judgement: judgement)
      case .repairStarted(let head, let issue):
        repairs.begin(at: head, issue: issue)
        work[issue] = nil
      case .repairFailed(let why): repairs.failure = why
      case .delivered: noteDelivery()
      }
    }
  }

  /// Whether the hooks have run in this sandbox. A line of an older version counts for every backend.
  package func isReady(_ name: String, _ backend: SandboxName) -> Bool {
    !readySandboxes.isDisjoint(with: [JournalSandbox(name, backend), JournalSandbox(name, nil)])
  }

  private mutating func note(_ checks: PassedChecks) {
    passed.removeAll { $0.issue == checks.issue }
    passed.append(checks)
  }

  private mutating func noteDelivery() {
    wasDelivered = true
    repairs.used = 0
    undelivered = []
  }
}

/// A sandbox that the journal knows. One name may be in use by more than one backend.
package struct JournalSandbox: Hashable, Sendable {
  package var name: String
  /// nil where an older version has not said it.
  package var backend: SandboxName?

  package init(_ name: String, _ backend: SandboxName?) {
    self.name = name
    self.backend = backend
  }
}

/// A final review whose text an earlier run has paid for.
package struct PaidReview: Equatable, Sendable {
  /// The commit that it looked at.
  package var head: String
  package var text: String
  /// nil where a version before the ready gate has made it.
  package var judgement: Judgement?

  package init(head: String, text: String, judgement: Judgement? = nil) {
    self.head = head
    self.text = text
    self.judgement = judgement
  }
}

extension ResumePoint {
  /// What was collected or committed and not published, by issue: the commit that has it.
  package var unpublished: [Int: String] { work.compactMapValues(\.commit) }
}
