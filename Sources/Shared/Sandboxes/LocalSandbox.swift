package import KBConfiguration
package import KBDomain
import KBFailures
import KBRepository
package import KBSystem

/// A clone in a folder of its own, and commands with an environment of their own; isolated only where bubblewrap is used
/// (`RunSettings.decideBubblewrap`). For trials, for tests, and for machines that are a sandbox already.
package struct LocalSandbox: SandboxBackend {
  package let name = SandboxName.local

  let effects: any Effects
  let stateRoot: String
  let environment: [String: String]
  private let bubblewrap: Bubblewrap?

  /// Carries the sandbox's folder in the environment of everything that runs inside, so that `stop` finds it. A name
  /// alone may be used under two state directories.
  private static let mark = "KB_SANDBOX_FOLDER"

  package init(
    effects: any Effects, stateRoot: String, environment: [String: String], settings: RunSettings = RunSettings()
  ) {
    self.effects = effects
    self.stateRoot = stateRoot
    self.environment = environment
    bubblewrap =
      settings.sandbox.bubblewrap == .required
      ? Bubblewrap(
        home: environment["HOME"], stateRoot: stateRoot, path: environment["PATH"] ?? "",
        readable: settings.user.readable, writable: settings.user.writable) : nil
  }

  package var isolation: String {
    bubblewrap == nil
      ? "none: agents run as you, on this machine, and can read and change what you can"
      : "bubblewrap: agents have processes, clone and home of their own and see the system's programs; "
        + "they share your network"
  }

  package func check(_ spec: SandboxSpec) throws {
    try succeed(effects.run(Command("git", ["--version"], limit: .seconds(60))), "be used")
  }

  package func open(_ spec: SandboxSpec, aboutToCreate: () throws -> Void) throws -> SandboxState {
    let place = try LocalSandboxFolder(stateRoot: stateRoot, sandbox: spec.name)
    if place.isComplete { return .reused }
    try aboutToCreate()
    try place.makeReady()
    let origin = try effects.run(Git.command(["config", "--get", "remote.origin.url"], in: spec.repository)).output
      .split(whereSeparator: \.isNewline).first.map(String.init)
    try git(
      ["clone", "--quiet", "--no-hardlinks", "--no-checkout", "--template=", "--", spec.repository, place.unfinished],
      in: spec.repository)
    let url = OriginURL.withoutCredentials(origin ?? spec.repository)
    try git(["remote", "set-url", "origin", url], in: place.unfinished)
    try git(["remote", "set-url", "--push", "origin", "krutrimbox-pushes-from-the-host"], in: place.unfinished)
    // An empty one resets the list (gitcredentials(7)). Apple's git asks the keychain, which it looks for below HOME: with
    // another HOME a dialog comes up that offers to reset it (git-lfs/git-lfs#1224).
    try git(["config", "credential.helper", ""], in: place.unfinished)
    var checkout = inside(spec, ["git", "-c", "core.hooksPath=/dev/null", "checkout", "--quiet", "--force"])
    checkout.directory = place.unfinished
    checkout.limit = .seconds(600)
    try succeed(effects.run(checkout))
    try place.finish()
    return .created
  }

  /// PATH, LANG and krutrimbox's marks are passed on, nothing else: no token, no agent socket, no login in HOME. An agent
  /// that needs a login finds the one made with HOME set to `local-home` in the state directory.
  package func inside(_ spec: SandboxSpec, _ arguments: [String], input: Command.Input = .nothing) -> Command {
    command(spec, arguments, input, in: bubblewrap)
  }

  package func hook(_ spec: SandboxSpec, _ arguments: [String]) -> Command {
    command(spec, arguments, .nothing, in: bubblewrap, endsWithCaller: false)
  }

  /// Outside of bubblewrap, where it could not see what it asks about. It runs nothing of the clone's.
  package func look(_ spec: SandboxSpec, _ arguments: [String]) -> Command {
    command(spec, arguments, .nothing, in: nil)
  }

  private func command(
    _ spec: SandboxSpec, _ arguments: [String], _ input: Command.Input, in bubblewrap: Bubblewrap?,
    endsWithCaller: Bool = true
  ) -> Command {
    let folder = LocalSandboxFolder.path(stateRoot: stateRoot, sandbox: spec.name)
    let home = "\(stateRoot)/local-home"
    var variables = environment.filter { FaultPoints.passes($0.key) }
    variables["PATH"] = environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
    variables["LANG"] = environment["LANG"] ?? "C.UTF-8"
    variables["HOME"] = home
    variables["TMPDIR"] = "\(folder)/tmp"
    variables["TERM"] = "dumb"
    variables["GIT_TERMINAL_PROMPT"] = "0"
    variables["KB_SANDBOX"] = spec.name
    variables[Self.mark] = folder
    // env takes words with "=" for variables until the first one without.
    let launcher = arguments.first?.contains("=") == true ? ["/bin/sh", "-c", "exec \"$@\"", "krutrimbox"] : []
    let bare =
      ["/usr/bin/env", "-i"] + variables.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" } + launcher
      + arguments
    let words =
      (bubblewrap.map {
        [Bubblewrap.program]
          + $0.arguments(
            folders: [home, folder], repository: spec.repository, clone: spec.checkout, endsWithCaller: endsWithCaller)
      }
        ?? []) + bare
    var command = Command(
      words[0], Array(words.dropFirst()), input: input, directory: "\(folder)/clone", environment: variables)
    // bwrap's own environment can be read inside, too.
    command.inheritance = .nothing
    command.isWrapped = bubblewrap != nil
    return command
  }

  package func fetch(
    _ sandboxRef: String, into hostRef: String, from spec: SandboxSpec, expecting commit: String?
  ) throws {
    let complaint = try fetch(sandboxRef, into: hostRef, of: spec.repository, from: spec, expecting: commit)
    if let complaint { throw ExpectedFailure.sandboxWorkUnreachable(spec.name, why: complaint) }
  }

  package var fetchWays: [FetchWay] { [.remote] }

  package func fetch(
    _ sandboxRef: String, into ref: String, of repository: String, from spec: SandboxSpec, by way: FetchWay,
    expecting commit: String
  ) throws -> String? {
    switch way {
    case .remote: try fetch(sandboxRef, into: ref, of: repository, from: spec, expecting: commit)
    case .bundle: "local sandboxes make no bundles"
    }
  }

  private func fetch(
    _ sandboxRef: String, into ref: String, of repository: String, from spec: SandboxSpec, expecting commit: String?
  ) throws -> String? {
    let clone = LocalSandboxFolder.path(stateRoot: stateRoot, sandbox: spec.name) + "/clone"
    // An agent's `git fetch --depth` leaves a clone that is shallow by its word alone, and a fetch takes no ref from such a
    // one (git-fetch(1), --update-shallow). An empty list of shallow commits (git.c, `--shallow-file`) is the truth.
    let pack = ["git", "--shallow-file", "", "upload-pack"]
    let uploadPack = (bubblewrap == nil ? Command(pack[0], Array(pack.dropFirst())) : inside(spec, pack)).typed
    return try Quarantine(
      effects: effects, stateRoot: stateRoot, help: commandsForPeople(spec), uploadPack: uploadPack
    ).fetch(sandboxRef, from: clone, into: ref, of: repository, expecting: commit)
  }

  package func stop(_ spec: SandboxSpec) throws {
    let folder = LocalSandboxFolder.path(stateRoot: stateRoot, sandbox: spec.name)
    // The kernel names working folders by their resolved paths: on macOS /var is a link.
    let left = MarkedProcesses.end(Self.mark, folder, in: Files.resolved(folder))
    guard left.isEmpty else {
      throw ExpectedFailure.sandboxFailed(
        "be stopped", why: "still running: \(left.map(String.init).joined(separator: ", "))")
    }
  }

  /// Without proc(5) the script sees no processes. What hooks have started can't be told apart here.
  package func endLeft(_ spec: SandboxSpec) throws {
    if !Files.exists("/proc/self/stat") { try stop(spec) }
  }

  package func isGone(_ spec: SandboxSpec) throws -> Bool {
    try !LocalSandboxFolder(stateRoot: stateRoot, sandbox: spec.name).isComplete
  }

  package func remove(_ spec: SandboxSpec) throws {
    let place = try LocalSandboxFolder(stateRoot: stateRoot, sandbox: spec.name)
    try stop(spec)
    guard let doomed = try place.putAside() else { return }
    // Agents make folders that can't be written, such as Go's module cache.
    _ = try effects.run(Command("chmod", ["-R", "u+rwx", "--", doomed], limit: .seconds(300)))
    try succeed(effects.run(Command("rm", ["-rf", "--", doomed], limit: .seconds(600))), "be removed")
  }

  package func list() throws -> [String] {
    try LocalSandboxFolder.list(stateRoot: stateRoot)
  }

  package func commandsForPeople(_ spec: SandboxSpec) -> SandboxHelp {
    let folder = LocalSandboxFolder.path(stateRoot: stateRoot, sandbox: spec.name)
    // The clone's own configuration names programs that git starts, and with bubblewrap they must not run outside.
    let look = Command("git", ["-C", "\(folder)/clone", "status", "--short", "--branch"])
    return SandboxHelp(
      inspect: (bubblewrap == nil ? look : Command("ls", ["-la", "\(folder)/clone"])).typed,
      remove: Command("rm", ["-rf", "--", folder]).typed)
  }

  private func git(_ arguments: [String], in directory: String) throws {
    try succeed(effects.run(Git.command(arguments, in: directory, limit: .seconds(600))))
  }

  private func succeed(_ result: CommandResult, _ what: String = "be created") throws {
    if result.end == .stopped { throw StopRequested() }
    if !result.succeeded { throw ExpectedFailure.sandboxFailed(what, why: Git.reason(result)) }
  }
}
