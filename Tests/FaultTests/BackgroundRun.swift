import Foundation
import Shared
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
        var status: Int32 = 0
        while waitpid(pid, &status, 0) == -1 && errno == EINTR {}
        return ExitStatus(waitStatus: status)
      }
    }
  }

  func signal(_ number: Int32) { kill(pid, number) }

  /// How it ended; waits for that.
  var end: ExitStatus {
    get async { await ended.value }
  }

  /// As `end`; nil where it still runs after so long.
  func end(within limit: Duration) async -> ExitStatus? {
    await withTaskGroup(of: ExitStatus?.self) { group in
      group.addTask { await self.ended.value }
      group.addTask {
        try? await Task.sleep(for: limit)
        return nil
      }
      defer { group.cancelAll() }
      return await group.next() ?? nil
    }
  }
}

/// Waits until something is so; false where it is not within the limit.
func eventually(within limit: Duration = .seconds(60), _ isSo: @escaping @Sendable () -> Bool) async -> Bool {
  await onOwnThread {
    let end = ContinuousClock.now + limit
    while !isSo() {
      if ContinuousClock.now > end { return false }
      usleep(5000)
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

  /// Waits until no worker holds a claim.
  func allClaimsFree(within limit: Duration) async -> Bool {
    await eventually(within: limit) { [self] in
      (try? StateDirectory(opening: state)).map { ClaimRegistry($0).liveWorkers().isEmpty } ?? true
    }
  }
}
