import Foundation

/// `sbx create`.
struct SbxCreate {
  let call: SbxCall
  private let options: SbxOptions

  private static func grammar(_ release: SbxRelease) -> SbxOptions.Grammar {
    var grammar = SbxOptions.Grammar(
      flags: ["clone": "", "debug": "D"],
      values: [
        "template": "t", "name": "", "cpus": "", "memory": "m", "env": "e", "env-file": "", "publish": "p", "kit": "",
        "deny-network": "",
      ])
    if release.since(37) { grammar.values["skills"] = "" }
    if release.since(43) { grammar.values["pull"] = "" }
    grammar.flags[release.since(48) ? "no-progress" : "quiet"] = release.since(48) ? "" : "q"
    return grammar
  }
  private static let agents: Set<String> = [
    "claude", "codex", "cursor", "devin", "docker-agent", "gemini", "opencode", "shell",
  ]

  init(_ call: SbxCall, _ arguments: [String]) {
    self.call = call
    if arguments.contains(where: { $0.hasPrefix("--branch") }) {
      call.fail("--branch is no longer supported; use --clone instead")
    }
    do {
      options = try SbxOptions(arguments, SbxCreate.grammar(call.release))
    } catch {
      call.fail(error.text)
    }
  }

  func run() -> Never {
    call.requireLogin()
    let agent = options.operands.first ?? ""
    guard SbxCreate.agents.contains(agent) else { call.fail("unknown agent \"\(agent)\"") }
    guard options.operands.count > 1 else { call.fail("sbx double: a mountless sandbox was asked for: no PATH") }
    let workspace = SbxCreate.absolute(options.operands[1])
    let name = options.value("name") ?? "\(agent)-\(workspace.lastPathPart)"
    checkPolicy()
    checkName(name)
    checkWorkspace(workspace)
    checkMemory()
    tellProgress(name)
    let template = checkTemplate(agent)
    if call.faults.has(.networkLeft) {
      call.fail(
        "failed to create sandbox: request failed: 500 Internal Server Error: failed to create network: Error response "
          + "from daemon: already exists")
    }
    checkIsNew(name)
    let sandbox = make(name, agent, workspace, template)
    if call.faults.has(.createHangs) { call.hang() }
    tell(sandbox)
    if call.faults.has(.autoStop) { SandboxPower(state: call.state).stop(name) }
    call.end()
  }

  private static func absolute(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private func checkPolicy() {
    if call.faults.has(.policyUnsetOld) { call.fail("default network policy has not been configured") }
    if call.faults.has(.policyUnset) || call.state.settings.policy == nil {
      call.fail("global network policy has not been initialized\n\nRun:\n  sbx policy init balanced")
    }
  }

  private func checkName(_ name: String) {
    let isValid = name.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9.-]{0,61}[A-Za-z0-9]/) != nil && name != "default"
    guard isValid else {
      call.fail(
        "invalid sandbox name \"\(name)\": must be 2 to 63 characters, start and end with a letter or digit, "
          + "and contain only letters, digits, hyphens and periods")
    }
  }

  private func checkWorkspace(_ workspace: String) {
    guard FileManager.default.fileExists(atPath: workspace) else {
      call.fail("workspace \(workspace) does not exist")
    }
    if options.flags.contains("clone"), let refusal = WorkspaceClone.refusal(of: workspace) { call.fail(refusal) }
  }

  private func checkMemory() {
    guard let memory = options.value("memory") else { return }
    let match = memory.wholeMatch(of: /(\d+)([mg])b?/.ignoresCase())
    let megabytes = match.flatMap { Int($0.1) }.map { $0 * (match?.2.lowercased() == "g" ? 1024 : 1) }
    guard let megabytes, megabytes >= 512 else {
      call.fail("request failed: 400 Bad Request: invalid memory \"\(memory)\": must be at least 512m")
    }
  }

  /// Built-in templates are always at hand; others must have been loaded under exactly this tag.
  private func checkTemplate(_ agent: String) -> String {
    guard let template = options.value("template") else { return "docker/sandbox-templates:\(agent)" }
    if call.faults.has(.templateMissingOld) {
      call.fail(
        "failed to resolve image: pull access denied, repository does not exist or may require authorization")
    }
    let loaded = call.state.settings.templates ?? []
    let isKnown = template.hasPrefix("docker/sandbox-templates:") || loaded.contains(StoredImage(template).full)
    if call.faults.has(.templateMissing) || !isKnown {
      call.fail("create sandbox: request failed: 500 Internal Server Error: pull failed for image \"\(template)\"")
    }
    return template
  }

  private func checkIsNew(_ name: String) {
    guard let existing = call.state.sandbox(name) else { return }
    if existing.isLeaked { call.fail("container create: Error response from daemon: already exists") }
    call.fail(
      "sandbox \"\(name)\" already exists for this workspace; use 'sbx run --name \(name)' to start it, "
        + "or pass --name to create another")
  }

  private func make(_ name: String, _ agent: String, _ workspace: String, _ template: String) -> Sandbox {
    var environment: [String: String] = [:]
    for file in options.values["env-file"] ?? [] { GuestEnvironment.add(GuestEnvironment.file(file), to: &environment) }
    GuestEnvironment.add(options.values["env"] ?? [], to: &environment)
    var sandbox = Sandbox(
      name: name, id: UUID().uuidString.lowercased(), agent: agent, workspace: workspace, template: template,
      isClone: options.flags.contains("clone"), cpus: options.value("cpus"), memory: options.value("memory"),
      environment: environment, created: Date(), lastUsed: Date())
    Record.createDirectory(call.state.directory(of: name))
    if call.faults.has(.createDies) {
      sandbox.isLeaked = true
      call.state.save(sandbox)
      call.fail("create sandbox: request failed: EOF")
    }
    let volume = Volume(sandbox, state: call.state)
    GuestPrograms.install(in: volume.home)
    if let folder = call.state.settings.home {
      do {
        try GuestPrograms.add(folder, to: volume.home)
      } catch {
        giveUp(name, "\(error)")
      }
    }
    Record.createDirectory(volume.home + "/workspace")
    if sandbox.isClone {
      let machine = Machines.machine(of: sandbox, state: call.state)
      let clone = WorkspaceClone(
        source: workspace, destination: volume.clone(of: workspace), sourceInside: machine.sourcePath)
      if call.faults.has(.emptyClone) {
        Record.createDirectory(clone.destination)
      } else if let failure = clone.make() {
        giveUp(name, failure)
      }
    }
    call.state.save(sandbox)
    do {
      sandbox = try SandboxPower(state: call.state).wake(name)
    } catch {
      giveUp(name, "\(error)")
    }
    if sandbox.isClone { addRemote(sandbox) }
    return sandbox
  }

  private func addRemote(_ sandbox: Sandbox) {
    guard !call.faults.has(.noRemote), let port = sandbox.port else { return }
    let remote = HostRemote(sandbox: sandbox)
    guard remote.add(port: port) else {
      Output.error("Warning: could not add remote \(sandbox.remoteName)")
      return
    }
    if let failure = remote.fetch() {
      Output.error("Warning: initial fetch from \(sandbox.remoteName) failed: exit status 128: \(failure)")
    }
  }

  private func giveUp(_ name: String, _ reason: String) -> Never {
    try? FileManager.default.removeItem(atPath: call.state.directory(of: name))
    call.fail("create sandbox: request failed: 500 Internal Server Error: \(reason)")
  }

  /// What is said before anything is known to be wrong (docker/sbx-releases#336, #393, #444, #593).
  private func tellProgress(_ name: String) {
    if options.flags.contains("quiet") || options.flags.contains("no-progress") { return }
    if call.release.since(43) {
      Output.error(
        "── RESOLVE SETUP ──────────\n✓ template found\n── PREPARE IMAGE ──────────\nWARN: mcp gateway teardown")
    } else {
      Output.error("Creating new sandbox '\(name)'...\n9a3bab17aae9: Already exists\nDigest: sha256:39cf20eca861ec92")
    }
  }

  private func tell(_ sandbox: Sandbox) {
    if options.flags.contains("quiet") {
      Output.line(sandbox.name)
      return
    }
    Output.line("✓ Created sandbox '\(sandbox.name)'")
    Output.line("  Workspace: \(sandbox.workspace) (\(sandbox.isClone ? "clone" : "direct mount"))")
    Output.line("  Agent: \(sandbox.agent)\n\nTo connect to this sandbox, run:\n  sbx run \(sandbox.name)")
  }
}
