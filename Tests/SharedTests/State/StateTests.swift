import Foundation
import KBConfiguration
import KBDomain
import KBFailures
import KBProtocol
import KBState
import KBSystem
import TestSupport
import Testing

@Suite("The state directory")
struct StateDirectoryTests {
  private let folder = TestFolder("state")

  private func temporary() -> String { "\(folder.path)/\(UInt64.random(in: .min ... .max))" }

  private func code(_ path: String) -> FailureCode? {
    do {
      _ = try StateDirectory(opening: path)
      return nil
    } catch {
      return error.code
    }
  }

  @Test(
    "is where the environment says",
    arguments: [
      (["KB_STATE_HOME": "/a", "XDG_STATE_HOME": "/b", "HOME": "/c"], "/a"),
      (["XDG_STATE_HOME": "/b", "HOME": "/c"], "/b/krutrimbox"), (["HOME": "/c"], "/c/.local/state/krutrimbox"),
      (["KB_STATE_HOME": "", "XDG_STATE_HOME": "relative", "HOME": "/c"], "/c/.local/state/krutrimbox"),
    ])
  func place(environment: [String: String], path: String) throws {
    #expect(try StateDirectory.path(environment: environment) == path)
  }

  @Test("is made private, with everything in it")
  func mode() throws {
    let path = temporary() + "/deep"
    let state = try StateDirectory(opening: path)
    for made in [path, try state.runDirectory("r"), try state.prdDirectory(.init(host: "h", owner: "o", name: "n"))] {
      let mode = try FileManager.default.attributesOfItem(atPath: made)[.posixPermissions] as? Int
      #expect(mode == 0o700, "\(made)")
    }
  }

  @Test("is refused when others can write to it, when it is no folder, or when it can't be")
  func refused() throws {
    let open = temporary()
    try FileManager.default.createDirectory(atPath: open, withIntermediateDirectories: true)
    try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: open)
    #expect(code(open) == .stateDirectoryUnsafe)
    let file = temporary()
    try Data().write(to: URL(fileURLWithPath: file))
    #expect(code(file) == .stateDirectoryUnusable)
    #expect(code(file + "/below") == .stateDirectoryUnusable)
    #expect(code("relative") == .stateDirectoryUnusable)
    let link = temporary()
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "/tmp")
    #expect(code(link) == .stateDirectoryUnusable)
  }

  @Test("no name from outside leaves it", arguments: ["..", ".", "", "a/b", "../../etc", ".hidden", "ü"])
  func names(name: String) throws {
    let state = try StateDirectory(opening: temporary())
    let path = try state.directory(["prds", name])
    #expect(path.hasPrefix(state.root + "/prds/_"))
    #expect(!path.split(separator: "/").contains(".."))
  }
}

@Suite("Claims", .onOwnThread)
struct ClaimRegistryTests {
  private let repository = RepositoryIdentity(host: "github.com", owner: "Acme", name: "WebApp")

  private let folder = TestFolder("claims")

  private func registry() throws -> ClaimRegistry { ClaimRegistry(try StateDirectory(opening: folder.path + "/state")) }

  private func record() -> RunRecord {
    RunRecord(
      Assignment(
        run: "r-1", prd: 12, title: "Plan", checkout: "/c", repository: repository, defaultBranch: "main",
        operatorLogin: "alice", settings: RunSettings(), stateRoot: "/s", log: "/l"), at: Date(timeIntervalSince1970: 7)
    )
  }

  /// Another test's child may hold a copy of the lock for the moment between its fork and its start.
  private func isFreed(_ look: () throws -> Bool) rethrows -> Bool {
    let end = ContinuousClock.now + .seconds(300)
    while ContinuousClock.now < end {
      if try look() { return true }
      sched_yield()
    }
    return try look()
  }

  @Test("one PRD has one holder, whatever case the repository is written in")
  func exclusive() throws {
    let registry = try registry()
    guard let claim = try registry.claim(12, of: repository) else { return #expect(Bool(false), "free") }
    let other = RepositoryIdentity(host: "GitHub.com", owner: "acme", name: "webapp")
    #expect(try registry.isHeld(12, of: other))
    switch try registry.claim(12, of: other) {
    case .some: #expect(Bool(false), "claimed twice")
    case .none: break
    }
    #expect(try !registry.isHeld(13, of: repository))
    _ = consume claim
    #expect(try isFreed { try !registry.isHeld(12, of: other) })
  }

  @Test("what a killed holder was starting keeps nobody from the PRD")
  func copied() throws {
    let registry = try registry()
    let path = try registry.state.prdDirectory(repository) + "/prd-12.claim"
    let ended = try Spawn.start(Spawn.Request(path: "/usr/bin/true"))
    waitpid(ended, nil, 0)
    var left = record()
    left.pid = ended
    try (StateCoding.encoder.encode(left) + Data("\n".utf8)).write(to: URL(fileURLWithPath: path))
    let copy = open(path, O_RDWR | O_CLOEXEC)
    #expect(flock(copy, LOCK_EX | LOCK_NB) == 0)
    Thread.detachNewThread {
      usleep(500_000)
      close(copy)
    }
    switch try registry.claim(12, of: repository) {
    case .some: break
    case .none: #expect(Bool(false), "its holder has ended")
    }
  }

  @Test("a live worker is found with what it wrote, one that ended is not")
  func live() throws {
    let registry = try registry()
    guard let claim = try registry.claim(12, of: repository) else { return #expect(Bool(false), "free") }
    #expect(registry.liveWorkers().map(\.record) == [nil])
    claim.write(record())
    #expect(registry.liveWorkers().map(\.record) == [record()])
    #expect(try registry.holder(of: 12, in: repository) == record())
    _ = consume claim
    #expect(isFreed { registry.liveWorkers().isEmpty })
    #expect(try registry.holder(of: 12, in: repository) == nil)
  }

  @Test("a shorter record leaves nothing of a longer one")
  func shorter() throws {
    let registry = try registry()
    guard let claim = try registry.claim(12, of: repository) else { return #expect(Bool(false), "free") }
    var long = record()
    long.activity = String(repeating: "x", count: 5000)
    claim.write(long)
    claim.write(record())
    #expect(try registry.holder(of: 12, in: repository) == record())
  }

  @Test("a record that is garbage hides no holder")
  func garbage() throws {
    let registry = try registry()
    guard let claim = try registry.claim(12, of: repository) else { return #expect(Bool(false), "free") }
    let path = try registry.state.prdDirectory(repository) + "/prd-12.claim"
    for text in ["", "{", "[]", "\u{0}\u{1}", "{\"run\":1}", String(repeating: "[", count: 10_000)] {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path + ".other"))
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      try handle.truncate(atOffset: 0)
      try handle.write(contentsOf: Data(text.utf8))
      #expect(registry.liveWorkers().count == 1)
      #expect(registry.liveWorkers().first?.record == nil)
    }
    _ = consume claim
  }
}

@Suite("The journal")
struct RunJournalTests {
  private let folder = TestFolder("journal")
  private var path: String { folder.path + "/prd-1.journal" }

  private func journal(_ run: String = "r") throws -> RunJournal {
    try RunJournal(path, run: run, clock: { Date(timeIntervalSince1970: 1) })
  }

  @Test("keeps what was appended, over runs")
  func keeps() throws {
    try journal("a").append(.began)
    try journal("b").append(.published(issue: 3, commit: "c"))
    #expect(try journal().lines.map(\.entry) == [.began, .published(issue: 3, commit: "c")])
    #expect(try journal().lines.map(\.run) == ["a", "b"])
  }

  @Test("a torn last line is passed over, and what comes after it is whole")
  func torn() throws {
    try journal().append(.began)
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(#"{"run":"r","at":1,"entry":{"publ"#.utf8))
    try journal().append(.sessionFailed(issue: 3))
    #expect(try journal().lines.map(\.entry) == [.began, .sessionFailed(issue: 3)])
  }

  @Test("reads a failed session of an older version, and one whose commit was refused until there is another")
  func refusal() throws {
    try Data((#"{"run":"a","at":1,"entry":{"sessionFailed":{"issue":3}}}"# + "\n").utf8)
      .write(to: URL(fileURLWithPath: path))
    try journal().append(.sessionFailed(issue: 4, refusal: "too large"))
    try journal().append(.sessionFailed(issue: 4))
    let lines = try journal().lines
    #expect(lines.map(\.entry).first == .sessionFailed(issue: 3))
    #expect(ResumePoint(lines).refusals == [4: "too large"])
    try journal().append(.committed(issue: 4, parent: "p", commit: "c"))
    #expect(ResumePoint(try journal().lines).refusals.isEmpty)
  }

  @Test("reads a commit of an older version, which says nothing of checks")
  func commitWithoutChecks() throws {
    try Data((#"{"run":"a","at":1,"entry":{"committed":{"issue":3,"parent":"p","commit":"c"}}}"# + "\n").utf8)
      .write(to: URL(fileURLWithPath: path))
    let lines = try journal().lines
    #expect(lines.map(\.entry) == [.committed(issue: 3, parent: "p", commit: "c")])
    #expect(ResumePoint(lines).checks(of: [3]) == nil)
  }

  @Test("knows a sandbox by name and backend; one of an older version may be any backend's")
  func sandboxes() throws {
    try Data((#"{"run":"a","at":1,"entry":{"sandboxReady":{"name":"old"}}}"# + "\n").utf8)
      .write(to: URL(fileURLWithPath: path))
    try journal().append(.sandboxReady(name: "s", backend: .sbx))
    try journal().append(.sandboxCreated(name: "s", backend: .local))
    let point = ResumePoint(try journal().lines)
    #expect(point.isReady("old", .sbx) && point.isReady("old", .local))
    #expect(point.isReady("s", .sbx) && !point.isReady("s", .local))
    #expect(
      point.madeSandboxes == [JournalSandbox("old", nil), JournalSandbox("s", .sbx), JournalSandbox("s", .local)])
    try journal().append(.sandboxCreated(name: "old", backend: .sbx))
    #expect(!ResumePoint(try journal().lines).isReady("old", .sbx))
  }

  @Test("knows which checks the newest published commit has passed, and forgets those of one that was taken back")
  func checks() throws {
    try journal().append(.committed(issue: 3, parent: "p", commit: "c", checks: ["make"]))
    try journal().append(.committed(issue: 4, parent: "c", commit: "d", checks: ["make", "lint"]))
    let both = ResumePoint(try journal().lines)
    #expect(both.checks(of: [3, 4]) == PassedChecks(issue: 4, commands: ["make", "lint"]))
    #expect(both.checks(of: [3]) == PassedChecks(issue: 3, commands: ["make"]))
    #expect(both.checks(of: []) == nil)
    try journal().append(.sessionFailed(issue: 4))
    #expect(ResumePoint(try journal().lines).checks(of: [3, 4])?.issue == 3)
    try journal().append(.committed(issue: 4, parent: "x", commit: "e"))
    #expect(ResumePoint(try journal().lines).checks(of: [3, 4]) == nil, "the newest was published without")
  }

  @Test("counts a session for a purpose that only a newer version knows as one for an issue")
  func newerPurpose() throws {
    let line = #"{"at":1,"entry":{"sessionCounted":{"purpose":"rework","issue":3}},"run":"r"}"# + "\n"
    try Data(line.utf8).write(to: URL(fileURLWithPath: path))
    #expect(try journal().lines.map(\.entry) == [.sessionCounted(purpose: .issue, issue: 3)])
  }

  @Test(
    "says how to go on",
    arguments: [
      ([], false, [:]), ([.began], true, [:]), ([.began, .ended(outcome: "paused")], false, [:]),
      ([.began, .sessionStarted(issue: 3, base: "b")], true, [3: .begun(base: "b")]),
      (
        [.began, .sessionStarted(issue: 3, base: "b"), .sessionSucceeded(issue: 3, base: "b", message: "m")], true,
        [3: .finished(base: "b", message: "m")]
      ),
      ([.began, .sessionSucceeded(issue: 3, base: "b", message: ""), .published(issue: 3, commit: "c")], true, [:]),
      ([.began, .sessionStarted(issue: 3, base: "b"), .sessionFailed(issue: 3)], true, [:]),
      (
        [.collected(issue: 3, base: "b", snapshot: "s")], false, [3: .collected(base: "b", snapshot: "s", leftOut: nil)]
      ),
      (
        [.collected(issue: 3, base: "b", snapshot: "s"), .committed(issue: 3, parent: "p", commit: "c")], false,
        [3: .committed(parent: "p", commit: "c", checks: nil)]
      ),
    ] as [([JournalEntry], Bool, [Int: PaidWork])])
  func resume(entries: [JournalEntry], needsFence: Bool, work: [Int: PaidWork]) {
    let point = ResumePoint(entries.map { JournalLine(run: "r", at: Date(timeIntervalSince1970: 0), entry: $0) })
    #expect(point.needsFence == needsFence)
    #expect(point.work == work)
  }

  @Test("knows the host's commit of work that was collected or committed and not published")
  func unpublished() {
    let entries: [JournalEntry] = [
      .sessionStarted(issue: 3, base: "b"), .sessionSucceeded(issue: 4, base: "b", message: "m"),
      .collected(issue: 5, base: "b", snapshot: "s"), .committed(issue: 6, parent: "p", commit: "c"),
      .published(issue: 7, commit: "d"),
    ]
    let point = ResumePoint(entries.map { JournalLine(run: "r", at: Date(timeIntervalSince1970: 0), entry: $0) })
    #expect(point.unpublished == [5: "s", 6: "c"])
  }

  @Test("is another resume point where only what sandboxes it knows differs")
  func differs() {
    let ready = JournalLine(
      run: "r", at: Date(timeIntervalSince1970: 0), entry: .sandboxReady(name: "s", backend: .sbx))
    #expect(ResumePoint([ready]) != ResumePoint([]))
  }

  @Test(
    "asks for a fence until one is done, whatever later runs come to",
    arguments: [
      ([("a", .began), ("b", .began), ("b", .ended(outcome: "failed"))], ["a"]),
      ([("a", .began), ("b", .began), ("b", .fenced), ("b", .ended(outcome: "failed"))], []),
      ([("a", .began), ("b", .began), ("b", .fenced)], ["b"]),
      ([("a", .began), ("b", .began), ("c", .began), ("c", .fenced)], ["c"]),
    ] as [([(String, JournalEntry)], [String])])
  func unended(entries: [(String, JournalEntry)], runs: [String]) {
    let lines = entries.map { JournalLine(run: $0, at: Date(timeIntervalSince1970: 0), entry: $1) }
    #expect(ResumePoint(lines).unendedRuns == runs)
  }
}
