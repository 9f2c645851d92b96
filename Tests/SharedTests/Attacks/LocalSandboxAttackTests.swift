import Foundation
import KBDomain
import TestSupport
import Testing
@testable import KBConfiguration
@testable import KBFailures
@testable import KBSandboxes
@testable import KBSystem

enum BubblewrapHere {
  /// Containers often forbid what bubblewrap needs.
  static let works: Bool = {
    var settings = RunSettings()
    settings.sandbox.backend = .local
    let environment = ["PATH": ToolPath.system]
    let runner = ProcessRunner(loop: EventLoop(signals: nil), environment: environment)
    _ = try? settings.decideBubblewrap(
      effects: runner, stateRoot: "/nowhere", environment: environment, faults: .none)
    return settings.sandbox.bubblewrap == .required
  }()
}

/// An agent in a local sandbox that looks around on the operator's machine.
@Suite("An agent in a local sandbox with bubblewrap", .enabled(if: BubblewrapHere.works), .onOwnThread)
struct LocalSandboxAttackTests {
  private let place: SandboxPlayground
  private let sandbox: LocalSandbox

  init() throws {
    place = try SandboxPlayground(["SECRET_OF_TOMORROW": "host-secret"])
    var settings = RunSettings()
    settings.sandbox.bubblewrap = .required
    sandbox = LocalSandbox(
      effects: place.runner, stateRoot: place.stateRoot, environment: place.runner.environment, settings: settings)
    _ = try sandbox.open(place.spec())
  }

  private func folder(_ spec: SandboxSpec) -> String { "\(place.stateRoot)/sandboxes/\(spec.name)" }

  private func agent(_ script: String, _ arguments: [String] = []) throws -> CommandResult {
    try place.runner.run(sandbox.inside(place.spec(), ["sh", "-c", script, "sh"] + arguments))
  }

  @Test("reads neither the operator's home, nor their clone, nor the state, nor another sandbox")
  func reading() throws {
    let other = place.spec("krutrimbox-prd-8-test-codex")
    _ = try sandbox.open(other)
    try place.write("key", to: "home/.ssh/id_ed25519")
    try place.write("{}", to: "state/brake.json")
    let files = [
      "\(place.root)/home/.ssh/id_ed25519", "\(place.host)/file.txt", "\(place.stateRoot)/brake.json",
      "\(folder(other))/clone/file.txt",
    ]
    for file in files {
      #expect(FileManager.default.fileExists(atPath: file))
      let look = try agent(#"test -e "$1" || cat "$1" || ls -a "${1%/*}""#, [file])
      #expect(!look.succeeded && look.output.isEmpty, "\(file): \(look.output)")
    }
  }

  @Test("does not read a clone that lies among the system's programs")
  func cloneAmongPrograms() {
    func hides(_ clone: String) -> Bool {
      let words = Bubblewrap(home: "/home/me", stateRoot: "/home/me/state", path: "/usr/bin")
        .arguments(folders: [], clone: clone, endsWithCaller: true)
      return zip(words, words.dropFirst()).contains { $0 == "--tmpfs" && $1 == clone }
    }
    #expect(hides("/opt/app") && hides("/usr/src/app"))
    // Nothing of it is mounted.
    #expect(!hides("/home/me/app") && !hides("/optional/app"))
  }

  @Test("writes nowhere but into its own folder and home")
  func writing() throws {
    let look = try agent(
      """
      for folder in / /usr /etc "$1" "$2"; do ( : >"$folder/written" ) 2>/dev/null && echo "$folder"; done
      echo own >written && echo kept >"$TMPDIR/kept" && : >"$HOME/kept"
      """, [place.root, place.stateRoot])
    #expect(look.succeeded && look.output.isEmpty, "\(look)")
    #expect(FileManager.default.fileExists(atPath: "\(folder(place.spec()))/clone/written"))
    #expect(!FileManager.default.fileExists(atPath: "/etc/written"))
  }

  @Test("sees and ends no process of the machine")
  func processes() throws {
    let mark = "mark of \(place.root)"
    let started = try place.runner.run(
      Command("sh", ["-c", "sleep 600 >/dev/null 2>&1 & echo $!"], environment: ["KB_TEST_MARK": mark]))
    let pid = started.output.trimmingCharacters(in: .whitespacesAndNewlines)
    let attack = try agent(
      #"kill -9 "$1"; kill -9 -1; cat /proc/*/environ | tr '\0' '\n' | grep -e "^KB_TEST_MARK" -e host-secret"#, [pid])
    #expect(!attack.succeeded && attack.output.isEmpty, "\(attack)")
    #expect(MarkedProcesses.find("KB_TEST_MARK", mark).map(String.init) == [pid])
    #expect(MarkedProcesses.end("KB_TEST_MARK", mark).isEmpty)
  }

  @Test("leaves nothing at work when its session ends, with or without a parent")
  func leftovers() throws {
    let loop = "while :; do echo x >>beat; sleep 0.02; done"
    _ = try agent(
      #"\#(PortableShell.newSession) sh -c "$1" >/dev/null 2>&1 & until [ -s beat ]; do sleep 0.01; done"#, [loop])
    Wait.until { MarkedProcesses.find("KB_SANDBOX_FOLDER", folder(place.spec())).isEmpty }
    #expect(MarkedProcesses.find("KB_SANDBOX_FOLDER", folder(place.spec())).isEmpty)
  }

  @Test("ends with a Worker that is killed")
  func killedWorker() throws {
    let inside = sandbox.inside(place.spec(), ["sh", "-c", "while :; do echo x >>beat; sleep 0.02; done"])
    let clone = "\(folder(place.spec()))/clone"
    let worker = #""$@" >/dev/null 2>&1 & until [ -s beat ]; do sleep 0.01; done; kill -9 $$"#
    let run = Command(
      "sh", ["-c", worker, "sh", inside.program] + inside.arguments, directory: clone, environment: inside.environment)
    #expect(try place.runner.run(run).end == .exited(.signal(number: 9)))
    Wait.until { MarkedProcesses.find("KB_SANDBOX_FOLDER", folder(place.spec())).isEmpty }
    #expect(MarkedProcesses.find("KB_SANDBOX_FOLDER", folder(place.spec())).isEmpty)
  }

  @Test("may leave a service of a hook at work, until the sandbox is stopped")
  func services() throws {
    let hook = sandbox.hook(place.spec(), ["sh", "-c", "sleep 600 >/dev/null 2>&1 & echo started"])
    #expect(try place.runner.run(hook).output == "started\n")
    #expect(!MarkedProcesses.find("KB_SANDBOX_FOLDER", folder(place.spec())).isEmpty)
    try sandbox.stop(place.spec())
    #expect(MarkedProcesses.find("KB_SANDBOX_FOLDER", folder(place.spec())).isEmpty)
  }

  @Test("is asked to end before it is ended")
  func politeness() throws {
    var command = sandbox.inside(
      place.spec(), ["sh", "-c", "trap 'echo asked >asked; exit 0' INT; echo ready; while :; do sleep 0.01; done"])
    command.onStop = .interrupt
    command.limit = .seconds(600)
    let result = try place.runner.run(command) { [runner = place.runner] line in
      if line.text == "ready" { runner.requestStop(.afterStep) }
      return true
    }
    #expect(result.end == .stopped)
    #expect(FileManager.default.fileExists(atPath: "\(folder(place.spec()))/clone/asked"))
  }

  @Test("finds the operator's programs where PATH has them, in a home too, and nothing beside them")
  func tools() throws {
    let home = "\(place.root)/home"
    try place.write("#!/bin/sh\nexec \"${0%/bin/*}/lib/tool.sh\"\n", to: "home/.nvm/node/bin/tool")
    try place.write("#!/bin/sh\necho ran\n", to: "home/.nvm/node/lib/tool.sh")
    try place.write("#!/bin/sh\necho linked\n", to: "home/.local/share/agent/1/agent")
    try place.write("secret", to: "home/.local/share/keyrings/login")
    try place.write("", to: "home/.local/bin/x")
    try place.sh("cd \"$1\"; chmod -R +x .nvm .local; ln -s ../share/agent/1/agent .local/bin/agent", [home])
    let path = "\(home)/.nvm/node/bin:\(home)/.local/bin:\(home):\(ToolPath.system)"
    var settings = RunSettings()
    settings.sandbox.bubblewrap = .required
    let own = LocalSandbox(
      effects: place.runner, stateRoot: place.stateRoot,
      environment: place.runner.environment.merging(["PATH": path]) { $1 }, settings: settings)
    let script = "tool && agent && cat \"$1\"/.local/share/keyrings/login"
    let result = try place.runner.run(own.inside(place.spec(), ["sh", "-c", script, "sh", home]))
    #expect(!result.succeeded && result.output == "ran\nlinked\n", "\(result)")
  }

  @Test("has a clone in PATH seen without what lies beside its programs")
  func cloneInPath() throws {
    let app = "\(place.root)/home/app"
    try place.write("#!/bin/sh\necho ran\n", to: "home/app/bin/tool")
    try place.write("KEY=secret", to: "home/app/.env")
    try place.sh("chmod +x \"$1/bin/tool\"; git init -q \"$1\"", [app])
    var settings = RunSettings()
    settings.sandbox.bubblewrap = .required
    let own = LocalSandbox(
      effects: place.runner, stateRoot: place.stateRoot,
      environment: place.runner.environment.merging(["PATH": "\(app)/bin:\(ToolPath.system)"]) { $1 },
      settings: settings)
    let result = try place.runner.run(own.inside(place.spec(), ["sh", "-c", "tool; cat \"$1\"/.env", "sh", app]))
    #expect(!result.succeeded && result.output == "ran\n", "\(result)")
  }

  @Test("has no file of the host read by the git that fetches its work")
  func fetchedLinks() throws {
    try place.write("token-of-the-host\n", to: "home/.git-credentials")
    _ = try agent(
      "git update-ref refs/krutrimbox/x HEAD; ln -sf \"$1\" .git/packed-refs", ["\(place.root)/home/.git-credentials"])
    do {
      try sandbox.fetch("refs/krutrimbox/x", into: "refs/krutrimbox/y", from: place.spec(), expecting: nil)
    } catch {
      #expect(!"\(error)".contains("token-of-the-host"))
    }
  }

  @Test("sends no commit of another repository of the operator's")
  func fetchedAlternates() throws {
    let other = "\(place.root)/home/private"
    try place.sh(
      """
      git init -q "$1"; cd "$1"; git -c user.name=a -c user.email=a@b commit -q --allow-empty -m private
      """, [other])
    let commit = try place.sh("git -C \"$1\" rev-parse HEAD", [other]).trimmingCharacters(in: .whitespacesAndNewlines)
    _ = try agent(
      #"echo "$1/.git/objects" >.git/objects/info/alternates; mkdir -p .git/refs/krutrimbox; echo "$2" >.git/refs/krutrimbox/x"#,
      [other, commit])
    #expect(throws: ExpectedFailure.self) {
      try sandbox.fetch("refs/krutrimbox/x", into: "refs/krutrimbox/y", from: place.spec(), expecting: commit)
    }
  }

  @Test(
    "sees the resolver's file and no socket that lies beside it",
    arguments: [
      ("/run/systemd/resolve/stub-resolv.conf", "/run/systemd/resolve"),
      ("/mnt/wsl/resolv.conf", "/mnt/wsl/resolv.conf"),
      ("/run/resolv.conf", "/run/resolv.conf"), ("/etc/resolv.conf", nil),
    ])
  func resolver(file: String, mount: String?) {
    #expect(Bubblewrap.resolver(file) == mount)
  }

  @Test("runs nothing where the operator follows the advice to look inside")
  func inspection() throws {
    let mark = "\(place.root)/ran"
    let made = try agent(
      #"printf '#!/bin/sh\n: >"%s"\n' "$1" >tool; chmod +x tool; git config core.fsmonitor "$PWD/tool""#, [mark])
    #expect(made.succeeded)
    let look = try place.runner.run(Command("sh", ["-c", sandbox.commandsForPeople(place.spec()).inspect]))
    #expect(look.succeeded && look.output.contains("tool"), "\(look)")
    #expect(!FileManager.default.fileExists(atPath: mark))
  }
}
