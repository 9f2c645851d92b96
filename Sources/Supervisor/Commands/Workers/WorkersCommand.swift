#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBState
import KBSystem

/// `kb workers`.
struct WorkersCommand: KBCommand {
  let name = "workers"
  let summary = "show the live workers of all repositories on this machine"
  let examples = ["kb workers", "kb workers --watch", "kb workers --json"]
  let flags = [
    Flag("json", "print one JSON object; with --watch one per second"),
    Flag("watch", "show them again every second until Ctrl-C"),
  ]

  func run(_ arguments: Arguments, in surroundings: Surroundings) throws -> KBExit {
    let root = try StateDirectory.path(environment: surroundings.environment)
    if arguments.has("watch") { return try watch(root, isJSON: arguments.has("json"), surroundings) }
    let list = try WorkerList(stateRoot: root, at: Date())
    let width = Terminal.isTerminal(1) ? Terminal.size(of: 1)?.columns : nil
    surroundings.print(arguments.has("json") ? try list.json() : list.text(width: width))
    return .success
  }

  private func watch(_ root: String, isJSON: Bool, _ surroundings: Surroundings) throws -> KBExit {
    let machine = try FactoryMachine(surroundings)
    let painter = surroundings.painter(on: machine.output)
    var isOver = false
    machine.onStop = { isOver = true }
    var failure: (any Error)?
    func show() {
      do {
        let list = try WorkerList(stateRoot: root, at: Date())
        if isJSON {
          machine.output.write(try list.json() + "\n")
        } else if Terminal.isTerminal(1) {
          painter.paint(list.lines(width: painter.width, height: painter.height))
        } else {
          machine.output.write(list.text(width: nil) + "\n")
        }
      } catch {
        failure = error
      }
    }
    machine.onResize = show
    machine.onContinue = {
      painter.forget()
      show()
    }
    show()
    machine.loop.every(.seconds(1), show)
    machine.loop.run { isOver || failure != nil || machine.output.isClosed }
    if Terminal.isTerminal(1) { painter.wipeBelow() }
    if let failure { throw failure }
    return .success
  }
}
