import KBConfiguration
import KBFailures
import KBState
import KBSystem
import KBText

/// `kb logs`.
struct LogsCommand: KBCommand {
  let name = "logs"
  let summary = "print the newest log of a PRD"
  let positional: String? = "[OWNER/NAME#]N"
  let examples = ["kb logs 12", "kb logs 12 -f", "kb logs 12 --run 20261124-2214-7f3a", "kb logs acme/webapp#12"]
  let flags = [
    Flag("follow", short: "f", "follow the log, through restarts and new runs, until the worker ends"),
    Flag("run", value: "RUN", "the log of this run, instead of the newest"),
  ]

  func run(_ arguments: Arguments, in surroundings: Surroundings) throws -> KBExit {
    guard let prd = try PRDNumber.all(in: arguments).first, arguments.words.count == 1 else {
      throw ExpectedFailure.badArgument("kb logs takes the number of one PRD.", command: name)
    }
    // Ctrl-C ends this command by its default: it has nothing to put in order.
    let loop = EventLoop(signals: nil)
    let runner = ProcessRunner(loop: loop, environment: surroundings.environment, faults: surroundings.faults)
    let root = try StateDirectory.path(environment: surroundings.environment)
    let finder = PRDLogFinder(
      store: RunStore(stateRoot: root), here: try? RepositoryHere.find(surroundings.directory, effects: runner))
    let log = try finder.find(prd, run: arguments.value("run"))
    surroundings.complain("== \(log.name)")
    if arguments.has("follow") {
      let registry = ClaimRegistry(try StateDirectory(opening: root))
      LogFollower(log, finder, registry, write: Self.write, tell: surroundings.complain).run(on: loop)
    } else {
      Self.print(FileTail(log.path))
    }
    return .success
  }

  private static func print(_ tail: FileTail) {
    while true {
      let lines = tail.read()
      if lines.isEmpty { break }
      guard write(lines.joined(separator: "\n")) else { return }
    }
    if let rest = tail.rest { _ = write(rest) }
  }

  /// Lines that a program of the worker printed are not safe to print as they are.
  private static func write(_ text: String) -> Bool {
    Descriptor.writeAll(1, Array((SafeText.block(text) + "\n").utf8))
  }
}
