import KBFailures

/// `kb plan`, and what `kb run --dry-run` does.
struct PlanCommand: KBCommand {
  let name = "plan"
  let summary = "show what a run would do, and why it would leave other PRDs alone"
  let examples = ["kb plan", "kb plan --prd 12", "kb plan --json"]
  var flags: [Flag] {
    RunRequest.flags.filter { !["raise", "dry-run", "json"].contains($0.name) }
      + [Flag("json", "print one JSON object")]
  }

  func run(_ arguments: Arguments, in surroundings: Surroundings) throws -> KBExit {
    let request = try RunRequest(arguments)
    let machine = try FactoryMachine(surroundings)
    var untrusted: ExpectedFailure?
    var preflight = Preflight(
      request: request, directory: surroundings.directory, effects: machine.runner,
      supplies: try machine.preflightSupplies())
    preflight.onUntrusted = { untrusted = $0 }
    var forecast = try PlanForecast.take(preflight, effects: machine.runner)
    forecast.untrusted = untrusted
    forecast.plan.notices.forEach { surroundings.complain("kb: \($0)") }
    if request.isJSON {
      surroundings.print(try JSONLine.of(PlanObject(forecast)))
    } else {
      surroundings.print(PlanReport(forecast: forecast).lines.map { StyledLine($0) })
    }
    return .success
  }
}
