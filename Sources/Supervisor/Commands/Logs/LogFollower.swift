import KBDomain
import KBProtocol
import KBState
import KBSystem

/// Follows the log of a PRD across restarts and new runs, until nobody works on it and nobody is going to.
final class LogFollower {
  private let finder: PRDLogFinder
  private let registry: ClaimRegistry
  private var log: PRDLog
  private var tail: FileTail
  private let write: (String) -> Bool
  private let tell: (String) -> Void
  /// The events of runs that may start a worker, read so far.
  private var watched: [String: SettledWatch] = [:]
  private var isOver = false

  /// `write` gets the log's lines and says whether somebody still reads them; `tell` gets what is to be said about it.
  init(
    _ log: PRDLog, _ finder: PRDLogFinder, _ registry: ClaimRegistry, write: @escaping (String) -> Bool,
    tell: @escaping (String) -> Void
  ) {
    self.finder = finder
    self.registry = registry
    self.log = log
    self.write = write
    self.tell = tell
    tail = FileTail(log.path)
  }

  /// Returns when the worker has ended, or nobody reads any more.
  func run(on loop: EventLoop) {
    guard copy() else { return }
    loop.every(.milliseconds(200)) { [weak self] in self?.look() }
    loop.run { isOver }
  }

  private func look() {
    // Before the log is read: a worker that ends in between has written all of it.
    let isAlive = isWorkedOn || isExpected
    guard copy() else { return }
    let next = nextLog
    if let next {
      tell("== \(next.name)")
      log = next
      tail = FileTail(next.path)
    } else if !isAlive {
      if let rest = tail.rest { _ = write(rest) }
      tell(
        watch(log.run).outcome.map { "#\(log.prd) \($0.name): \(OutcomeText.sentence($0))" } ?? "the worker has ended")
      isOver = true
    }
  }

  /// Whether somebody still reads.
  private func copy() -> Bool {
    while true {
      let lines = tail.read()
      if lines.isEmpty { return true }
      guard write(lines.joined(separator: "\n")) else {
        isOver = true
        return false
      }
    }
  }

  private var isWorkedOn: Bool { (try? registry.isHeld(log.prd, of: log.repository)) ?? false }

  /// Whether a live run has the PRD in its queue and no outcome for it yet.
  private var isExpected: Bool { liveRuns.contains { watch($0).isExpected } }

  private var liveRuns: [String] {
    finder.store.newestFirst().prefix(20).filter { RunPresence.isHeld(finder.store.directory($0)) }
  }

  /// The log of the PRD in the oldest run after the one that is shown.
  private var nextLog: PRDLog? {
    let newer = finder.store.newestFirst().prefix { $0 != log.run }
    return newer.reversed().lazy.compactMap { [finder, log] in finder.log(of: log.prd, log.repository, in: $0) }.first
  }

  private func watch(_ run: String) -> SettledWatch {
    let watch = watched[run] ?? SettledWatch(finder.store.directory(run), log.prd, of: log.repository)
    watched[run] = watch
    watch.read()
    return watch
  }
}

/// What a run's events say of one PRD, read as they come.
private final class SettledWatch {
  private let tail: FileTail
  private let prd: Int
  private let repository: RepositoryIdentity
  /// The PRD as the run names it; nil where it is not in its queue.
  private var name: PRDName?
  private(set) var outcome: FactoryRunOutcome?

  var isExpected: Bool { name != nil && outcome == nil }

  init(_ directory: String, _ prd: Int, of repository: RepositoryIdentity) {
    tail = FileTail(directory + "/run.jsonl")
    self.prd = prd
    self.repository = repository
  }

  func read() {
    while true {
      let lines = tail.read()
      if lines.isEmpty { return }
      for line in lines where line.contains("\"settled\"") { take(line) }
    }
  }

  private func take(_ line: String) {
    let event = RunStore.decode(Array(line.utf8))?.event
    if case .started(let plan)? = event {
      name = plan.queue.map(\.name).first {
        $0.number == prd && plan.repository(of: $0)?.repository.key == repository.key
      }
    }
    if let name, case .settled(name, let outcome)? = event { self.outcome = outcome }
  }
}
