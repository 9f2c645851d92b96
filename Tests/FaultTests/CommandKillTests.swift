import Foundation
import KBSystem
import TestSupport
import Testing

@Suite("A worker that is killed around a command", .onOwnThread)
struct CommandKillTests {
  /// All commands of a run, or a few by chance: `KB_FAULTS_ALL=1` takes all.
  static func sample(of all: [Int]) -> [Int] {
    ProcessInfo.processInfo.environment["KB_FAULTS_ALL"] == nil ? Array(all.shuffled().prefix(6)) : all
  }

  @Test("before any of its commands loses nothing and does nothing twice")
  func beforeCommand() async throws {
    let undisturbed = try await UndisturbedWorld.made.value
    let numbers = Self.sample(of: Array(1...undisturbed.commands))
    print("killed before commands \(numbers.sorted()) of \(undisturbed.commands)")
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (place, number) in numbers.enumerated() {
        if place >= 2 { try await group.next() }
        group.addTask {
          try await FactoryStage.use { stage in
            let runs = try await CrashPlan(stage).play(early: ["KB_CRASH_AT": "command.\(number)"])
            #expect(runs.map(\.deaths).reduce(0, +) > 0, "nobody came to command \(number)")
            let differences = try WorldPicture(stage).differences(from: undisturbed.picture)
            #expect(differences.isEmpty, "before command \(number): \(differences)")
            #expect(try stage.leftovers() == [])
          }
        }
      }
      try await group.waitForAll()
    }
  }

  enum Command: String, CaseIterable {
    case comment, pullRequest, push

    /// What of its arguments tells it.
    var pattern: String {
      switch self {
      case .comment: "*-X\\ POST*/comments*"
      case .pullRequest: "*-X\\ POST*/pulls*"
      case .push: "*push*--porcelain*"
      }
    }
    var program: String { self == .push ? "git" : "gh" }
  }

  @Test("that is on its way does not let it arrive behind the next run's back", .stage, arguments: Command.allCases)
  func onItsWay(_ command: Command) async throws {
    guard Files.exists("/proc/self") else { return }
    let stage = FactoryStage.current
    try stage.delay(command.program, when: command.pattern)
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: write parse.txt yes")
    let human = try stage.repository.addSubIssue(of: prd, "Look", kind: .hitl)
    let first = try BackgroundRun(stage, environment: CrashPlan.quick)
    #expect(await eventually { Files.exists(stage.root + "/delayed") })
    first.killTogether(with: try await stage.workerPids())
    _ = await first.end
    #expect(await eventually { stage.areClaimsFree })

    let second = await stage.kbRun(environment: CrashPlan.quick)

    #expect(second.ending(of: prd) == "paused", "\(second)")
    // The fence has ended it: by itself it would still wait.
    #expect(await eventually { FactoryStage.processes { $0 == "KB_DELAYED=1" }.isEmpty })
    #expect(!Files.exists(stage.root + "/arrived"))
    #expect(try stage.ownComments(on: prd).count == 1)
    #expect(try stage.world.effects(.commentCreated).count == 1)
    #expect(try stage.repository.pullRequests.count == 1)
    #expect(try stage.messages(on: stage.branch(of: prd)).count == 1)
    #expect(try stage.repository.issue(human).isClosed == false)
  }
}

extension FactoryStage {
  /// Makes the first call of a program whose arguments match a shell pattern wait for 20 seconds before it does its
  /// work. It marks `delayed` when it waits and `arrived` when it has gone on.
  func delay(_ program: String, when pattern: String) throws {
    let real = ShortCommand.find(program, environment) ?? program
    try FileManager.default.createDirectory(atPath: root + "/real", withIntermediateDirectories: true)
    if program == "git" {
      try FileManager.default.createSymbolicLink(atPath: root + "/real/git", withDestinationPath: real)
    } else {
      try FileManager.default.moveItem(atPath: real, toPath: "\(root)/real/\(program)")
    }
    try writeProgram(
      "bin/\(program)",
      """
      #!/bin/bash
      case "$*" in
        \(pattern))
          if mkdir "\(root)/delayed" 2>/dev/null; then
            export KB_DELAYED=1
            sleep 900
            mkdir "\(root)/arrived"
          fi ;;
      esac
      exec "\(root)/real/\(program)" "$@"

      """)
  }
}
