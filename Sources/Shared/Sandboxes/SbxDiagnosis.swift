/// Tells from the sandbox CLI's messages what went wrong. It ends with status 1 for everything, so the text is all
/// there is; old and new wordings are both known.
enum SbxDiagnosis {
  /// How a call came out.
  enum Outcome: Equatable {
    case succeeded
    /// The run is being stopped.
    case stopped
    /// It is known what is wrong; trying again does not help.
    case diagnosed(ExpectedFailure)
    /// The name is taken.
    case nameExists(why: String)
    /// There is no sandbox of this name.
    case noSuchSandbox(why: String)
    /// Nothing known; it may pass.
    case unexplained(why: String)
  }

  /// Judges one call. `what` completes "sbx did not …".
  static func outcome(of result: CommandResult, _ what: String, template: String? = nil) -> Outcome {
    switch result.end {
    case .exited(.success):
      return .succeeded
    case .stopped:
      return .stopped
    case .outOfTime(let duration), .silent(let duration):
      return .diagnosed(.sandboxOutOfTime(what, seconds: Int(duration.inSeconds)))
    case .exited(let status):
      let why = reason(result) ?? "\(status)"
      let text = why.lowercased()
      if let failure = machineFailure(text, why: why) { return .diagnosed(failure) }
      // One of a registry is pulled at its first use, which may go well the next time.
      if let template, ImageName(template).isLocal, contains(text, missingTemplate) {
        return .diagnosed(.templateMissing(template, why: why))
      }
      if isMissingName(text) { return .noSuchSandbox(why: why) }
      if text.contains("already exists") { return .nameExists(why: why) }
      return .unexplained(why: why)
    }
  }

  /// The sandbox's own failure behind a command that ran inside, or nil. The command's output is the agent's, which
  /// may print any of these words: only a short text that begins with the CLI's own error line counts.
  static func ownFailure(in result: CommandResult, sandbox: String) -> ExpectedFailure? {
    guard case .exited(.code(value: 1)) = result.end, let why = reason(result) else { return nil }
    let lines = why.split(whereSeparator: \.isNewline)
    guard lines.count <= 8, let first = lines.first?.lowercased(), first.hasPrefix("error: ") else { return nil }
    if let failure = machineFailure(first, why: why) { return failure }
    if isMissingName(first) || contains(first, brokenEngine) {
      return .sandboxFailed("run a command in \(sandbox)", why: why)
    }
    return nil
  }

  /// The error stream, or the output where it is empty, without the chatter of a starting daemon.
  static func reason(_ result: CommandResult) -> String? {
    let text = result.errors.contains { !$0.isWhitespace } ? result.errors : result.output
    let lines = text.split(whereSeparator: \.isNewline).filter { line in
      !chatter.contains { line.hasPrefix($0) } && line.contains { !$0.isWhitespace }
    }
    return lines.isEmpty ? nil : lines.suffix(12).map { String($0.prefix(400)) }.joined(separator: "\n")
  }

  private static func machineFailure(_ text: String, why: String) -> ExpectedFailure? {
    if contains(text, notLoggedIn) { return .sandboxNotLoggedIn(why: why) }
    if contains(text, noPolicy) { return .networkPolicyMissing(why: why) }
    if contains(text, noMemory) { return .sandboxMemory(why: why) }
    return nil
  }

  private static func isMissingName(_ text: String) -> Bool {
    text.contains("no sandbox named") || (text.contains("sandbox '") && text.contains("' not found"))
  }

  private static func contains(_ text: String, _ wordings: [String]) -> Bool { wordings.contains { text.contains($0) } }

  private static let chatter = ["Starting sandboxd daemon", "Daemon started", "Logs: ", "WARN", "time="]
  private static let notLoggedIn = ["not authenticated to docker", "not logged in", "authentication required"]
  private static let noPolicy = [
    "default network policy has not been configured", "network policy has not been initialized",
  ]
  private static let noMemory = ["invalid memory", "out of memory", "cannot allocate memory", "not enough memory"]
  private static let missingTemplate = ["pull failed for image", "failed to resolve image", "pull access denied"]
  private static let brokenEngine = ["no sandbox executor available", "request failed: 500"]
}
