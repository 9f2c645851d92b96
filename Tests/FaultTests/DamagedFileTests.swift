import Foundation
import KBAgents
import KBConfiguration
import KBDomain
import KBFailures
import KBProtocol
import KBState
import KBSystem
import TestSupport
import Testing

@Suite("Files of the state directory that are damaged", .onOwnThread)
struct DamagedFileTests {
  private static let repository = RepositoryIdentity(host: "github.com", owner: "acme", name: "webapp")

  /// A state directory of its own, and `kb` that reads it.
  private struct Place {
    let state: StateDirectory

    init() throws {
      state = try StateDirectory(opening: "/tmp/kb-damaged-\(UInt64.random(in: .min ... .max))")
    }

    func remove() { try? FileManager.default.removeItem(atPath: state.root) }

    func kb(_ arguments: [String]) -> ShortCommand.Result {
      ShortCommand(
        [BuiltProducts.path("kb")] + arguments,
        environment: ["PATH": ToolPath.system, "HOME": state.root, "KB_STATE_HOME": state.root], directory: state.root
      ).run()
    }
  }

  private static func fixture(_ name: String) throws -> [String] {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fixtures/\(name)").path
    return try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
  }

  /// The record of a worker that has done a bit of everything.
  private static func record(_ prd: Int) throws -> String {
    var record = RunRecord(
      Assignment(
        run: "20261124-2214-7f3a-\(prd)-1", prd: prd, title: "Plan", checkout: "/c", repository: repository,
        defaultBranch: "main", operatorLogin: "alice", settings: RunSettings(), stateRoot: "/s", log: "/l"),
      at: Date())
    record.supervisor = getpid()
    let brake = Brake(.usageLimit, agent: .codex, until: Date(), why: "later")
    for event in [
      WorkerEvent.hello(pid: getpid(), version: "1"), .sandbox(name: "s"),
      .issue(number: 3, title: "t", position: 1, total: 2),
      .phase(name: .agent, issue: 3), .activity(text: "a"),
      .sessionEnded(issue: 3, usage: AgentUsage(inputTokens: 1, outputTokens: 2, costUSD: 0.5), ok: true),
      .waiting(brake: brake),
    ] { record.apply(event, at: Date()) }
    return String(decoding: try StateCoding.encoder.encode(record), as: UTF8.self)
  }

  @Test("such as records: kb workers shows every holder all the same", arguments: 1...4)
  func records(seed: Int) throws {
    let place = try Place()
    defer { place.remove() }
    var mutations = Mutations(seed: UInt64(seed))
    let folder = try place.state.prdDirectory(Self.repository)
    let registry = ClaimRegistry(place.state)
    let holders = try (1...128).map { prd in
      let holder = try Holder(registry.claim(prd, of: Self.repository))
      let bytes = mutations.line(of: try Self.record(prd))
      let file = try #require(FileHandle(forWritingAtPath: "\(folder)/prd-\(prd).claim"))
      try file.write(contentsOf: bytes)
      return holder
    }
    let list = place.kb(["workers", "--json"])
    #expect(list.status == 0, "\(list.text)\(list.errorText)")
    #expect(list.text.components(separatedBy: #""isKnown":true"#).count > 32)
    #expect(list.text.components(separatedBy: #""isKnown":false"#).count > 8)
    let table = place.kb(["workers"])
    #expect(table.status == 0, "\(table.text)\(table.errorText)")
    #expect(table.text.split(separator: "\n").count == 1 + holders.count)
  }

  @Test("such as the events of a run: kb report tells the rest, in every format", arguments: 1...9)
  func events(seed: Int) throws {
    let place = try Place()
    defer { place.remove() }
    var mutations = Mutations(seed: UInt64(seed))
    let run = "20261124-2150-7f3a"
    let lines = try Self.fixture(seed.isMultiple(of: 2) ? "run-v1.jsonl" : "night-v1.jsonl")
    // Without a plan in the first line there is no report; every third run has a damaged one.
    var damaged: [UInt8] = []
    for (index, line) in lines.enumerated() {
      let isWhole = index == 0 && !seed.isMultiple(of: 3) || mutations.number(below: 3) > 0
      damaged += (isWhole ? Array(line.utf8) : mutations.line(of: line)) + [10]
    }
    let folder = try place.state.runDirectory(run)
    try Data(damaged).write(to: URL(fileURLWithPath: folder + "/run.jsonl"))
    for format in ["text", "json", "html"] {
      let report = place.kb(["report", run, "--format", format])
      #expect(report.status == 0 || report.errorText.contains("KB-U"), "\(report.status) \(report.errorText)")
      #expect(seed.isMultiple(of: 3) || report.status == 0)
    }
  }

  @Test("such as logs: kb logs prints what there is, safe for a terminal", arguments: 1...4)
  func logs(seed: Int) throws {
    let place = try Place()
    defer { place.remove() }
    var mutations = Mutations(seed: UInt64(seed))
    let run = "20261124-2150-7f3a"
    let folder = try place.state.runDirectory(run)
    let lines = try Self.fixture("night-v1.jsonl")
    try lines.joined(separator: "\n").write(toFile: folder + "/run.jsonl", atomically: true, encoding: .utf8)
    var bytes: [UInt8] = []
    for line in lines { bytes += mutations.bytes(of: Array(line.utf8)) + [0x1B, 0x5B, 0x32, 10] }
    try Data(bytes).write(to: URL(fileURLWithPath: folder + "/prd-12.log"))
    let logs = place.kb(["logs", "12", "--run", run])
    #expect(logs.status == 0, "\(logs.errorText)")
    #expect(logs.output.count > lines.count)
    #expect(!logs.output.contains(0x1B))
  }

  @Test("such as journals: what can be read of them is gone by, and appended to", arguments: 1...8)
  func journals(seed: Int) throws {
    let place = try Place()
    defer { place.remove() }
    var mutations = Mutations(seed: UInt64(seed))
    let path = try place.state.journal(of: 1, in: Self.repository)
    let entries: [JournalEntry] = [
      .began, .fenced, .sandboxCreated(name: "s"), .sandboxReady(name: "s"), .sessionStarted(issue: 3, base: "b"),
      .sessionCounted(purpose: .issue, issue: 3), .sessionSpent(purpose: .issue, tokens: 7), .raised,
      .sessionSucceeded(issue: 3, base: "b", message: "m"), .collected(issue: 3, base: "b", snapshot: "c"),
      .committed(issue: 3, parent: "b", commit: "c"), .published(issue: 3, commit: "c"), .sessionFailed(issue: 4),
      .reviewed(head: "c", text: "fine"), .delivered(head: "c"), .ended(outcome: "delivered"),
    ]
    let whole = try entries.map {
      String(
        decoding: try StateCoding.encoder.encode(JournalLine(run: "r", at: Date(timeIntervalSince1970: 1), entry: $0)),
        as: UTF8.self)
    }
    for _ in 1...20 {
      var bytes: [UInt8] = []
      for line in whole {
        bytes += (mutations.number(below: 3) == 0 ? mutations.line(of: line) : Array(line.utf8)) + [10]
      }
      try Data(mutations.number(below: 3) == 0 ? mutations.bytes(of: bytes) : bytes)
        .write(to: URL(fileURLWithPath: path))
      let journal = try RunJournal(path, run: "next", clock: { Date(timeIntervalSince1970: 2) })
      _ = ResumePoint(journal.lines)
      let read = journal.lines.count
      try journal.append(.began)
      #expect(RunJournal.lines(at: path).count == read + 1)
      #expect(RunJournal.lines(at: path).last == journal.lines.last)
    }
  }
}

/// Keeps a claim, which can't be an element of an array.
private final class Holder {
  private let claim: Claim?

  init(_ claim: consuming Claim?) {
    self.claim = claim
  }
}
