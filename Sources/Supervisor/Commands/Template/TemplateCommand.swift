import KBConfiguration
import KBDomain
import KBFailures
import KBRepository
import KBSandboxes
import KBState
import KBSystem
import KBText

/// `kb template`.
struct TemplateCommand: KBCommand {
  /// What may be done with a template.
  enum Action: String, CaseIterable {
    case build, load, prepare, ls
  }

  let name = "template"
  let summary = "build the sandbox template and load it for the sandboxes"
  let positional: String? = Action.allCases.map(\.rawValue).joined(separator: "|")
  let examples = ["kb template prepare", "kb template prepare --agent claude", "kb template ls"]
  let flags = [
    Flag(
      "agent", value: "NAME", choices: AgentName.allCases.map(\.rawValue),
      "whose template; default: the configured agent, else codex"),
    Flag("file", value: "PATH", "build this Dockerfile instead of the built-in one"),
  ]

  func run(_ arguments: Arguments, in surroundings: Surroundings) throws -> KBExit {
    let action = try action(arguments)
    if arguments.has("file") && (action == .load || action == .ls) {
      throw ExpectedFailure.badArgument("--file is for build and prepare.", command: name)
    }
    let machine = try FactoryMachine(surroundings)
    let state = try StateDirectory(opening: StateDirectory.path(environment: surroundings.environment))
    let workshop = TemplateWorkshop(effects: machine.runner, stateRoot: state.root) { line in
      surroundings.print(SafeText.line(line.text))
    }
    let template = SandboxTemplate(try agent(arguments, surroundings, machine))
    let dockerfile = arguments.value("file").map { $0.hasPrefix("/") ? $0 : "\(surroundings.directory)/\($0)" }
    switch action {
    case .build: try workshop.build(template, dockerfile: dockerfile)
    case .load:
      try workshop.load(template)
      surroundings.print("sandboxes can use \(template.reference); next: kb doctor")
    case .prepare:
      try workshop.prepare(template, dockerfile: dockerfile)
      surroundings.print("sandboxes can use \(template.reference); next: kb doctor")
    case .ls: surroundings.print(try listing(workshop))
    }
    return .success
  }

  private func action(_ arguments: Arguments) throws(ExpectedFailure) -> Action {
    let known = Action.allCases.map(\.rawValue)
    guard let word = arguments.words.first, arguments.words.count == 1 else {
      throw .badArgument("kb template takes one of \(known.joined(separator: ", ")).", command: name)
    }
    guard let action = Action(rawValue: word) else {
      let nearest = NearestName.of(word, among: known).map { "; did you mean \($0)?" } ?? "."
      throw .badArgument(
        "kb template can't `\(SafeText.line(word))`, it can \(known.joined(separator: ", "))\(nearest)", command: name)
    }
    return action
  }

  /// Outside a repository, and in one that names no agent, it is codex.
  private func agent(_ arguments: Arguments, _ surroundings: Surroundings, _ machine: FactoryMachine) throws
    -> AgentName
  {
    if let named = arguments.value("agent").flatMap(AgentName.init) { return named }
    guard let repository = try? HostRepository.find(from: surroundings.directory, effects: machine.runner) else {
      return try ConfigurationFile.loadUser(environment: surroundings.environment).settings.agent
    }
    return try Configuration(repositoryRoot: repository.checkout, environment: surroundings.environment).settings.agent
  }

  private func listing(_ workshop: TemplateWorkshop) throws -> String {
    let images = try workshop.list()
    let own = AgentName.allCases.map { agent in
      let template = SandboxTemplate(agent)
      let isLoaded = images.contains(ImageName(template.image))
      return "\(isLoaded ? "loaded " : "missing")  \(template.reference)"
        + (isLoaded ? "" : "   kb template prepare --agent \(agent.rawValue)")
    }
    let known = AgentName.allCases.map { ImageName(SandboxTemplate($0).image) }
    let others = images.filter { !known.contains($0) }.map { "other    \(SafeText.line($0.description))" }
    return (own + others).joined(separator: "\n")
  }
}
