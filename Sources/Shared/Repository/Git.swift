package import KBFailures
package import KBSystem
import KBText

/// git in a repository on the host, without its hooks, prompts, colours or the user's pager. Never touches the working
/// tree.
package struct Git {
  /// The repository's top folder.
  package let checkout: String
  private let effects: any Effects
  private let access: OperatorAccess

  /// `operatorClone` is the folder whose configuration says how origin is reached, where that is another one.
  /// Where there is none, `credentialHost` is the host that `gh` gives the login for.
  package init(
    _ checkout: String, effects: any Effects, operatorClone: String? = nil, credentialHost: String? = nil
  ) {
    self.checkout = checkout
    self.effects = effects
    access = OperatorAccess(of: operatorClone, credentialHost: credentialHost)
  }

  /// Environment of every git that krutrimbox starts: no prompt can hang an unattended run, messages are in English.
  package static let environment = [
    "GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "true", "SSH_ASKPASS": "true", "GCM_INTERACTIVE": "never",
    "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C",
  ]

  /// Pure: the command for git's arguments.
  package static func command(
    _ arguments: [String], in checkout: String, input: Command.Input = .nothing, limit: Duration = .seconds(60)
  ) -> Command {
    Command(
      "git",
      [
        "-c", "core.hooksPath=/dev/null", "-c", "gc.auto=0", "-c", "maintenance.auto=false", "-c",
        "commit.gpgSign=false",
      ]
        + arguments,
      input: input, directory: checkout, environment: environment, limit: limit)
  }

  /// Runs git; its end, however it was, is the result. Where a lock in a Factory Clone is in its way, it is run once more
  /// after `LeftLocks.clear`. Throws `StopRequested` where the run's stop ended it: that says nothing of git.
  package func result(
    _ arguments: [String], input: Command.Input = .nothing, limit: Duration = .seconds(60)
  ) throws -> CommandResult {
    var command = Self.command(arguments, in: checkout, input: input, limit: limit)
    if access.isNeeded(by: arguments) {
      command.environment.merge(try access.variables(in: checkout, effects)) { _, own in own }
    }
    var result = try effects.run(command)
    if !result.succeeded, LeftLocks.isInTheWay(result.errors) {
      try LeftLocks(in: checkout, effects: effects).clear()
      result = try effects.run(command)
    }
    if result.end == .stopped { throw StopRequested() }
    return result
  }

  /// Runs git and returns its output without the last newline. Throws KB-R005 when it fails, KB-M007 for want of room,
  /// KB-R022 where a Factory Clone is damaged.
  @discardableResult
  package func output(_ arguments: [String], input: Command.Input = .nothing) throws -> String {
    let result = try result(arguments, input: input)
    guard result.succeeded else {
      throw Self.diskFull(result, at: checkout) ?? FactoryCloneRepair.failure(result, at: checkout)
        ?? ExpectedFailure.gitFailed(Self.words(arguments), why: Self.reason(result))
    }
    return result.output.hasSuffix("\n") ? String(result.output.dropLast()) : result.output
  }

  /// Runs git that talks to origin, with its own limit. Throws KB-R006 when it fails, KB-R021 where no other try can
  /// change it, KB-R015 where git no longer opens the clone, KB-M007 for want of room, KB-R022 where a Factory Clone
  /// is damaged.
  @discardableResult
  package func remote(_ what: String, _ arguments: [String], limit: Duration = .seconds(300)) throws -> String {
    let result = try result(arguments, limit: limit)
    guard result.succeeded else {
      throw try Self.diskFull(result, at: checkout) ?? FactoryCloneRepair.failure(result, at: checkout)
        ?? originFailure(what, result)
    }
    return result.output
  }

  /// Why a git that talked to origin failed: KB-R015 where git no longer opens the clone, else KB-R021 or KB-R006.
  package func originFailure(_ what: String, _ result: CommandResult) throws -> ExpectedFailure {
    try cloneTrouble(after: result) ?? .originFailed(what, why: Self.remoteReason(result))
  }

  /// KB-R015 where a git that talked to another repository failed because this clone has broken since the run began; nil
  /// otherwise. The clone is looked at only where git's words may be about it: they may be about the other one, too.
  package func cloneTrouble(after result: CommandResult) throws -> ExpectedFailure? {
    guard CloneTrouble.isPossible(result.errors) else { return nil }
    let look = try self.result(["rev-parse", "--git-dir"])
    guard case .exited = look.end, !look.succeeded else { return nil }
    let folder = checkout + "/.git"
    return CloneTrouble.failureLater(
      in: checkout, words: Self.reason(look), gitFolder: Files.exists(folder) ? folder : nil)
  }

  /// KB-M007 where git says that there is no room on this machine, nil otherwise: that passes, and is waited for. The
  /// other side's disk is another matter. Pure.
  package static func diskFull(_ result: CommandResult, at checkout: String) -> ExpectedFailure? {
    let own = result.errors.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("remote:") }
    let isFull = own.contains {
      // The last is what a ref's lock file gives that was opened and can't be written (git's refs/files-backend.c).
      $0.contains("No space left on device") || $0.contains("Disk quota exceeded")
        || $0.contains("couldn't write '") && $0.contains(".lock'")
    }
    return isFull ? .diskFull(path: checkout, why: reason(result)) : nil
  }

  /// What git said, or why it said nothing.
  package static func reason(_ result: CommandResult) -> String {
    switch result.end {
    case .exited(let status):
      let text = result.errors.split(whereSeparator: \.isNewline).suffix(8).joined(separator: "\n")
      return text.isEmpty ? "git ended by \(status)" : SafeText.block(text)
    case .outOfTime(let limit): return "it took longer than \(limit.milliseconds / 1000) s"
    case .silent(let limit): return "it was silent for \(limit.milliseconds / 1000) s"
    case .flooded(let limit): return CommandResult.floodText(limit)
    case .stopped: return "it was stopped with the run"
    }
  }

  /// The same of a git that talked to origin: what the other side said comes first.
  package static func remoteReason(_ result: CommandResult) -> String {
    guard case .exited = result.end else { return reason(result) }
    let lines = GitWords.telling(result.errors)
    return lines.isEmpty ? reason(result) : lines.joined(separator: "\n")
  }

  private static func words(_ arguments: [String]) -> String {
    arguments.prefix(3).map { SafeText.cut(SafeText.line($0), to: 60) }.joined(separator: " ")
  }
}
