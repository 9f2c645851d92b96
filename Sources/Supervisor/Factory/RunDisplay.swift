#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBSystem

/// How a run shows itself on standard output: a live table, plain lines or JSON.
struct RunDisplay {
  /// What it shows while it runs.
  let sinks: [any RunEventSink]
  private let machine: FactoryMachine
  private let isJSON: Bool

  init(_ request: RunRequest, _ machine: FactoryMachine) {
    self.machine = machine
    isJSON = request.isJSON
    let surroundings = machine.surroundings
    if request.isJSON {
      sinks = [JSONLineSink(machine.output)]
    } else if Terminal.isTerminal(1) && surroundings.variable("TERM") != "dumb" {
      let painter = surroundings.painter(on: machine.output)
      let screen = LiveScreen(painter, on: machine.loop)
      machine.onResize = { screen.redraw() }
      machine.onContinue = {
        painter.forget()
        screen.redraw()
      }
      sinks = [screen]
    } else {
      sinks = [PlainLineSink(machine.output)]
    }
  }

  /// For a run that starts nothing, because no PRD is ready.
  func tellNothingToDo(_ plan: RunPlan) {
    if isJSON {
      let line = RunEventLine(at: Date(), run: plan.run, event: .started(plan: plan))
      machine.output.write(RunFiles.line(line).map { String(decoding: $0, as: UTF8.self) } ?? "")
    } else {
      let columns = Terminal.isTerminal(1) ? Terminal.size(of: 1)?.columns : nil
      let rows = PlanText(plan: plan).lines.flatMap { StyledLine($0).wrapped(forTerminal: columns) }
      machine.output.write(rows.map { $0.text(colours: false) + "\n" }.joined())
    }
    drain()
  }

  /// Lets a slow reader have the rest; one that reads nothing at all does not keep the process for ever.
  func drain() { machine.output.drain(within: .seconds(60)) }
}
