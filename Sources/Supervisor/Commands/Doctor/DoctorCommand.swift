import KBConfiguration
import KBFailures
import KBSystem

/// `kb doctor`.
struct DoctorCommand: KBCommand {
  let name = "doctor"
  let summary = "check whether this machine is ready for a run, and how to fix what is not"
  let examples = [
    "kb doctor", "kb doctor --parallel 4", "kb doctor --smoke", "kb doctor --repo acme/webapp", "kb doctor --json",
  ]
  /// What a run may be asked for and that changes what it needs.
  var flags: [Flag] {
    let wanted = ["parallel", "agent", "forge", "sandbox", "base-branch", "model"]
    let repo = Flag(
      "repo", value: "OWNER/NAME", isRepeatable: true, "examine this repository, from any folder, without a clone")
    return [repo] + RunRequest.flags.filter { wanted.contains($0.name) } + [
      Flag(
        "smoke", optional: "agent",
        "try a real sandbox; with agent also one session, which costs a little"
      ),
      Flag("json", "print one JSON object"),
    ]
  }

  func run(_ arguments: Arguments, in surroundings: Surroundings) throws -> KBExit {
    let request = try RunRequest(arguments)
    let machine = try FactoryMachine(surroundings)
    if let smoke = arguments.value("smoke") {
      guard request.repositories.isEmpty else {
        throw ExpectedFailure.badArgument("kb doctor --smoke works in a clone, without --repo.", command: name)
      }
      return try SmokeCommand(request: request, machine: machine, triesAgent: smoke == "agent").run()
    }
    let report = DoctorReport(findings: try Examination(request, machine).run())
    if request.isJSON {
      surroundings.print(try JSONLine.of(report))
    } else {
      surroundings.print(report.lines(width: Terminal.size(of: 1)?.columns ?? 120))
    }
    return report.isReady ? .success : .notReady
  }
}
