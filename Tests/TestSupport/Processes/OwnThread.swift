import Foundation
package import Testing

/// Runs each test of a suite on a thread of its own, so that one that waits for a program holds up no other test, and
/// only a few of them at a time.
package struct OwnThreadTrait: TestTrait, SuiteTrait, TestScoping {
  package let isRecursive = true

  package func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    guard testCase != nil else { return try await function() }
    await Turns.all.take()
    let result = await Result {
      try await withTaskExecutorPreference(OwnThreadExecutor()) { try await function() }
    }
    await Turns.all.giveBack()
    try result.get()
  }
}

extension Trait where Self == OwnThreadTrait {
  /// For tests that block while programs run.
  package static var onOwnThread: Self { OwnThreadTrait() }
}

private final class OwnThreadExecutor: TaskExecutor {
  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    Thread.detachNewThread { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}

/// Some turns for each processor, since these tests mostly wait; given out in order.
private actor Turns {
  static let all = Turns()
  private var free = 4 * ProcessInfo.processInfo.activeProcessorCount
  private var waiting: [CheckedContinuation<Void, Never>] = []

  func take() async {
    if free > 0 {
      free -= 1
    } else {
      await withCheckedContinuation { waiting.append($0) }
    }
  }

  func giveBack() {
    if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
  }
}

extension Result where Failure == any Error {
  fileprivate init(_ body: () async throws -> Success) async {
    do {
      self = .success(try await body())
    } catch {
      self = .failure(error)
    }
  }
}

/// Runs blocking work on a thread of its own, so that a test that waits for a program holds up no other test.
package func onOwnThread<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async -> Result {
  await withCheckedContinuation { continuation in
    Thread.detachNewThread { continuation.resume(returning: work()) }
  }
}
