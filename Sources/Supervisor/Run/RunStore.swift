#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBFailures
import KBProtocol
import KBState
import KBSystem

/// The runs whose files are in the state directory.
struct RunStore {
  /// The state directory.
  let stateRoot: String

  private var runs: String { stateRoot + "/runs" }

  /// The directory of a run.
  func directory(_ run: String) -> String { "\(runs)/\(run)" }

  /// Every run id, also of runs without events, oldest first.
  func all() -> [String] {
    Files.names(in: runs).filter { $0.prefix(1).allSatisfy(\.isNumber) && Files.isDirectory("\(runs)/\($0)") }
  }

  /// Run ids, newest first. They begin with the time of their start; runs of one minute are told apart by their first
  /// event.
  func newestFirst() -> [String] {
    let names = Files.names(in: runs).filter { Files.exists("\(runs)/\($0)/run.jsonl") }
    var groups = [Substring: [String]](grouping: names) { $0.prefix(13) }
    for (minute, members) in groups where members.count > 1 {
      let starts = members.map { (run: $0, at: firstLine(of: $0)?.at ?? Date(timeIntervalSince1970: 0)) }
      groups[minute] = starts.sorted { ($0.at, $0.run) < ($1.at, $1.run) }.map(\.run)
    }
    return groups.sorted { $0.key < $1.key }.flatMap(\.value).reversed()
  }

  /// The run that a person means: nil is the newest, else its id or the beginning of exactly one. Throws KB-U004.
  func find(_ given: String?) throws(ExpectedFailure) -> String {
    let all = newestFirst()
    guard let given else {
      guard let newest = all.first else { throw .noRunYet(in: runs) }
      return newest
    }
    let matching = all.contains(given) ? [given] : all.filter { $0.hasPrefix(given) }
    guard let run = matching.first, matching.count == 1 else {
      throw .runUnknown(given, candidates: Array((matching.isEmpty ? all : matching).prefix(5)))
    }
    return run
  }

  /// The first event of a run; nil where it can't be read.
  func firstLine(of run: String) -> RunEventLine? {
    let bytes = Files.bytes("\(directory(run))/run.jsonl", limit: 4 << 20) ?? []
    return bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 1).first.flatMap { Self.decode(Array($0)) }
  }

  /// What a run is going to do, or was; nil where it can't be read.
  func plan(of run: String) -> RunPlan? {
    guard case .started(let plan)? = firstLine(of: run)?.event else { return nil }
    return plan
  }

  /// All events of a run that can be read, and how many lines could not: torn by a full disk or a lost machine, or of a
  /// newer kb.
  func lines(of run: String) -> (lines: [RunEventLine], unreadable: Int) {
    Self.parse(Files.bytes("\(directory(run))/run.jsonl", limit: 128 << 20) ?? [])
  }

  /// Pure: the events in the bytes of a run.jsonl.
  static func parse(_ bytes: [UInt8]) -> (lines: [RunEventLine], unreadable: Int) {
    var lines: [RunEventLine] = []
    var unreadable = 0
    for text in bytes.split(separator: UInt8(ascii: "\n")) {
      if let line = decode(Array(text)) { lines.append(line) } else { unreadable += 1 }
    }
    return (lines, unreadable)
  }

  static func decode(_ bytes: [UInt8]) -> RunEventLine? {
    try? StateCoding.decoder.decode(RunEventLine.self, from: Data(bytes))
  }

  /// Who works on a run.
  func presence(of run: String) -> RunAttendance {
    if RunPresence.isHeld(directory(run)) { return .supervised }
    guard let state = try? StateDirectory(opening: stateRoot) else { return .gone }
    let isAtWork = ClaimRegistry(state).liveWorkers().contains { $0.record?.run.hasPrefix(run + "-") == true }
    return isAtWork ? .workersOnly : .gone
  }
}
