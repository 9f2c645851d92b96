#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif
package import KBFailures
package import KBSystem

/// How Docker Sandboxes are set up on this machine, judged from what their CLI answers. Pure. Every function may throw
/// KB-S001 to KB-S005, whichever the answer is a sign of.
package enum SbxSetup {
  /// Throws KB-M010 where no run may start with the version that it tells.
  package static func version(_ result: CommandResult) throws(ExpectedFailure) -> SbxVersion {
    let version = SbxVersion(printed: try output(of: result, "tell its version"))
    try version.requireUsable()
    return version
  }

  /// Asks for the self-diagnosis in the way that the version wants, and in the other ways where it does not know a flag.
  package static func diagnose(
    _ version: SbxVersion, _ run: (Command) throws -> CommandResult
  ) rethrows -> CommandResult {
    let commands = Sbx.diagnose(version)
    var result = try run(commands[0])
    for command in commands.dropFirst() where SbxWords.isUnknownFlag(result) { result = try run(command) }
    return result
  }

  /// Problems that its self-diagnosis finds, other than a missing login, which throws KB-S003, and a daemon of another
  /// version, which throws KB-S011. Its output may be of an unknown shape: then there are none.
  package static func problems(_ result: CommandResult) throws(ExpectedFailure) -> [String] {
    if case .exited = result.end {} else { _ = try output(of: result, "diagnose itself") }
    guard let report = SbxOutput.first(in: result.output, Diagnosis.self) else {
      if case .diagnosed(let failure) = SbxDiagnosis.outcome(of: result, "diagnose itself") { throw failure }
      return []
    }
    let failing = report.checks.filter { ["fail", "failed", "error"].contains($0.status.lowercased()) }
    if let match = failing.first(where: { $0.name.lowercased() == "version match" }) {
      throw .sandboxDaemonOutdated(why: match.text)
    }
    if let login = failing.first(where: \.isAboutLogin) { throw .sandboxNotLoggedIn(why: login.text) }
    return failing.map(\.text)
  }

  /// Throws KB-S005 where no network policy is set.
  package static func requirePolicy(_ result: CommandResult) throws(ExpectedFailure) {
    _ = try output(of: result, "show its network policy")
  }

  /// Throws KB-S004 where the template is not in the store and no registry can have it.
  package static func requireTemplate(_ template: String, in result: CommandResult) throws(ExpectedFailure) {
    let wanted = ImageName(template)
    let output = try output(of: result, "list its templates")
    let images = SbxOutput.templates(output) ?? SbxOutput.templateTable(output)
    if wanted.isLocal && !images.contains(wanted) { throw .templateMissing(template) }
  }

  /// Whether the image comes from a registry when it is first used.
  package static func isPulled(_ template: String) -> Bool { !ImageName(template).isLocal }

  /// The secrets that all sandboxes get.
  package static func secrets(_ result: CommandResult) throws(ExpectedFailure) -> SbxSecrets {
    SbxSecrets(printed: try output(of: result, "list its secrets"))
  }

  /// Whether this machine's SSH agent may be forwarded into sandboxes; nil where it does not tell, since versions differ
  /// in what settings they know.
  package static func forwardsAgent(_ result: CommandResult) -> Bool? {
    result.succeeded ? SbxOutput.first(in: result.output, Setting.self)?.value : nil
  }

  /// `{"key": "ssh.agentForwardingEnabled", "value": true, "type": "bool", "source": "default", …}`.
  private struct Setting: Decodable {
    let value: Bool
  }

  private static func output(of result: CommandResult, _ what: String) throws(ExpectedFailure) -> String {
    switch SbxDiagnosis.outcome(of: result, what) {
    case .succeeded: return result.output
    case .diagnosed(let failure): throw failure
    case .stopped: throw .sbxFailed(what, why: "it was stopped")
    case .nameExists(let why), .noSuchSandbox(let why), .unexplained(let why): throw .sbxFailed(what, why: why)
    }
  }

  private struct Diagnosis: Decodable {
    let checks: [Check]
  }

  private struct Check: Decodable {
    let name: String
    let status: String
    let message: String?

    /// Docker's own login. Whether images are signed is another matter, and so is a login at GitHub.
    var isAboutLogin: Bool {
      let words = name.lowercased().split { !$0.isLetter }
      if words.contains("github") { return false }
      let phrase = " " + words.joined(separator: " ") + " "
      return [
        "auth", "authentication", "authenticated", "login", "logged in", "log in", "signin", "sign in", "signed in",
      ].contains { phrase.contains(" \($0) ") }
    }
    var text: String { message.map { "\(name): \($0)" } ?? name }
  }
}
