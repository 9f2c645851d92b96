// swift-tools-version: 6.2
import PackageDescription

/// One set of compiler rules for every target: a warning anywhere stops the build.
let rules: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .treatAllWarnings(as: .error),
]

let ground = ["Text", "Failures", "System", "Domain"]

/// The rooms of Sources/Shared, from the ground up (docs/architecture.md): a room may use those above it in this list that
/// it names, and no other. `KB` stands before a room's name because the systems have modules called System and Text.
let rooms: [(name: String, uses: [String], resources: [Resource])] = [
  ("Text", [], []),
  ("Failures", ["Text"], []),
  ("System", ["Text", "Failures"], []),
  ("Domain", ["Text", "Failures"], []),
  ("Templates", ground, [.embedInCode("Texts")]),
  ("Configuration", ground + ["Templates"], []),
  ("Repository", ground + ["Configuration"], []),
  ("Forges", ground + ["Configuration", "Repository"], []),
  ("Sandboxes", ground + ["Configuration", "Repository"], [.embedInCode("Scripts")]),
  ("Agents", ground + ["Configuration", "Repository", "Sandboxes"], [.embedInCode("Prompts")]),
  ("Protocol", ground + ["Configuration", "Agents"], []),
  ("State", ground + ["Configuration", "Repository", "Protocol"], []),
]

let shared = rooms.map { Target.Dependency.target(name: "KB\($0.name)") }

var targets: [Target] = rooms.map { room in
  .target(
    name: "KB\(room.name)", dependencies: room.uses.map { .target(name: "KB\($0)") },
    path: "Sources/Shared/\(room.name)", resources: room.resources, swiftSettings: rules)
}

targets += [
  .executableTarget(
    name: "Supervisor", dependencies: shared, resources: [.embedInCode("Commands/Demo/Files")], swiftSettings: rules),
  .executableTarget(name: "Worker", dependencies: shared, swiftSettings: rules),

  // Stand-ins for gh, sbx, codex and claude, and the servers that contract tests talk to.
  .target(name: "TestSupport", dependencies: shared, path: "Tests/TestSupport", swiftSettings: rules),
  .executableTarget(
    name: "Doubles", dependencies: shared + ["TestSupport"], path: "Tests/Doubles", swiftSettings: rules),
  .executableTarget(
    name: "Benchmarks", dependencies: shared + ["TestSupport"], path: "Tests/Benchmarks", swiftSettings: rules),
]

func tests(_ name: String, of tested: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: shared + tested + ["TestSupport"], swiftSettings: rules)
}

targets += [
  tests("SharedTests", of: ["Doubles"]),
  tests("SupervisorTests", of: ["Supervisor"]),
  tests("WorkerTests", of: ["Worker"]),
  tests("EndToEndTests", of: ["Supervisor", "Worker", "Doubles"]),
  tests("FaultTests", of: ["Supervisor", "Worker", "Doubles"]),
  tests("ContractTests", of: ["Supervisor", "Worker", "Doubles"]),
]

let package = Package(
  name: "krutrimbox",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "kb", targets: ["Supervisor"]),
    .executable(name: "kb-worker", targets: ["Worker"]),
  ],
  dependencies: [],
  targets: targets,
  swiftLanguageModes: [.v6]
)
