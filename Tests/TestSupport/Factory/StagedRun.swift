import Foundation
import KBDomain
import KBFailures
package import KBProtocol
package import KBSystem
import Synchronization

/// What one `kb run` on a stage told.
package struct StagedRun: Sendable {
  package let result: ShortCommand.Result
  /// How each PRD ended, by number.
  package private(set) var outcomes: [Int: FactoryRunOutcome] = [:]
  /// How each PRD of a run of several repositories ended, by its name: `acme/api#1`.
  package private(set) var namedOutcomes: [String: FactoryRunOutcome] = [:]
  /// What the workers told, in order.
  package private(set) var events: [(prd: Int, event: WorkerEvent)] = []
  /// How each worker process ended, in order; nil where it could not be started.
  package private(set) var ends: [ExitStatus?] = []

  package init(_ result: ShortCommand.Result) {
    self.result = result
    for line in result.output.split(separator: UInt8(ascii: "\n")) {
      guard let event = try? StateCoding.decoder.decode(Line.self, from: Data(line)).event else { continue }
      for settled in event.started?.plan.settled ?? [] { outcomes[settled.prd.number] = settled.outcome }
      if let settled = event.settled {
        if let number = settled.prd.number { outcomes[number] = settled.outcome }
        if let name = settled.prd.name { namedOutcomes[name] = settled.outcome }
      }
      if let worker = event.worker { events.append((worker.prd.number ?? 0, worker.event)) }
      if let ended = event.workerEnded { ends.append(ended.status) }
    }
  }

  package var status: Int { result.status }

  /// How many workers were killed.
  package var deaths: Int { ends.filter { $0 == .signal(number: 9) }.count }

  /// The code that the run, before any worker, or else the PRD failed with; nil where it did not.
  package func code(of prd: Int? = nil) -> String? {
    guard let prd else { return result.errorText.firstMatch(of: /KB-[A-Z]\d{3}/).map { String($0.output) } }
    return switch outcomes[prd] {
    case .failed(_, let failure), .unchanged(_, _, let failure): failure.code
    case .delivered, .notReady, .paused, .blocked, .skipped, .heldElsewhere, .stopped, nil: nil
    }
  }

  /// One word for how a PRD ended.
  package func ending(of prd: Int) -> String? { outcomes[prd]?.name }

  private struct Line: Decodable {
    let event: Event
  }

  private struct Event: Decodable {
    let started: Started?
    let settled: Settled?
    let worker: Told?
    let workerEnded: Ended?
  }

  private struct Ended: Decodable {
    let status: ExitStatus?
  }

  private struct Started: Decodable {
    let plan: Plan

    struct Plan: Decodable {
      let settled: [Early]
    }

    struct Early: Decodable {
      let prd: Number
      let outcome: FactoryRunOutcome
    }

    struct Number: Decodable {
      let number: Int
    }
  }

  /// A number in a run of one repository, a text in one of several.
  private struct PRD: Decodable {
    let number: Int?
    let name: String?

    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      number = try? value.decode(Int.self)
      name = number == nil ? try value.decode(String.self) : nil
    }
  }

  private struct Settled: Decodable {
    let prd: PRD
    let outcome: FactoryRunOutcome
  }

  private struct Told: Decodable {
    let prd: PRD
    let event: WorkerEvent
  }
}

extension StagedRun: CustomStringConvertible {
  package var description: String {
    let notes = events.compactMap {
      if case .note(let text, _) = $0.event { "note of #\($0.prd): \(text)" } else { nil }
    }
    let ends = outcomes.sorted { $0.key < $1.key }.map { "#\($0.key) \($0.value)" }
    let named = namedOutcomes.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    return (["status \(status)"] + notes + ends + named + [result.errorText]).joined(separator: "\n")
  }
}

extension FactoryStage {
  /// `kb run --json` with more arguments.
  package func kbRun(
    _ arguments: String..., environment: [String: String] = [:], in directory: String? = nil
  ) async -> StagedRun {
    // The pauses before another try are short here.
    let environment = environment.merging(["KB_DELAY_SCALE": "0.01"]) { own, _ in own }
    return StagedRun(await kb(["run", "--json"] + arguments, environment: environment, in: directory))
  }

  /// All that a run leaves behind for others to see: effects on GitHub, origin's refs, the clone's refs.
  package func traces() throws -> [String] {
    let effects = try world.effects.map { "\($0.kind) \($0.number ?? 0) \($0.detail)" }
    let refs = try [origin, checkout].map { try run(["git", "-C", $0, "for-each-ref"], in: root) }
    return effects + refs.flatMap { $0.split(separator: "\n").map(String.init) }
  }

  /// What of the operator's clone must stay as it is: HEAD, branches, index, and every file.
  package func clonePicture() throws -> [String] {
    let git = checkout + "/.git"
    let files = try FileManager.default.subpathsOfDirectory(atPath: checkout).filter { !$0.hasPrefix(".git/") }.sorted()
    return try [
      String(contentsOfFile: git + "/HEAD", encoding: .utf8), run(["git", "for-each-ref", "refs/heads", "refs/tags"]),
      run(["git", "ls-files", "--stage", "--debug"]), run(["git", "status", "--porcelain", "--ignored"]),
    ] + files.map { "\($0) \((FileManager.default.contents(atPath: "\(checkout)/\($0)") ?? Data()).count)" }
  }

  /// Every prompt that agent sessions were given, in the order of the sessions.
  package func prompts() throws -> [String] {
    try sessions().compactMap { session in
      try session["session"].map { try String(contentsOfFile: "\(agents)/prompts/\($0).txt", encoding: .utf8) }
    }
  }

  /// The texts of every session's record.
  package func sessions() throws -> [[String: String]] {
    let lines = (try? String(contentsOfFile: agents + "/sessions.jsonl", encoding: .utf8)) ?? ""
    return try lines.split(separator: "\n").map { line in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
      return object.mapValues { value in (value as? [String])?.joined(separator: " ") ?? "\(value)" }
    }
  }

  /// Every file of the state directory as one text: journals, logs, events.
  package func stateText() throws -> String {
    try FileManager.default.subpathsOfDirectory(atPath: state).sorted()
      .map { path in
        let bytes = FileManager.default.contents(atPath: "\(state)/\(path)") ?? Data()
        return "\n== \(path)\n" + String(decoding: bytes, as: UTF8.self)
      }
      .joined()
  }

  /// Lines of an issue body that make the agent double wait for `kbRun(while:)`.
  package var waitingScript: String { "double: run touch \(agents)/waiting\ndouble: until-file go-on" }

  /// `kb run --json`, which may have to wait for its turn; once a session plays `waitingScript`, something happens
  /// outside, then the session goes on.
  package func kbRun(
    environment: [String: String] = [:], while meanwhile: @Sendable () async throws -> Void
  ) async throws -> StagedRun {
    let end = RunEnd()
    async let run = {
      defer { end.hasCome.store(true, ordering: .sequentiallyConsistent) }
      return await kbRun(environment: environment)
    }()
    let waiting = agents + "/waiting"
    let isWaiting = await onOwnThread {
      // No clock: how long the run waits for its turn is the machine's matter.
      while !FileManager.default.fileExists(atPath: waiting), !end.hasCome.load(ordering: .sequentiallyConsistent) {
        usleep(20_000)
      }
      return FileManager.default.fileExists(atPath: waiting)
    }
    do {
      if isWaiting { try await meanwhile() }
    } catch {
      // Else the run, which is waited for, would never end.
      try write("agents/go-on", "")
      throw error
    }
    try write("agents/go-on", "")
    guard isWaiting else { throw StageError(description: "no session waits:\n\(await run)") }
    return await run
  }

  /// Calls of one sbx subcommand.
  package func sbxCalls(of command: String) -> [String] { sbxCalls.filter { $0.contains("\"\(command)\"") } }

  /// The branch of a PRD.
  package func branch(of prd: Int) -> String { FactoryNames.branch(prd: prd) }

  /// krutrimbox's comments on an issue or pull request: those that begin with its marker.
  package func ownComments(on number: Int) throws -> [String] {
    try repository.comments(number).map(\.body).filter { $0.hasPrefix(CommentMarker.prefix) }
  }
}

/// Whether a run has ended, for whoever can't wait for it.
private final class RunEnd: Sendable {
  let hasCome = Atomic(false)
}

extension WorldRepository {
  /// Whether origin has the branch.
  package func hasBranch(_ name: String) throws -> Bool { try git.sha(ofBranch: name) != nil }
}

extension Collection {
  /// The one element; nil where there is none or more than one.
  package var only: Element? { count == 1 ? first : nil }
}
