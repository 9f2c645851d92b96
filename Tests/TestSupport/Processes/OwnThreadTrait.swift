import Foundation
package import Testing

/// Runs each test of a suite on a thread of its own, so that one that waits for a program holds up no other test.
package struct OwnThreadTrait: TestTrait, SuiteTrait, TestScoping {
  package let isRecursive = true

  package func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    try await withTaskExecutorPreference(OwnThreadExecutor()) { try await function() }
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
