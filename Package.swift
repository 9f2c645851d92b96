// swift-tools-version: 6.2
import PackageDescription

/// One set of compiler rules for every target: a warning anywhere stops the build.
let rules: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "krutrimbox",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "kb", targets: ["Supervisor"]),
    .executable(name: "kb-worker", targets: ["Worker"]),
  ],
  dependencies: [],
  targets: [
    .target(name: "Shared", resources: [.embedInCode("Prompts")], swiftSettings: rules),
    .executableTarget(
      name: "Supervisor", dependencies: ["Shared"], resources: [.embedInCode("DemoFiles")], swiftSettings: rules),
    .executableTarget(name: "Worker", dependencies: ["Shared"], swiftSettings: rules),

    // Stand-ins for gh, sbx, codex and claude, and the servers that contract tests talk to.
    .target(name: "TestSupport", dependencies: ["Shared"], path: "Tests/TestSupport", swiftSettings: rules),
    .executableTarget(
      name: "Doubles", dependencies: ["Shared", "TestSupport"], path: "Tests/Doubles", swiftSettings: rules),
    .executableTarget(
      name: "Benchmarks", dependencies: ["Shared", "TestSupport"], path: "Tests/Benchmarks", swiftSettings: rules),

    .testTarget(name: "SharedTests", dependencies: ["Shared", "Doubles", "TestSupport"], swiftSettings: rules),
    .testTarget(
      name: "SupervisorTests", dependencies: ["Shared", "Supervisor", "TestSupport"], swiftSettings: rules),
    .testTarget(name: "WorkerTests", dependencies: ["Shared", "Worker", "TestSupport"], swiftSettings: rules),
    .testTarget(
      name: "EndToEndTests", dependencies: ["Shared", "Supervisor", "Worker", "Doubles", "TestSupport"],
      swiftSettings: rules),
    .testTarget(
      name: "FaultTests", dependencies: ["Shared", "Supervisor", "Worker", "Doubles", "TestSupport"],
      swiftSettings: rules),
    .testTarget(
      name: "ContractTests", dependencies: ["Shared", "Supervisor", "Worker", "Doubles", "TestSupport"],
      swiftSettings: rules),
  ],
  swiftLanguageModes: [.v6]
)
