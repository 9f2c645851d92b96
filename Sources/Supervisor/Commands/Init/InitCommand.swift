import KBConfiguration
import KBDomain
import KBFailures
import KBForges
import KBRepository
import KBState
import KBSystem

/// `kb init`.
struct InitCommand: KBCommand {
  let name = "init"
  let summary = "set up this repository: a configuration, and for the local forge an example"
  let examples = ["kb init", "kb init --labels", "kb init --forge local"]
  let flags = [
    Flag(
      "forge", value: "NAME", choices: ForgeName.allCases.map(\.rawValue),
      "where the PRDs will be; default: depends on origin"),
    Flag("labels", "create the labels that are missing on GitHub"),
  ]

  func run(_ arguments: Arguments, in surroundings: Surroundings) throws -> KBExit {
    let machine = try FactoryMachine(surroundings)
    let repository = try HostRepository.find(from: surroundings.directory, effects: machine.runner)
    let isOnGitHub = GitHubOrigin.repository(of: repository.originAddress) != nil
    let forge = arguments.value("forge").flatMap(ForgeName.init) ?? (isOnGitHub ? .github : .local)
    let labels = arguments.has("labels")
    if labels && forge == .local {
      throw ExpectedFailure.badArgument("--labels is for GitHub; local issues name their labels.", command: name)
    }
    let written = try write(forge, in: repository, surroundings)
    if labels { surroundings.print(try createLabels(of: repository, machine)) }
    surroundings.print(next(forge, labels: labels, written: written))
    return .success
  }

  /// Writes what is not there and tells of each file. Returns whether anything was written.
  private func write(_ forge: ForgeName, in repository: HostRepository, _ surroundings: Surroundings) throws -> Bool {
    let root = repository.checkout
    // A committed link could lead anywhere.
    for folder in ["\(root)/.krutrimbox", "\(root)/.krutrimbox/issues"] {
      guard let resolved = Files.resolved(folder) else { continue }
      guard resolved == folder else { throw ExpectedFailure.folderUnusable(folder, "it is a symbolic link") }
    }
    let commands = Toolchain.testCommands(names: Set(Files.names(in: root))) { name in
      (try? Files.read("\(root)/\(name)", limit: 1 << 20)).map { String(decoding: $0, as: UTF8.self) }
    }
    let hasIssues = !Files.names(in: "\(root)/.krutrimbox/issues").isEmpty
    try NewFiles.makeFolder("\(root)/.krutrimbox")
    var isWritten = false
    for file in InitFiles(forge: forge, testCommands: commands).files {
      let isExample = file.path.hasPrefix(".krutrimbox/issues/")
      if isExample && hasIssues { continue }
      if Files.mayExist("\(root)/\(file.path)") {
        surroundings.print("kept   \(file.path), which was there")
        continue
      }
      if isExample { try NewFiles.makeFolder("\(root)/.krutrimbox/issues") }
      try NewFiles.write("\(root)/\(file.path)", Array(file.text.utf8))
      surroundings.print("wrote  \(file.path)" + (isExample ? "" : Self.remark(forge, commands)))
      isWritten = true
      if !isExample { try TrustStore.trustOwn(repository.trustIdentity, at: root, surroundings) }
    }
    return isWritten
  }

  private static func remark(_ forge: ForgeName, _ commands: [[String]]) -> String {
    let tests = commands.map { $0.joined(separator: " ") }.joined(separator: ", ")
    return " (\(forge.rawValue) forge; "
      + (tests.isEmpty ? "no test command found: add `verify.commands`)" : "each commit is checked by: \(tests))")
  }

  private func createLabels(of repository: HostRepository, _ machine: FactoryMachine) throws -> String {
    let forge = try machine.preflightSupplies().forge(RunSettings(), repository)
    let missing = try forge.discover().missingLabels
    let labels = Label.allCases.filter { missing.contains($0.rawValue) }
    if labels.isEmpty { return "all labels are on GitHub" }
    try forge.createLabels(labels)
    return "made   the labels \(labels.map(\.rawValue).joined(separator: ", "))"
  }

  private func next(_ forge: ForgeName, labels: Bool, written: Bool) -> String {
    var steps: [(command: String, why: String)] = []
    if written {
      steps.append(("git add .krutrimbox && git commit -m \"Set up krutrimbox\"", "share it with your team"))
    }
    if forge == .github && !labels { steps.append(("kb init --labels", "make the labels on GitHub now")) }
    steps.append(("kb doctor", "what this machine still needs"))
    if forge == .local { steps.append(("edit .krutrimbox/issues", "a PRD is ready with the label ready-for-agent")) }
    steps.append(("kb plan", "what a run would do"))
    let width = 2 + (steps.map(\.command.count).max() ?? 0)
    let lines = steps.map { "  " + DisplayWidth.fit($0.command, to: width) + $0.why }
    return (["", "next"] + lines).joined(separator: "\n")
  }
}
