import Foundation

/// `sbx exec`: the client's side.
struct SbxExec {
  let call: SbxCall
  private let options: SbxOptions

  private static let grammar = SbxOptions.Grammar(
    flags: ["interactive": "i", "tty": "t", "privileged": "", "detach": "d", "debug": "D"],
    values: ["workdir": "w", "env": "e", "env-file": "", "user": "u"], stopsAtOperand: 1)

  init(_ call: SbxCall, _ arguments: [String]) {
    self.call = call
    do {
      options = try SbxOptions(arguments, SbxExec.grammar)
    } catch {
      call.fail(error.text)
    }
  }

  func run() -> Never {
    if options.flags.contains("detach") {
      call.fail("--detach is not supported for exec; omit -d to run the command in the foreground")
    }
    guard options.operands.count > 1 else {
      call.fail("requires at least 2 arg(s), only received \(options.operands.count)")
    }
    let name = options.operands[0]
    _ = call.requireSandbox(name)
    if options.flags.contains("tty"), isatty(0) == 0 {
      call.fail("cannot attach stdin to a TTY-enabled container because stdin is not a terminal")
    }
    do {
      let sandbox = try SandboxPower(state: call.state).wake(name)
      let isLost = losesOutput
      let status = try execute(in: sandbox)
      if call.faults.has(.autoStop), GuestExecution.count(of: sandbox, state: call.state) == 0 {
        SandboxPower(state: call.state).stop(name)
      }
      call.end(isLost || call.faults.has(.statusLost) ? 0 : status)
    } catch {
      call.fail("request failed: 500 Internal Server Error: \(error)")
    }
  }

  /// Whether the command's output goes nowhere.
  private var losesOutput: Bool {
    guard let part = call.faults.value(.lostOutput),
      part.isEmpty || options.operands.contains(where: { $0.contains(part) })
    else { return false }
    let nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC)
    dup2(nowhere, 1)
    dup2(nowhere, 2)
    return true
  }

  private func execute(in sandbox: Sandbox) throws -> Int32 {
    let machine = Machines.machine(of: sandbox, state: call.state)
    let process = sandbox.machine ?? 0
    let directory =
      options.value("workdir")
      ?? (call.faults.has(.execDefaultDirectory) || !call.release.since(39)
        ? "/home/agent/workspace" : sandbox.workspace)
    guard machine.hasDirectory(directory, machine: process) else {
      Output.error(
        "OCI runtime exec failed: exec failed: unable to start container process: chdir to cwd (\"\(directory)\") "
          + "set in config.json failed: no such file or directory: unknown")
      return 126
    }
    var environment = GuestEnvironment.base(
      sandbox, state: call.state, user: options.value("user") ?? "agent")
    let host = ProcessInfo.processInfo.environment
    // The real tool passes on the SSH agent of its caller, unless that is switched off.
    if call.state.settings.forwardsAgent != false { environment["SSH_AUTH_SOCK"] = host["SSH_AUTH_SOCK"] }
    if !call.release.since(35) {
      for name in GuestEnvironment.keys where host[name] != nil { environment[name] = "proxy-managed" }
    }
    for file in options.values["env-file"] ?? [] { GuestEnvironment.add(GuestEnvironment.file(file), to: &environment) }
    if let name = call.faults.value(.hostVariable) { GuestEnvironment.add([name], to: &environment) }
    GuestEnvironment.add(options.values["env"] ?? [], to: &environment)
    let command = GuestCommand(
      arguments: Array(options.operands.dropFirst()), environment: environment, directory: directory)
    let plan = GuestExecution.Plan(
      request: machine.request(command, machine: process), hasInput: options.flags.contains("interactive"),
      isMerged: call.faults.has(.mergedOutput), waitsForOutputs: call.faults.has(.execHoldsOutput))
    let execution = try GuestExecution(new: plan, of: sandbox, state: call.state)
    defer { execution.remove() }
    var client = try GuestClient(execution, state: call.state)
    return client.run { if call.faults.has(.machineDies) { machine.halt(process) } }
  }
}
