#if canImport(FoundationEssentials)
  package import FoundationEssentials
#else
  package import Foundation
#endif
package import KBDomain
package import KBFailures
import KBSystem

/// One thing that was done for a PRD. What GitHub, origin and the sandbox say wins over it.
package enum JournalEntry: Equatable, Codable, Sendable {
  case began
  /// Nothing of earlier runs is at work any more.
  case fenced
  /// A new sandbox is about to be made: hooks that have run in an earlier one of its name say nothing of it. Older
  /// versions do not say its backend: nil.
  case sandboxCreated(name: String, backend: SandboxName? = nil)
  /// Its hooks have run. Older versions do not say its backend: nil.
  case sandboxReady(name: String, backend: SandboxName? = nil)
  /// An agent session is about to start on this commit.
  case sessionStarted(issue: Int, base: String)
  /// A session is about to start, and counts for the PRD's whole life, whatever becomes of it.
  case sessionCounted(purpose: SessionPurpose, issue: Int? = nil)
  /// A session has ended, and has used these tokens of all kinds. `wasTurnedAway`: it used none, because the agent's
  /// service or the sandbox did not take it; nil is no.
  case sessionSpent(purpose: SessionPurpose, tokens: Int, wasTurnedAway: Bool? = nil)
  /// A person lets the PRD have as many sessions and tokens again.
  case raised
  /// The session on the issue ended well; its work is in the sandbox. Not to be paid for again.
  case sessionSucceeded(issue: Int, base: String, message: String)
  /// It ended in a failure, so its work is not to be published as it is. `refusal` is what origin said against what is in
  /// its commit; nil for any other failure.
  case sessionFailed(issue: Int, refusal: String? = nil)
  /// The work is on the host as this commit, whose parent is `base`. `leftOut` is what the session made beside; nil where
  /// there is nothing.
  case collected(issue: Int, base: String, snapshot: String, leftOut: LeftOut? = nil)
  /// The issue's one commit was made on this parent, and is about to be pushed. `checks` are the checks that its very
  /// files have passed; nil where there were none.
  case committed(issue: Int, parent: String, commit: String, checks: [String]? = nil)
  case published(issue: Int, commit: String)
  /// The final review of this commit, paid for and not yet posted. Versions before the ready gate have the text alone.
  case reviewed(head: String, text: String, judgement: Judgement? = nil)
  /// A repair of what the review of this commit found is about to start: the round is used, whatever becomes of it. `issue`
  /// is what its work is called by in the entries that follow: the PRD's own number.
  case repairStarted(head: String, issue: Int)
  /// The newest repair came to nothing.
  case repairFailed(why: String)
  /// The review of this commit is on the pull request, and whoever is to look at it was asked.
  case delivered(head: String)
  case ended(outcome: String)

  /// The entry without what it holds.
  package enum Kind: String, CaseIterable, Sendable {
    case began, fenced, sandboxCreated, sandboxReady, sessionStarted, sessionCounted, sessionSpent, raised
    case sessionSucceeded, sessionFailed, collected, committed, published, reviewed, repairStarted, repairFailed
    case delivered, ended
  }

  package var kind: Kind {
    switch self {
    case .began: .began
    case .fenced: .fenced
    case .sandboxCreated: .sandboxCreated
    case .sandboxReady: .sandboxReady
    case .sessionStarted: .sessionStarted
    case .sessionCounted: .sessionCounted
    case .sessionSpent: .sessionSpent
    case .raised: .raised
    case .sessionSucceeded: .sessionSucceeded
    case .sessionFailed: .sessionFailed
    case .collected: .collected
    case .committed: .committed
    case .published: .published
    case .reviewed: .reviewed
    case .repairStarted: .repairStarted
    case .repairFailed: .repairFailed
    case .delivered: .delivered
    case .ended: .ended
    }
  }
}

/// A line of the journal.
package struct JournalLine: Equatable, Codable, Sendable {
  package var run: String
  package var at: Date
  package var entry: JournalEntry

  package init(run: String, at: Date, entry: JournalEntry) {
    self.run = run
    self.at = at
    self.entry = entry
  }
}

/// The journal of one PRD: appended and synced at every edge, so that a run killed anywhere goes on from there.
package final class RunJournal {
  private let file: AppendFile
  private let run: String
  private let clock: () -> Date
  private let reserve: JournalReserve
  /// What is known from earlier runs and this one.
  package private(set) var lines: [JournalLine]
  /// Told `before-<kind>` and `after-<kind>` of every entry, for fault tests.
  package var atEdge: (String) -> Void = { _ in }
  /// False where a fault test leaves the sync out.
  package var isSynced = true

  /// Whether an earlier run of this PRD left a word. Without one, what is found may come from a run whose journal is lost.
  package var knowsEarlierRuns: Bool { lines.first.map { $0.run != run } ?? false }

  /// Reads what is there and opens it for appending. A torn last line is closed off, a line that can't be read is
  /// passed over. Throws KB-M004.
  package init(_ path: String, run: String, clock: @escaping () -> Date) throws(ExpectedFailure) {
    self.run = run
    self.clock = clock
    reserve = JournalReserve(path: path + ".reserve")
    let bytes = Files.bytes(path) ?? []
    lines = Self.lines(in: bytes)
    do {
      file = try AppendFile(path)
      if let last = bytes.last, last != UInt8(ascii: "\n") { try file.append([UInt8(ascii: "\n")]) }
    } catch {
      throw .stateDirectoryUnusable(path, error.description)
    }
  }

  /// What a journal says, without opening it for writing; nothing where there is none.
  package static func lines(at path: String) -> [JournalLine] { lines(in: Files.bytes(path) ?? []) }

  private static func lines(in bytes: [UInt8]) -> [JournalLine] {
    bytes.split(separator: UInt8(ascii: "\n")).compactMap {
      try? StateCoding.decoder.decode(JournalLine.self, from: Data($0))
    }
  }

  /// Throws KB-M004 when it can't be put on the disk: nothing may be done that could not be remembered.
  package func append(_ entry: JournalEntry) throws(ExpectedFailure) {
    let line = JournalLine(run: run, at: clock(), entry: entry)
    atEdge("before-\(entry.kind.rawValue)")
    do {
      try write(Array(StateCoding.encoder.encode(line)) + [UInt8(ascii: "\n")])
    } catch {
      throw .stateDirectoryUnusable(file.path, String(describing: error))
    }
    lines.append(line)
    if case .ended = entry { reserve.remove() }
    atEdge("after-\(entry.kind.rawValue)")
  }

  /// Notes that a person raises the ceiling: once in a run, however many Workers it needs. Throws KB-M004.
  package func raiseOnce() throws(ExpectedFailure) {
    func wholeRun(_ factoryRun: String) -> Substring {
      factoryRun[..<(factoryRun.lastIndex(of: "-") ?? factoryRun.endIndex)]
    }
    if lines.contains(where: { $0.entry == .raised && wholeRun($0.run) == wholeRun(run) }) { return }
    try append(.raised)
  }

  /// Done before each session: keeps room for what it will come to. Throws KB-M004 where there is none, so that nothing
  /// is paid for that could not be remembered.
  package func makeRoom() throws(ExpectedFailure) {
    do {
      try reserve.fill()
    } catch {
      throw .stateDirectoryUnusable(file.path, error.description)
    }
  }

  /// For fault tests: what a machine that loses its power would lose.
  package func loseUnsynced() { file.loseUnsynced() }

  private func write(_ bytes: [UInt8]) throws(SystemFailure) {
    let size = file.size
    while true {
      do {
        return try file.append(bytes, synced: isSynced)
      } catch {
        // The part that had room would take what is given back next.
        file.cut(to: size)
        guard error.isFull, reserve.release() else { throw error }
      }
    }
  }
}
