#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBDomain
import KBFailures
import KBProtocol
import KBState
import KBSystem
import KBText

/// The live workers of this user on this machine, as `kb workers` shows them.
struct WorkerList: Equatable, Codable, Sendable {
  /// One live worker. What its record does not tell is nil.
  struct Row: Equatable, Codable, Sendable {
    var prd: Int
    var repository: String
    /// False where the claim is held and nothing readable says by whom.
    var isKnown: Bool
    var title: String?
    var issue: RunRecord.IssueProgress?
    var step: String?
    var agent: String?
    var secondsInStep: Double?
    var secondsSinceSign: Double?
    var pid: Int32?
    var sandbox: String?
    var run: String?
    var log: String?
    var checkout: String?
    /// Its `kb run` is gone; it finishes its step and ends.
    var isOrphan: Bool
    /// The limit that it waits for.
    var waitsFor: Brake?
  }

  var at: Date
  var workers: [Row]
  /// Usage limits that hold back runs, for people; nil where none is on.
  var limits: [String]?

  /// Reads the registry. A state directory that does not exist yet has no workers, and is not made.
  init(stateRoot: String, at now: Date) throws(ExpectedFailure) {
    guard Files.exists(stateRoot) else {
      self.init([], at: now)
      return
    }
    let live = ClaimRegistry(try StateDirectory(opening: stateRoot)).liveWorkers()
    self.init(live, at: now) { ProcessTable.exists($0) }
    let lines = UsageLimits(stateRoot: stateRoot).words(at: now).lines(seenFrom: now)
    limits = lines.isEmpty ? nil : lines
  }

  /// Pure: `exists` says whether a process id is in use.
  init(_ live: [LiveWorker], at now: Date, exists: (Int32) -> Bool = { _ in true }) {
    at = now
    workers = live.map { worker in
      worker.record.map { Row($0, at: now, exists: exists) } ?? Row(unknown: worker.claimFile)
    }
  }

  /// One JSON object in one line.
  func json() throws -> String { String(decoding: try StateCoding.encoder.encode(self), as: UTF8.self) }

  /// For a terminal on which they are drawn again and again: no more lines than it has rows, so that nothing scrolls.
  func lines(width: Int, height: Int) -> [StyledLine] {
    let all = lines(width: width)
    guard all.count >= height else { return all }
    let shown = max(1, height - 2)
    return all.prefix(shown) + [StyledLine("… and \(all.count - shown) more: kb workers", .dim)]
  }

  func text(width: Int?) -> String { lines(width: width).map { $0.text(colours: false) }.joined(separator: "\n") }

  /// The table; nil width cuts nothing. A narrow terminal loses whole columns first: half a sandbox's name is of no use,
  /// and the remark behind it tells more.
  func lines(width: Int?) -> [StyledLine] {
    let limits = (limits ?? []).map { StyledLine("\($0); lift it: kb brake off", .waits) }
    if workers.isEmpty { return [StyledLine("No workers are running. Start some: kb run --parallel 4")] + limits }
    guard let width else { return table(without: []) + limits }
    let least = WorkerList.dropped.last ?? []
    let dropped = WorkerList.dropped.first { table(without: $0).allSatisfy { $0.width <= width } } ?? least
    var lines = table(without: dropped, isWide: width >= 200)
    if dropped.contains("SANDBOX") { lines.append(StyledLine("Sandboxes: kb workers | cat", .dim)) }
    return (lines + limits).map { $0.cut(to: width) }
  }

  private func table(without dropped: Set<String>, isWide: Bool = false) -> [StyledLine] {
    let kept = WorkerList.headings.indices.filter { !dropped.contains(WorkerList.headings[$0]) }
    var table = TextTable(kept.map { WorkerList.headings[$0] } + (isWide ? ["TITLE", "LOG"] : []))
    for row in workers { table.add(kept.map { row.cells[$0] } + (isWide ? row.wideCells : []), after: row.remark) }
    return table.lines
  }

  private static let headings = [
    "PRD", "REPOSITORY", "ISSUE", "STEP", "AGENT", "TIME", "LAST SIGN", "PID", "SANDBOX",
  ]
  /// What a terminal of less and less width does without.
  private static let dropped: [Set<String>] = [[], ["SANDBOX"], ["SANDBOX", "AGENT"], ["SANDBOX", "AGENT", "PID"]]
}

extension WorkerList.Row {
  init(_ record: RunRecord, at now: Date, exists: (Int32) -> Bool) {
    self.init(
      prd: record.prd, repository: record.repository.description, isKnown: true, title: record.title,
      issue: record.issue, step: record.phase?.rawValue, agent: record.agent.rawValue,
      secondsInStep: now.timeIntervalSince(record.phaseSince ?? record.startedAt),
      secondsSinceSign: now.timeIntervalSince(record.lastSign), pid: record.pid, sandbox: record.sandbox,
      run: record.run, log: record.log, checkout: record.checkout,
      isOrphan: record.supervisor.map { !exists($0) } ?? false, waitsFor: record.waitingFor)
  }

  /// `…/<owner>/<name>/prd-<n>.claim` is all that is known.
  init(unknown claimFile: String) {
    let parts = claimFile.split(separator: "/").suffix(3).map(String.init)
    let number = parts.last.flatMap { Int($0.filter(\.isNumber)) } ?? 0
    self.init(
      prd: number, repository: parts.count == 3 ? "\(parts[0])/\(parts[1])" : "?", isKnown: false, isOrphan: false)
  }

  fileprivate var cells: [String] {
    [
      "\(prd)", repository, issueText, step ?? "-", agent ?? "-", secondsInStep.map(TimeText.elapsed) ?? "-",
      secondsSinceSign.map(Self.sign) ?? "-", pid.map(String.init) ?? "-", sandbox ?? "-",
    ]
  }

  fileprivate var wideCells: [String] { [title ?? "-", log ?? "-"] }

  fileprivate var remark: String {
    if !isKnown { return "(held by an unknown worker)" }
    if isOrphan { return "(supervisor gone; finishing its step)" }
    return waitsFor.map { "(waits: \($0.text(at: Date())))" } ?? ""
  }

  private var issueText: String {
    guard let issue else { return DisplayWidth.cut(title ?? "-", to: 34) }
    return DisplayWidth.cut("\(issue.position)/\(issue.total) #\(issue.number) \(issue.title)", to: 34)
  }

  private static func sign(_ seconds: Double) -> String { seconds < 1.5 ? "now" : TimeText.span(seconds) + " ago" }
}
