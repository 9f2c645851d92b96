import Foundation

/// Ways in which the real sbx surprises. Each can be set for all calls, for one subcommand, or for some of its calls.
enum SbxTrap: String, Codable, CaseIterable {
  /// Any command: ends at once with this `value` on standard error and status 1.
  case fail
  /// Any command: never answers.
  case hang
  /// Any command: takes `value` seconds longer.
  case slow
  /// Any command: goes on when the file `value` is there.
  case held
  /// Any command: standard output begins with a notice, in a box, that a newer version exists.
  case updateNotice = "update-notice"
  /// Any command: the daemon can't be reached.
  case daemonDown = "daemon-down"
  /// `ls --json`: the daemon's start is told on standard output, before the JSON.
  case daemonChatter = "daemon-chatter"
  /// `ls`: says that there is none although there are.
  case lsEmpty = "ls-empty"
  /// `exec`: everything arrives on standard output.
  case mergedOutput = "merged-output"
  /// `exec`: does not end while a descendant holds its outputs.
  case execHoldsOutput = "exec-holds-output"
  /// `exec`: without `-w` the command runs in an empty directory, as before v0.39.
  case execDefaultDirectory = "exec-default-cwd"
  /// `exec` and `create`: the sandbox stops by itself right after.
  case autoStop = "auto-stop"
  /// `exec`: the virtual machine dies as soon as the command has said something.
  case machineDies = "vm-dies"
  /// `exec`: what a command prints is lost, and its status is 0, as before 0.32 ("spurious empty output with exit code 0",
  /// docs.docker.com/ai/sandboxes/release-notes). With `value`, commands whose words hold it.
  case lostOutput = "lost-output"
  /// `exec`: the caller's variable `value` is inside, as keys of the host's were before 0.35 (the same page).
  case hostVariable = "host-variable"
  /// `exec`: every command ends with status 0, as in podman-container-tools/podman#402. Of sbx it is not reported.
  case statusLost = "status-lost"
  /// `create`: the clone is empty, as from a shallow source (docker/sbx-releases#460).
  case emptyClone = "empty-clone"
  /// `create`: the host repository gets no remote.
  case noRemote = "no-remote"
  /// `create`: ends midway and leaks the name.
  case createDies = "create-dies"
  /// `create`: makes the sandbox and never ends.
  case createHangs = "create-hangs"
  /// `create` and `policy ls`: no network policy, in today's and in the older wording.
  case policyUnset = "policy-unset"
  case policyUnsetOld = "policy-unset-old"
  /// `create`: the network of a dead sandbox is in the way (docker/sbx-releases#181, #353).
  case networkLeft = "network-left"
  /// `create`: the template is not in the store, in today's and in the older wording.
  case templateMissing = "template-missing"
  case templateMissingOld = "template-missing-old"
  /// Any command that needs it: nobody is logged in.
  case loggedOut = "logged-out"
  /// `rm`: asks nothing, as older versions.
  case rmDoesNotAsk = "rm-does-not-ask"
  /// `rm`: the sandbox is still listed afterwards.
  case rmLeaves = "rm-leaves"
}

/// Which traps are set, from `faults.json` in the state directory and from `KB_DOUBLE_SBX_FAULTS`.
///
/// The file: `{"faults": [{"trap": "hang", "command": "exec", "from": 2, "times": 1, "value": "…"}]}`, all but `trap`
/// optional. The variable: `TRAP[:COMMAND][@FROM][xTIMES][=VALUE]`, separated by commas.
struct SbxFaults {
  struct Fault: Codable {
    let trap: SbxTrap
    /// The subcommand; nil means every one for which the trap makes sense.
    var command: String?
    /// The first call of the subcommand that is trapped, counted from 1.
    var from: Int?
    /// How many calls are trapped; nil means all that follow.
    var times: Int?
    var value: String?
  }

  private struct File: Codable {
    let faults: [Fault]
  }

  private var active: [Fault]

  /// The traps of this call.
  init(state: SbxState, command: String, call: Int) throws {
    var faults: [Fault] = []
    if let data = FileManager.default.contents(atPath: state.root + "/faults.json") {
      faults += try JSONDecoder().decode(File.self, from: data).faults
    }
    let variable = ProcessInfo.processInfo.environment["KB_DOUBLE_SBX_FAULTS"] ?? ""
    faults += try variable.split(separator: ",").map { try SbxFaults.parse(String($0)) }
    active = faults.filter { fault in
      let first = fault.from ?? 1
      let isInRange = call >= first && fault.times.map { call < first + $0 } ?? true
      return (fault.command ?? command) == command && isInRange
    }
  }

  /// Whether the trap is set for this call.
  func has(_ trap: SbxTrap) -> Bool { active.contains { $0.trap == trap } }

  /// The value of the trap; nil where it is not set, "" where it has none.
  func value(_ trap: SbxTrap) -> String? { active.first { $0.trap == trap }.map { $0.value ?? "" } }

  struct UnknownFault: Error {
    let text: String
  }

  private static func parse(_ text: String) throws -> Fault {
    let expression = /([a-z0-9-]+?)(?::([a-z]+))?(?:@(\d+))?(?:x(\d+))?(?:=(.*))?/
    guard let match = text.wholeMatch(of: expression), let trap = SbxTrap(rawValue: String(match.1)) else {
      throw UnknownFault(text: text)
    }
    return Fault(
      trap: trap, command: match.2.map(String.init), from: match.3.flatMap { Int($0) },
      times: match.4.flatMap { Int($0) }, value: match.5.map(String.init))
  }
}
