package import KBDomain
package import KBFailures
import KBText

/// Failures of sandboxes and of `sbx`.
extension ExpectedFailure {
  package static func sandboxFailed(_ what: String, by who: String = "the sandbox", why: String) -> ExpectedFailure {
    ExpectedFailure(
      .sandboxFailed, "\(who) could not \(what).", why: why,
      fix: "sbx diagnose; if it finds nothing: sbx daemon restart, then: kb doctor")
  }

  /// A call of sbx that is no sandbox's own: there may be none.
  package static func sbxFailed(_ what: String, why: String) -> ExpectedFailure {
    sandboxFailed(what, by: Sbx.program, why: why)
  }

  /// `why` is what it had said by then; nil for nothing.
  package static func sandboxOutOfTime(_ what: String, seconds: Int, why: String? = nil) -> ExpectedFailure {
    // A process that is stuck holds a lock that all others wait for (docker/sbx-releases#542).
    let holdsLock = why?.contains("refresh lock") == true
    return ExpectedFailure(
      .sandboxOutOfTime, "sbx did not \(what) within \(seconds) s.", why: why,
      fix: (holdsLock ? "end the sbx process that hangs (pgrep -a sbx), then: " : "")
        + "sbx daemon restart; if it hangs again: sbx diagnose; "
        + "if the disk or the network is only slow, raise limits.commandMinutes in .krutrimbox/config.json")
  }

  package static func sandboxMemory(why: String) -> ExpectedFailure {
    ExpectedFailure(
      .sandboxFailed, "there is not enough memory for the sandbox.", why: why,
      fix: "set sandbox.memory in .krutrimbox/config.json (at least 1 GiB), or lower --parallel")
  }

  package static func sandboxNameLeaked(_ sandbox: String, why: String) -> ExpectedFailure {
    ExpectedFailure(
      .sandboxFailed, "the name \(sandbox) is taken by a sandbox that can't be reached.", why: why,
      fix: "sbx rm --force \(sandbox); if that does not free it: sbx daemon restart, then run again")
  }

  package static func sandboxOfOtherCheckout(_ sandbox: String, of folder: String) -> ExpectedFailure {
    ExpectedFailure(
      .sandboxFailed, "sandbox \(sandbox) belongs to another checkout of this repository: \(folder).",
      fix: "cd there and run kb; or, if there is nothing to keep: sbx rm --force \(sandbox)")
  }

  package static func sandboxNotLoggedIn(why: String) -> ExpectedFailure {
    ExpectedFailure(.sandboxNotLoggedIn, "sbx is not logged in to Docker.", why: why, fix: "sbx login")
  }

  /// krutrimbox's own templates can be made again; others are somewhere in Docker.
  package static func templateMissing(_ template: String, why: String? = nil) -> ExpectedFailure {
    let agent = AgentName.allCases.first { ImageName(SandboxTemplate($0).image) == ImageName(template) }
    return ExpectedFailure(
      .templateMissing, "template \(template) is not in the sandbox template store.",
      why: why ?? "Docker Sandboxes keep their own images; they do not see an image that only docker has. "
        + "See docs/sandbox-template.md",
      fix: agent.map { "kb template prepare --agent \($0.rawValue)" }
        ?? "docker image save --output template.tar \(template) && sbx template load template.tar")
  }

  /// An image that no registry gave, or that was built here and not loaded: nobody can tell from its name.
  package static func templateNotPulled(_ template: String, why: String) -> ExpectedFailure {
    ExpectedFailure(
      .templateNotPulled, "template \(template) could not be pulled.", why: why,
      fix:
        "check its name; in a private registry: sbx secret set --registry HOST --password-stdin; built on "
        + "this machine: docker image save --output template.tar \(template) && sbx template load template.tar")
  }

  package static func sandboxDaemonOutdated(why: String) -> ExpectedFailure {
    ExpectedFailure(
      .sandboxDaemonOutdated, "sbx was upgraded, and its daemon is still the old one.", why: why,
      fix: "sbx daemon restart   (it stops all sandboxes; their files stay)")
  }

  package static func virtualizationMissing(why: String) -> ExpectedFailure {
    ExpectedFailure(
      .virtualizationMissing, "this machine can't start the sandboxes' virtual machines.", why: why,
      fix: "on Linux: ls -l /dev/kvm; if it is missing, switch on virtualization in the firmware; if not: "
        + "sudo usermod -aG kvm $USER, then log in again; see \(Sbx.home)")
  }

  /// The engine has kept the network, and perhaps the volume, of a sandbox that died (docker/sbx-releases#181, #353).
  package static func sandboxLeftovers(_ sandbox: String, why: String) -> ExpectedFailure {
    ExpectedFailure(
      .sandboxLeftovers, "remains of a dead sandbox are in the way of \(sandbox).", why: why,
      fix:
        "sbx rm --force \(sandbox); if that does not help: sbx daemon restart; as the last resort sbx reset --preserve-secrets, "
        + "which deletes all sandboxes: save their work with kb clean first")
  }

  package static func templateNotMade(_ what: String, why: String) -> ExpectedFailure {
    ExpectedFailure(
      .templateNotMade, "docker could not \(what).", why: why,
      fix: "check that docker runs (docker version) and that the Dockerfile builds, then: kb template prepare")
  }

  /// `why` tells an old version, which has another command for it.
  package static func networkPolicyMissing(why: String) -> ExpectedFailure {
    let isOld = why.lowercased().contains("default network policy")
    return ExpectedFailure(
      .networkPolicyMissing, "the sandboxes' network policy is not set.", why: why,
      fix: (isOld ? SbxVersion(ProgramVersion(0, 33)) : .newest).setPolicy)
  }

  package static func sandboxWorkspaceFailed(
    _ sandbox: String, _ what: String, why: String, help: SandboxHelp
  ) -> ExpectedFailure {
    ExpectedFailure(
      .sandboxWorkspaceFailed, "the clone in sandbox \(sandbox) could not \(what).", why: why,
      fix: "look inside: \(help.inspect); if there is nothing to keep: \(help.remove), then: kb run")
  }

  package static func sandboxWorkUnreachable(_ sandbox: String, why: String) -> ExpectedFailure {
    ExpectedFailure(
      .sandboxWorkUnreachable, "the work in sandbox \(sandbox) could not be fetched.", why: why,
      fix: "the sandbox is kept, and kb run fetches its work again")
  }

  package static func sandboxListUnreadable(why: String) -> ExpectedFailure {
    ExpectedFailure(
      .sandboxListUnreadable, "sbx could not list the sandboxes.", why: why,
      fix: "sbx ls; if it hangs or is empty: sbx daemon restart, then: kb run")
  }

  /// `files` is not empty.
  package static func hookChangedFiles(_ files: [String]) -> ExpectedFailure {
    ExpectedFailure(
      .hookChangedFiles,
      "hooks.sandboxCreated changed tracked files: " + files.prefix(5).joined(separator: ", ")
        + (files.count > 5 ? " and \(files.count - 5) more." : "."),
      why: "the first issue's commit would have the change, although no session made it",
      fix:
        "use a command that changes no committed file, such as `npm ci` for `npm install`, or commit the change; "
        + "then: kb run")
  }

  package static func sandboxHookFailed(_ command: String, why: String) -> ExpectedFailure {
    ExpectedFailure(
      .sandboxHookFailed, "the hook `\(command)` failed in a new sandbox.", why: why,
      fix:
        "correct hooks.sandboxCreated in .krutrimbox/config.json (sbx policy log shows what the network policy blocked), "
        + "then: kb run")
  }

  package static func agentNotAuthenticated(_ agent: AgentName, why: String) -> ExpectedFailure {
    ExpectedFailure(
      .agentNotAuthenticated, "\(agent.rawValue) is not logged in inside the sandbox.", why: why,
      fix: "give sandboxes its login: \(SbxVersion.newest.logIn(agent)); for local sandboxes log in with "
        + "HOME set to local-home in the state directory")
  }
}
