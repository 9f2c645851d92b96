package import Testing

/// Gives each test a stage of its own, `FactoryStage.current`, and removes it when the test is over. There is no other
/// way to a stage in a test, so none is left behind.
package struct StageTrait: TestTrait, SuiteTrait, TestScoping {
  package let isRecursive = true

  package func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    guard testCase != nil else { return try await function() }
    try await FactoryStage.use { stage in
      try await FactoryStage.$ofTest.withValue(stage, operation: function)
    }
  }
}

extension Trait where Self == StageTrait {
  /// For tests of whole runs.
  package static var stage: Self { StageTrait() }
}

extension FactoryStage {
  @TaskLocal fileprivate static var ofTest: FactoryStage?

  /// The stage of the test that asks. The process ends where neither the test nor its suite has the trait.
  package static var current: FactoryStage {
    guard let stage = ofTest else { preconditionFailure("This test has no stage: add .stage to it or to its suite.") }
    return stage
  }

  /// Does something on one more stage, and removes it afterwards.
  package static func use<Result>(_ work: (FactoryStage) throws -> Result) throws -> Result {
    let stage = try FactoryStage()
    defer { stage.tearDown() }
    return try work(stage)
  }

  /// Does something on one more stage, and removes it afterwards.
  package static func use<Result>(
    isolation: isolated (any Actor)? = #isolation, _ work: (FactoryStage) async throws -> Result
  ) async throws -> Result {
    let stage = try FactoryStage()
    defer { stage.tearDown() }
    return try await work(stage)
  }

  /// A stage for a try by hand: it stays.
  package static func toKeep() throws -> FactoryStage { try FactoryStage() }
}
