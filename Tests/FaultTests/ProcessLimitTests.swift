import Foundation
import KBDomain
import TestSupport
import Testing

/// The limit does not bind root, so the run is another user's.
private let canLimit =
  geteuid() == 0
  && ["setpriv", "prlimit"].allSatisfy { ShortCommand.find($0, ProcessInfo.processInfo.environment) != nil }

@Suite(
  "A run that gets too few processes from the system", .onOwnThread,
  .enabled(if: canLimit, "needs root, setpriv and prlimit of util-linux"))
struct ProcessLimitTests {
  private static let user = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]

  private static func run(_ arguments: [String], on stage: ChaosStage) async -> ShortCommand.Result {
    var command = ShortCommand(user + arguments, environment: stage.environment, directory: stage.checkout)
    command.limitMilliseconds = 600_000
    return await onOwnThread { [command] in command.run() }
  }

  // From too few for kb's first look around to enough.
  @Test(
    "ends with a known failure or does its work, and the next one loses and repeats nothing",
    arguments: [1, 2, 3, 6, 12])
  func limited(limit: Int) async throws {
    let stage = try ChaosStage()
    defer { try? FileManager.default.removeItem(atPath: stage.root) }
    try stage.addPRD(1)
    // The other user may not reach the folder of the build.
    for program in ["kb", "kb-worker"] {
      _ = ShortCommand(["cp", BuiltProducts.path(program), stage.root + "/bin"], environment: stage.environment).run()
    }
    _ = ShortCommand(["chown", "-R", "65534:65534", stage.root], environment: stage.environment).run()
    let kb = stage.root + "/bin/kb"
    guard await Self.run([kb, "--version"], on: stage).status == 0 else {
      return print("skipped: another user can't start kb here")
    }

    let work = [kb, "run", "--forge", "local", "--sandbox", "local"]
    let first = await Self.run(["prlimit", "--nproc=\(limit)"] + work, on: stage)
    let told = first.text + first.errorText
    #expect(first.status == 0 || [1, 3].contains(first.status) && told.contains("KB-"), "\(first.status) \(told)")
    #expect(!told.contains("krutrimbox bug"), "\(told)")

    var last = first
    for _ in 0..<3 where !stage.delivered().contains(1) { last = await Self.run(work, on: stage) }
    #expect(stage.delivered() == [1], "\(last.text)\(last.errorText)")
    #expect(stage.lines("violations").isEmpty)
    let log = ["git", "--git-dir", stage.origin, "log", "--format=%B", "main..\(FactoryNames.branch(prd: 1))"]
    let footers = await Self.run(log, on: stage).text.split(separator: "\n").filter { $0.hasPrefix("Refs #") }
    #expect(footers.sorted() == ["Refs #2", "Refs #3"])
    #expect(FactoryStage.processes { $0 == "KB_CHAOS_ROOT=\(stage.root)" }.isEmpty)
  }
}
