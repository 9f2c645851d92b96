import KBFailures
import KBSystem
import KBText

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

  /// Judges one call. `what` completes "sbx did not …"; `spec` is the sandbox that the call should make.
  static func outcome(of result: CommandResult, _ what: String, creating spec: SandboxSpec? = nil) -> Outcome {
    switch result.end {
    case .exited(.success):
      return .succeeded
    case .stopped:
      return .stopped
    case .outOfTime(let duration), .silent(let duration):
      return .diagnosed(
        .sandboxOutOfTime(what, seconds: Int(duration.inSeconds), why: SbxWords.reason(result)))
    case .flooded(let limit):
      return .unexplained(why: CommandResult.floodText(limit))
    case .exited(let status):
      let why = SbxWords.reason(result) ?? "\(status)"
      let text = why.lowercased()
      if contains(text, passing) { return .unexplained(why: why) }
      if let spec, let failure = creationFailure(text, of: spec, why: why) { return .diagnosed(failure) }
      if let failure = machineFailure(text, why: why) { return .diagnosed(failure) }
      if isMissingName(text) { return .noSuchSandbox(why: why) }
      if text.contains("already exists") { return .nameExists(why: why) }
      return .unexplained(why: why)
    }
  }

  /// The sandbox's own failure behind a command that ran inside, or nil. The command's output is the repository's or
  /// the agent's, which may print such words: only a short text that begins with an error line counts. What only the
  /// CLI says counts in it wherever it stands; what others say too counts only where the CLI alone has spoken.
  static func ownFailure(in result: CommandResult, sandbox: String) -> ExpectedFailure? {
    guard case .exited(.code(value: 1)) = result.end, let error = SbxWords.leadingError(result) else { return nil }
    let first = error.lines[0].lowercased()
    let why = error.lines.joined(separator: "\n")
    if first.contains(oldDaemon) { return .sandboxDaemonOutdated(why: why) }
    if error.isAll {
      if first.contains(leftNetwork) { return .sandboxLeftovers(sandbox, why: why) }
      if !contains(first, passing), let failure = machineFailure(first, why: why) { return failure }
    }
    let isMissing = isMissingName(first) && first.contains("'\(sandbox.lowercased())'")
    if isMissing || contains(first, brokenEngine) || (error.isAll && first.contains(failedRequest)) {
      return .sbxFailed("run a command in \(sandbox)", why: why)
    }
    return nil
  }

  private static func creationFailure(_ text: String, of spec: SandboxSpec, why: String) -> ExpectedFailure? {
    if text.contains(leftNetwork) { return .sandboxLeftovers(spec.name, why: why) }
    if contains(text, missingTemplate) {
      return ImageName(spec.template).isLocal
        ? .templateMissing(spec.template, why: why) : .templateNotPulled(spec.template, why: why)
    }
    if contains(text, noVirtualization) { return .virtualizationMissing(why: why) }
    return nil
  }

  private static func machineFailure(_ text: String, why: String) -> ExpectedFailure? {
    if text.contains(oldDaemon) { return .sandboxDaemonOutdated(why: why) }
    if contains(text, notLoggedIn) { return .sandboxNotLoggedIn(why: why) }
    if contains(text, noPolicy) { return .networkPolicyMissing(why: why) }
    if contains(text, noMemory) { return .sandboxMemory(why: why) }
    return nil
  }

  private static func isMissingName(_ text: String) -> Bool {
    text.contains("no sandbox named") || (text.contains("sandbox '") && text.contains("' not found"))
  }

  private static func contains(_ text: String, _ wordings: [String]) -> Bool { wordings.contains { text.contains($0) } }

  /// The network between this machine and Docker, or a registry that wants less at once (docker/sbx-releases#308, #528,
  /// #609): also a pull or a login that fails for it may go well the next time.
  private static let passing = [
    "due to a network issue", "no such host", "i/o timeout", "tls handshake timeout", "connection reset by peer",
    "network is unreachable", "temporary failure in name resolution", "too many requests", "toomanyrequests",
    "service unavailable", "bad gateway", "gateway timeout",
  ]
  /// After an upgrade of sbx its old daemon answers nothing (docker/sbx-releases#381).
  private static let oldDaemon = "cannot prompt for restart"
  private static let leftNetwork = "failed to create network"
  private static let notLoggedIn = [
    "not authenticated to docker", "not logged in", "authentication required", "docker session has expired",
    "no valid user session",
  ]
  private static let noPolicy = [
    "default network policy has not been configured", "network policy has not been initialized",
  ]
  private static let noMemory = ["invalid memory", "out of memory", "cannot allocate memory", "not enough memory"]
  /// docker/sbx-releases#29, #271, #459.
  private static let missingTemplate = ["pull failed for image", "failed to resolve image", "pull access denied"]
  /// Docker Sandboxes need KVM on Linux (https://docs.docker.com/ai/sandboxes/install/).
  private static let noVirtualization = ["/dev/kvm", "kvm is not", "kvm not", "hypervisor.framework"]
  /// The engine is broken, or its daemon can't be reached (docker/sbx-releases#258, #347, #358).
  private static let brokenEngine = [
    "no sandbox executor available", "failed to connect to sandboxd", "sandboxd.sock", "ensure daemon: ",
    "http://socket/",
  ]
  /// The engine's too, but a test of a web service may say it as well.
  private static let failedRequest = "request failed: 500"
}
