import KBConfiguration
import KBFailures
import KBProtocol
import KBSystem
import KBText

/// `kb demo`: the main job on a repository made for it, with nothing but git.
struct DemoCommand: KBCommand {
  let name = "demo"
  let summary = "try a complete run on a scratch repository; needs only git"
  let positional: String? = "[FOLDER]"
  let examples = ["kb demo", "kb demo ~/krutrimbox-demo"]
  let flags = [
    Flag("parallel", value: "N", "PRDs at once; default: 4"),
    Flag("pace", value: "SECONDS", "duration of a step of the scripted agent; default: 1.5"),
  ]

  func run(_ arguments: Arguments, in surroundings: Surroundings) throws -> KBExit {
    let parallel = arguments.value("parallel") ?? "4"
    let pace = arguments.value("pace") ?? "1.5"
    guard let seconds = Double(pace), (0...60).contains(seconds), pace.allSatisfy({ $0.isNumber || $0 == "." }) else {
      throw ExpectedFailure.badArgument(
        "--pace takes seconds from 0 to 60, not `\(SafeText.line(pace))`.", command: name)
    }
    let repository = try DemoRepository.make(in: try folder(arguments, surroundings), pace: pace, surroundings)
    surroundings.print(
      """
      A scratch repository with six PRDs is in \(repository.clone)
      The agent is a script: \(repository.tools)/codex
      The sandboxes are plain folders, in bubblewrap where that works.
      Real runs use Docker Sandboxes.

        kb run --parallel \(parallel)

      In a second terminal: \(repository.enterCommand) && kb workers --watch

      """)
    let run = try RunRequest(
      ArgumentReader(command: "run", flags: RunRequest.flags, positional: nil).read(["--parallel", parallel]))
    let exit = try Factory.run(run, in: repository.surroundings(of: surroundings))
    surroundings.print(repository.whereToLook)
    if exit == .interrupted { return exit }
    guard Self.outcomes(in: repository.state) == DemoPlan.outcomes else {
      surroundings.complain("The demo ended, but not as it should: \(DemoPlan.outcomesText) were expected.")
      return .failed
    }
    // One PRD fails on purpose; the demo itself went well.
    return .success
  }

  /// How each PRD of the newest run ended, by number.
  private static func outcomes(in state: String) -> [Int: String] {
    let store = RunStore(stateRoot: state)
    guard let run = try? store.find(nil) else { return [:] }
    var outcomes: [Int: String] = [:]
    for line in store.lines(of: run).lines {
      if case .settled(let prd, let outcome) = line.event { outcomes[prd.number] = outcome.name }
    }
    return outcomes
  }

  private func folder(_ arguments: Arguments, _ surroundings: Surroundings) throws -> String {
    guard let given = arguments.words.first else {
      let temporary = surroundings.variable("TMPDIR") ?? "/tmp"
      let name = "krutrimbox-demo-" + String(UInt32.random(in: .min ... .max), radix: 36)
      return (temporary.hasSuffix("/") ? String(temporary.dropLast()) : temporary) + "/" + name
    }
    let path = given.hasPrefix("/") ? given : surroundings.directory + "/" + given
    if !Files.names(in: path).isEmpty {
      throw ExpectedFailure.badArgument("\(given) is not an empty folder.", command: "demo")
    }
    return path
  }
}
