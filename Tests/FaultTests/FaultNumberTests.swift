import Foundation
import Shared
import TestSupport
import Testing

@testable import Supervisor

@Suite("The numbers of reliability", .onOwnThread)
struct FaultNumberTests {
  @Test("a killed worker's claim is free at once, and its PRD is worked on again after the delay")
  func killed() async throws {
    let stage = try FactoryStage()
    defer { stage.tearDown() }
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: once 1 hang\ndouble: write parse.txt yes")
    let run = try BackgroundRun(stage)
    #expect(await eventually { stage.sessionCount == 1 && !stage.liveRecords.isEmpty })
    let pid = try #require(stage.liveRecords.first?.pid)

    let start = ContinuousClock.now
    kill(pid, SIGKILL)
    #expect(await stage.allClaimsFree(within: .seconds(1)))
    let free = ContinuousClock.now - start
    #expect(await eventually { stage.sessionCount == 2 })
    let again = ContinuousClock.now - start
    print("claim free after \(free), another session after \(again), of which 1 s is the delay")
    #expect(again < .seconds(30))
    #expect(await run.end == .success)
  }

  @Test("a registry of 1,000 PRDs is listed quickly")
  func registry() throws {
    let state = try StateDirectory(opening: "/tmp/kb-registry-\(UInt64.random(in: .min ... .max))")
    defer { try? FileManager.default.removeItem(atPath: state.root) }
    let repository = RepositoryIdentity(host: "github.com", owner: "acme", name: "webapp")
    let folder = try state.prdDirectory(repository)
    for prd in 1...1000 { try Files.replace("\(folder)/prd-\(prd).claim", with: Array("{}\n".utf8)) }
    let registry = ClaimRegistry(state)
    guard let claim = try registry.claim(500, of: repository) else { return #expect(Bool(false), "free") }
    let time = ContinuousClock().measure { #expect(registry.liveWorkers().count == 1) }
    print("1,000 claim files listed in \(time)")
    #expect(time < .seconds(1))
    _ = consume claim
  }

  @Test("a line of 100 MB costs no memory to speak of")
  func longLine() throws {
    var splitter = LineSplitter()
    let chunk = [UInt8](repeating: 120, count: 1 << 16)
    let before = Memory.peakKiB
    for _ in 0..<1600 { #expect(splitter.feed(chunk[...]).isEmpty) }
    #expect(splitter.feed([10]) == [.tooLong(bytes: 1600 << 16)])
    let grown = Memory.peakKiB - before
    print("a line of 100 MB: \(grown) KiB more at most")
    #expect(grown < 25 << 10)
  }

  @Test("what a worker tells leaves the Supervisor as small as it was, after 100,000 events")
  func events() throws {
    let plan = try plan()
    var board = RunBoard(plan, at: Date())
    board.apply(.workerStarted(prd: 1, attempt: 1, pid: 1, log: ""), at: Date())
    func tell(_ count: Int) {
      for number in 0..<count {
        board.apply(.worker(prd: 1, event: .activity(text: "step \(number)")), at: Date())
        if number.isMultiple(of: 10) { board.apply(.worker(prd: 1, event: .note(text: "note \(number)")), at: Date()) }
      }
    }
    tell(10_000)
    let before = Memory.residentKiB
    tell(100_000)
    let grown = Memory.residentKiB - before
    print("100,000 events: \(grown) KiB more resident")
    #expect(grown < 8 << 10)
  }

  private func plan() throws -> RunPlan {
    RunPlan(
      run: "r", repository: RepositoryIdentity(host: "h", owner: "o", name: "n"), defaultBranch: "main",
      operatorLogin: "alice", checkout: "/c", settings: RunSettings(), stateRoot: "/s", isolation: "none",
      queue: [PlannedPRD(number: 1, title: "Plan", url: "")])
  }
}

/// Memory of this process. Linux; elsewhere it stands still.
enum Memory {
  static var peakKiB: Int { value("VmHWM:") }
  static var residentKiB: Int { value("VmRSS:") }

  private static func value(_ key: String) -> Int {
    let line = (Files.text("/proc/self/status") ?? "").split(separator: "\n").first { $0.hasPrefix(key) }
    return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0
  }
}
