import Foundation
import KBConfiguration
import KBDomain
import KBFailures
import KBProtocol
import KBRepository
import KBSandboxes
import KBState
import KBSystem
import TestSupport
import Testing
@testable import Worker

@Suite("The workplace of a Factory Run")
struct WorkplaceTests {
  private let ready = CommandResult.printed("krutrimbox: ready 0123abcd\n")
  private func prepare(_ bench: WorkerBench) throws -> Bool {
    try bench.workplace().prepare("3", at: "0123abcd", originRef: "refs/heads/main").keptWork
  }

  @Test("runs the hooks of a new sandbox, in order, before its first session")
  func hooks() throws {
    let bench = try WorkerBench { $0.hooks.sandboxCreated = [["pnpm", "install"], ["make", "ready"]] }
    bench.effects.on("pnpm", give: .printed(""))
    bench.effects.on("make", give: .printed(""))
    bench.effects.on("krutrimbox", give: .printed("krutrimbox: made .env\nkrutrimbox: hooked\n"))
    bench.effects.on("krutrimbox", give: ready)
    #expect(try prepare(bench) == false)
    #expect(bench.notes.contains { $0.hasSuffix("out of commits: .env") })
    #expect(bench.effects.commands.prefix(2).map { $0.arguments.first } == ["pnpm", "make"])
    #expect(bench.effects.commands.prefix(2).allSatisfy { $0.onStop == .interrupt })
    #expect(bench.entries.map(\.kind) == [.sandboxCreated, .sandboxReady])
  }

  @Test("removes a sandbox whose hook fails, since it would pass for a ready one")
  func failedHook() throws {
    let bench = try WorkerBench { $0.hooks.sandboxCreated = [["make", "ready"]] }
    bench.effects.on("make", give: .failed(2, "no rule"))
    let failure = #expect(throws: ExpectedFailure.self) { try prepare(bench) }
    #expect(failure?.code == .sandboxHookFailed && failure?.why?.contains("no rule") == true)
    #expect(bench.sandbox.calls == ["open", "remove"])
  }

  @Test("refuses what hooks change of tracked files, and names them")
  func changingHook() throws {
    let bench = try WorkerBench { $0.hooks.sandboxCreated = [["npm", "install"]] }
    bench.effects.on("npm", give: .printed(""))
    bench.effects.on("krutrimbox", give: .printed("krutrimbox: changed package-lock.json\nkrutrimbox: hooked\n"))
    let failure = #expect(throws: ExpectedFailure.self) { try prepare(bench) }
    #expect(failure?.code == .hookChangedFiles && failure?.what.contains("package-lock.json") == true)
    #expect(bench.sandbox.calls == ["open", "remove"])
  }

  @Test("keeps a sandbox whose hook the operator has stopped, and runs the hooks again next time")
  func stoppedHook() throws {
    let bench = try WorkerBench { $0.hooks.sandboxCreated = [["make", "ready"]] }
    bench.effects.on("make", give: CommandResult(end: .stopped))
    #expect(throws: StopRequested.self) { try prepare(bench) }
    #expect(bench.sandbox.calls == ["open", "stop"])

    bench.sandbox.state = .reused
    bench.effects.on("make", give: .printed(""))
    bench.effects.on("krutrimbox", give: .printed("krutrimbox: hooked\n"))
    bench.effects.on("krutrimbox", give: ready)
    _ = try prepare(bench)
    #expect(bench.effects.unused.isEmpty)
  }

  @Test("stops a sandbox that it finds without knowing who left it")
  func unknownSandbox() throws {
    let bench = try WorkerBench()
    bench.sandbox.state = .reused
    bench.effects.on("krutrimbox", give: ready)
    _ = try prepare(bench)
    #expect(bench.sandbox.calls == ["open", "stop"])
  }

  @Test("waits where the disk is low, with the sandbox at rest, and begins no session")
  func lowDisk() throws {
    let bench = try WorkerBench(deadline: Date(timeIntervalSince1970: 1_800_000_000 + 150)) {
      $0.limits.freeDiskGiB = 1e9
    }
    var sessions = 0
    #expect(throws: StopRequested.self) {
      try bench.assembly.turn(bench.workplace()).whenFree { sessions += 1 }
    }
    #expect(sessions == 0)
    #expect(bench.told().contains { if case .brake(let brake) = $0 { brake.reason == .disk } else { false } })
  }

  @Test("stops a sandbox that failed under a session before it begins the next one")
  func failedSandbox() throws {
    let bench = try WorkerBench()
    var tries = 0
    try bench.assembly.turn(bench.workplace()).whenFree {
      tries += 1
      if tries == 1 { throw WorkerBench.failure(.sandboxFailed) }
    }
    #expect(tries == 2 && bench.sandbox.calls == ["stop"])
  }
}
