import KBConfiguration
import KBDomain
import KBFailures
import KBRepository
import KBState
import KBSystem

/// `kb saved`.
struct SavedCommand: KBCommand {
  let name = "saved"
  let summary = "list work that no branch has, and show how to bring it into your clone"
  let positional: String? = "[[OWNER/NAME#]N]"
  let examples = ["kb saved", "kb saved 12", "kb saved --all"]
  let flags = [
    Flag("all", "of all repositories, even inside of one"), Flag("json", "print one JSON object"),
  ]

  func run(_ arguments: Arguments, in surroundings: Surroundings) throws -> KBExit {
    let prds = try PRDNumber.all(in: arguments)
    guard prds.count <= 1 else { throw ExpectedFailure.badArgument("kb saved takes one PRD.", command: name) }
    let runner = ProcessRunner(
      loop: EventLoop(signals: nil), environment: surroundings.environment, faults: surroundings.faults)
    let state = try StateDirectory.path(environment: surroundings.environment)
    var places = FactoryCloneFolder.all(
      in: try FactoryClone.root(environment: surroundings.environment, stateRoot: state))
    if let named = prds.first?.repository {
      places = places.filter { $0.repository.key == named.key }
    } else if !arguments.has("all") {
      let here = try RepositoryHere.identities(surroundings.directory, effects: runner)
      if !here.isEmpty { places = places.filter { here.contains($0.repository.key) } }
    }
    let list = try SavedList(places, of: prds.first?.number, effects: runner)
    if arguments.has("json") {
      surroundings.print(try JSONLine.of(list))
    } else if list.repositories.isEmpty {
      surroundings.print(prds.first.map { "There is no saved work of #\($0.number)." } ?? "There is no saved work.")
    } else {
      let lines = try prds.first.map { try list.details($0.number, effects: runner) } ?? list.lines
      lines.forEach(surroundings.print)
    }
    return .success
  }
}
