#if canImport(FoundationEssentials)
  package import FoundationEssentials
#else
  package import Foundation
#endif
package import KBSystem
import KBText

/// Effects without a world: every command ends as the test said it would, and is noted; waiting takes no time.
package final class ScriptedEffects: Effects {
  /// A command that the test did not foresee.
  package struct Unscripted: Error, CustomStringConvertible {
    package let description: String
  }

  /// Every command that was run, in order.
  package private(set) var commands: [Command] = []
  /// Every wait, in order.
  package private(set) var waits: [Duration] = []
  /// Done in every wait.
  package var onWait: () -> Void = {}
  /// Empty, if the test does not say otherwise.
  package var environment: [String: String] = [:]
  /// Moves on with waits only.
  package private(set) var now = Date(timeIntervalSince1970: 1_800_000_000)

  private var script: [(words: [String], result: CommandResult)] = []

  package init() {}

  /// The next commands whose argv or input contain all these words end with these results, one after the other. Words
  /// that were scripted first are tried first.
  package func on(_ words: String..., give results: CommandResult...) {
    script += results.map { (words, $0) }
  }

  /// What was scripted and did not happen.
  package var unused: [[String]] { script.map(\.words) }

  package func run(_ command: Command, observe: @escaping (OutputLine) -> Bool) throws -> CommandResult {
    commands.append(command)
    let text = command.allText
    guard let index = script.firstIndex(where: { $0.words.allSatisfy(text.contains) }) else {
      throw Unscripted(description: "unscripted: \(text)")
    }
    let result = script.remove(at: index).result
    for line in result.output.split(separator: "\n") { _ = observe(OutputLine(.output, String(line))) }
    for line in result.errors.split(separator: "\n") { _ = observe(OutputLine(.errors, String(line))) }
    return result
  }

  package func wait(_ duration: Duration) throws {
    waits.append(duration)
    now.addTimeInterval(duration.inSeconds)
    onWait()
  }
}

extension Command {
  /// What the program reads on its standard input; empty where that is nothing.
  package var inputText: String {
    switch input {
    case .nothing, .heldOpen: ""
    case .text(let text): text
    }
  }

  /// argv and input in full, for tests to look for words in.
  package var allText: String { ([program] + arguments + [inputText]).joined(separator: " ") }
}
