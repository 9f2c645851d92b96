import Foundation
import KBProtocol
import KBState
import KBSystem
import TestSupport

/// A `kb run` on a stage that goes on while the test does other things.
final class BackgroundRun: Sendable {
  let pid: Int32
  private let ended: Task<ExitStatus, Never>

  /// Its output goes to `kb.txt` below the stage's root.
  convenience init(
    _ stage: FactoryStage, _ arguments: [String] = ["run"], environment: [String: String] = [:],
    directory: String? = nil
  ) throws {
    try self.init(
      arguments, environment: stage.environment.merging(environment) { $1 }, directory: directory ?? stage.checkout,
      output: stage.root + "/kb.txt")
  }

  init(_ arguments: [String], environment: [String: String], directory: String, output path: String) throws {
    let output = try AppendFile(path)
    let pid = try Spawn.start(
      Spawn.Request(
        path: BuiltProducts.path("kb"), arguments: arguments, environment: environment, directory: directory,
        descriptors: [1: output.descriptor, 2: output.descriptor]))
    self.pid = pid
    ended = Task {
      await onOwnThread {
        let patience = ContinuousClock.now + .seconds(600)
        while true {
          if let status = ExitStatus.ofEnded(pid) { return status }
          if ContinuousClock.now > patience { kill(pid, SIGKILL) }
          usleep(5000)
        }
      }
    }
  }

  func signal(_ number: Int32) { kill(pid, number) }

  /// Kills it and workers of it, so that neither sees the end of the other.
  func killTogether(with workers: [Int32]) {
    signal(SIGSTOP)
    workers.forEach { kill($0, SIGKILL) }
    signal(SIGKILL)
  }

  /// How it ended; waits for that, and kills a run that hangs.
  var end: ExitStatus {
    get async { await ended.value }
  }
}

/// Waits until something is so; false where it has not become so in a time that only a hang takes.
func eventually(_ isSo: @escaping @Sendable () -> Bool) async -> Bool {
  await onOwnThread {
    let end = ContinuousClock.now + .seconds(300)
    while !isSo() {
      if ContinuousClock.now > end { return false }
      usleep(15_000)
    }
    return true
  }
}

extension FactoryStage {
  /// The texts of all logs of workers, oldest run first.
  var workerLogs: String {
    Files.names(in: state + "/runs").flatMap { run in
      Files.names(in: "\(state)/runs/\(run)").filter { $0.hasPrefix("prd-") }.compactMap {
        Files.text("\(state)/runs/\(run)/\($0)")
      }
    }.joined()
  }

  /// Records of the workers that hold a claim now.
  var liveRecords: [RunRecord] {
    guard let directory = try? StateDirectory(opening: state) else { return [] }
    return ClaimRegistry(directory).liveWorkers().compactMap(\.record)
  }

  /// The processes of the workers that hold a claim now. Waits for one: who has just claimed has not told yet who it is.
  func workerPids() async throws -> [Int32] {
    let pids = await onOwnThread {
      let end = ContinuousClock.now + .seconds(300)
      while true {
        let pids = liveRecords.compactMap(\.pid)
        if !pids.isEmpty || ContinuousClock.now > end { return pids }
        usleep(5000)
      }
    }
    if pids.isEmpty { throw StageError(description: "no worker holds a claim") }
    return pids
  }

  /// Whether no worker holds a claim.
  var areClaimsFree: Bool {
    (try? StateDirectory(opening: state)).map { ClaimRegistry($0).liveWorkers().isEmpty } ?? true
  }
}
