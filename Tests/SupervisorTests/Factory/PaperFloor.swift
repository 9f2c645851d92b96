import Foundation
import KBDomain
import KBFailures
import KBProtocol
import KBState
import KBSystem
@testable import Supervisor

/// A floor on paper: what happens goes into `Seating` at a time that the test sets, and no process is started.
struct PaperFloor {
  var seats: Seating
  var now = Date(timeIntervalSince1970: 1_795_557_000)

  /// `isProven`: sessions of every repository have been seen at work, so that no slow start holds anybody back.
  init(
    _ prds: [PRDName] = [1], parallel: Int = 1, isProven: Bool = true, rules: FloorRules = FloorRules(),
    _ change: (inout RunPlan) -> Void = { _ in }
  ) {
    var plan = FloorHarness.plan([], parallel: parallel, stateRoot: "/state")
    plan.queue = prds.map { PlannedPRD(number: $0.number, repository: $0.repository, title: "Title", url: "") }
    let repositories = Set(prds.compactMap(\.repository))
    if let own = plan.repositories.first, !repositories.isEmpty {
      plan.repositories = repositories.map { repository in
        var other = own
        other.repository = repository
        return other
      }
    }
    change(&plan)
    seats = Seating(plan, rules: rules)
    guard isProven else { return }
    for repository in Set(prds.map(\.repository)) {
      for number in 1001...1002 { _ = seats.slowStart.saw(PRDName(number, of: repository)) }
    }
  }

  /// One PRD that stands so.
  init(_ seat: Seat, _ change: (inout RunPlan) -> Void = { _ in }) {
    self.init([1], change)
    seats.all[1] = seat
  }

  /// The first look, which starts whom it can.
  mutating func begin() -> [Seating.Action] { look() }

  /// A look at limits that single PRDs have met, so many seconds before their end, and at the operator's brake.
  mutating func look(held: [PRDName: Double] = [:], operatorsBrake: Brake? = nil) -> [Seating.Action] {
    let words = held.compactMap { prd, seconds in
      seats.plan.repository(of: prd).map { plan in
        UsageLimits.Word(
          agent: .codex, repository: plan.repository, prd: prd.number, since: now, until: now + seconds, why: "used up")
      }
    }
    return seats.look(operatorsBrake: operatorsBrake, words: UsageLimitWords(words, at: now), at: now)
  }

  mutating func hear(_ event: WorkerEvent, of prd: PRDName = 1) -> [Seating.Action] {
    seats.heard(event, of: prd, at: now)
  }

  /// The worker ends with an outcome.
  mutating func end(_ prd: PRDName, _ outcome: FactoryRunOutcome) -> [Seating.Action] {
    seats.ended(prd, WorkerEnd(status: .success, reason: .byItself, outcome: outcome), jitter: 0, at: now)
  }

  /// The worker is killed by somebody else.
  mutating func die(_ prd: PRDName = 1, jitter: Double = 0) -> [Seating.Action] {
    seats.ended(prd, WorkerEnd(status: Self.killed, reason: .byItself), jitter: jitter, at: now)
  }

  /// The system does not start the worker, for the reason with that number.
  mutating func refuse(_ code: Int32, of prd: PRDName = 1, programExists: Bool = true) -> [Seating.Action] {
    seats.refused(prd, Self.refusal(code, programExists: programExists), at: now)
  }

  static func refusal(_ code: Int32, programExists: Bool = true) -> StartRefusal {
    StartRefusal(failure: SystemFailure("start", code: code), program: "/kb-worker", programExists: programExists)
  }

  static let killed = ExitStatus.signal(number: 9)
  /// How a PRD ends whose workers have died so.
  static let died = FactoryRunOutcome.failed(
    issue: nil, failure: DiagnosedFailure(.workerDied(prd: 1, killed, lastLines: [])))
}

extension [Seating.Action] {
  /// Who gets a first worker or another one.
  var started: [PRDName] {
    compactMap { if case .start(let prd, _, onlyFences: false) = $0 { prd } else { nil } }
  }

  /// Why nothing more is admitted.
  var closings: [DiagnosedFailure] {
    compactMap {
      switch $0 {
      case .tell(.closed(let failure)), .tell(.repositoryClosed(_, let failure)): failure
      default: nil
      }
    }
  }

  /// What workers are told to wait for, by PRD.
  var shared: [PRDName: [BrakeReason]] {
    reduce(into: [:]) { result, action in
      if case .share(let brakes, let prd) = action { result[prd] = brakes.all.map(\.reason) }
    }
  }
}
