import Foundation
import KBFailures
import KBSystem
import TestSupport
import Testing

@Suite("Running a program")
struct ProcessRunnerTests {
  private func run(_ command: Command, on loop: EventLoop = EventLoop(signals: nil)) throws -> CommandResult {
    try ProcessRunner(loop: loop, environment: ["PATH": "/usr/bin:/bin", "KEEP": "yes"]).run(command)
  }

  private func onThread<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
    try await onOwnThread { Result(catching: work) }.get()
  }

  @Test("its output, errors and exit status come back")
  func streams() async throws {
    let result = try await onThread { try run(Command("sh", ["-c", "echo out; echo err >&2; exit 3"])) }
    #expect(result == CommandResult(end: .exited(.code(value: 3)), output: "out\n", errors: "err\n"))
  }

  @Test("it reads a long input while it writes a long output")
  func bothWays() async throws {
    let text = String(repeating: "0123456789abcde\n", count: 60_000)
    let result = try await onThread { try run(Command("cat", [], input: .text(text))) }
    #expect(result.output == text)
  }

  @Test(
    "its limit is raised to the least one, and a fixed one never",
    arguments: [
      (60, false, 90, 90), (120, false, 90, 120), (60, true, 90, 60), (60, false, nil, 60),
    ] as [(Int, Bool, Int?, Int)])
  func leastLimit(_ own: Int, _ isFixed: Bool, _ least: Int?, _ expected: Int) async throws {
    let limit = try await onThread {
      let runner = ProcessRunner(loop: EventLoop(signals: nil), environment: ["PATH": "/usr/bin:/bin"])
      runner.leastLimit = least.map { .seconds($0) }
      var limit: Duration?
      runner.onStart = { limit = $0.limit }
      var command = Command("true", [], limit: .seconds(own))
      if isFixed { command.setFixedLimit(command.limit) }
      _ = try runner.run(command)
      return limit
    }
    #expect(limit == .seconds(expected))
    #expect(Command("true", []).within(.seconds(5)).atLeast(.seconds(9)).limit == .seconds(5))
  }

  @Test("what it has started gets a moment to clean up when it is ended")
  func groupCleansUp() async throws {
    let place = try SandboxPlayground()
    let (lock, ready) = (place.stateRoot + "/config.lock", place.stateRoot + "/ready")
    let child = "trap 'sleep 0.2; rm -f \(lock); exit' TERM; : >\(lock); : >\(ready); while :; do sleep 0.05; done"
    // It floods once the child is ready, and is ended at once for that.
    let parent = "sh -c \"$0\" & until [ -e \(ready) ]; do sleep 0.01; done; echo much too much; wait"
    var command = Command("sh", ["-c", parent, child])
    command.outputLimit = 1
    let end = try await onThread { [command] in try run(command).end }
    #expect(end == .flooded(1))
    #expect(!Files.exists(lock))
  }

  @Test("it may stop reading its input")
  func unreadInput() async throws {
    let text = String(repeating: "x", count: 1_000_000)
    #expect(try await onThread { try run(Command("true", [], input: .text(text))) }.succeeded)
  }

  @Test("it sees the environment it is given and nothing else, no blocked signal and no stray descriptor")
  func inheritance() async throws {
    let result = try await onThread {
      let stray = open("/dev/null", O_RDONLY)
      defer { close(stray) }
      var command = Command("sh", ["-c", "env; grep -E 'SigBlk|SigIgn' /proc/self/status; ls /proc/self/fd | wc -l"])
      command.environment = ["ADDED": "1"]
      return try run(command)
    }
    let lines = Set(result.output.split(separator: "\n").map(String.init))
    #expect(lines.contains("KEEP=yes") && lines.contains("ADDED=1"))
    #expect(!lines.contains { $0.hasPrefix("HOME=") })
    #if os(Linux)
      #expect(lines.contains("SigBlk:\t0000000000000000"))
      // glibc's spawn leaves its own signals 32 and 33 ignored.
      let ignored = lines.first { $0.hasPrefix("SigIgn:") }?.split(separator: "\t").last.flatMap {
        UInt64($0, radix: 16)
      }
      #expect(ignored.map { $0 & 0x7fff_ffff } == 0)
      #expect(lines.contains("4"), "0, 1, 2 and the folder that ls reads")
    #endif
  }

  @Test("a program that is not there is told by name")
  func missing() {
    let failure = #expect(throws: ExpectedFailure.self) { try run(Command("no-such-program-anywhere", [])) }
    #expect(failure?.code == .programMissing)
  }

  @Test("a folder that is not there is a coded failure")
  func missingFolder() {
    let failure = #expect(throws: ExpectedFailure.self) { try run(Command("true", [], directory: "/no/such")) }
    #expect(failure?.code == .cannotStart)
  }

  @Test("it is ended when its time is over")
  func outOfTime() async throws {
    let limit = Duration.milliseconds(50)
    let result = try await onThread { try run(Command("sleep", ["600"], limit: limit)) }
    #expect(result.end == .outOfTime(limit))
  }

  @Test("it is ended when it shows no progress, though it chatters")
  func silent() async throws {
    let silence = Duration.milliseconds(200)
    let result = try await onThread {
      let loop = EventLoop(signals: nil)
      let runner = ProcessRunner(loop: loop, environment: ["PATH": "/usr/bin:/bin"])
      let chatter = Command(
        "sh", ["-c", "while :; do echo Reconnecting; sleep 0.02; done"], limit: .seconds(60), silence: silence)
      return try runner.run(chatter) { $0.text != "Reconnecting" }
    }
    #expect(result.end == .silent(silence))
  }

  @Test("a descendant that keeps the pipe open does not keep us")
  func heldPipe() async throws {
    let result = try await onThread { try run(Command("sh", ["-c", "sleep 3600 & echo $!; exit 0"])) }
    let sleeper = try #require(Int32(result.output.split(separator: "\n").first ?? ""))
    #expect(kill(sleeper, 0) == 0, "it still holds the pipe")
    kill(sleeper, SIGKILL)
  }

  @Test("a silent command is ended unless one of its probes succeeds")
  func probes() async throws {
    let results = try await onThread { () throws -> [CommandResult] in
      let loop = EventLoop(signals: nil)
      return try [["false", "false"], ["false", "true"]].map { answers in
        let runner = ProcessRunner(loop: loop, environment: ["PATH": "/usr/bin:/bin"])
        var asked = 0
        runner.onStart = { if $0.program != "sh" { asked += 1 } }
        var command = Command("sh", ["-c", "trap 'exit 3' INT; while :; do sleep 0.02; done"])
        command.silence = .milliseconds(50)
        command.probes = answers.map { Command($0, []) }
        // A command that is let go on is ended once it has been asked twice.
        let timer = loop.every(.milliseconds(10)) { if asked >= 4 { runner.requestStop(.now) } }
        defer { loop.cancel(timer) }
        return try runner.run(command)
      }
    }
    #expect(results.map(\.end) == [.silent(.milliseconds(50)), .stopped])
  }

  @Test("a probe ends with the command that it was asked about")
  func probeEnds() async throws {
    let left = try await onThread { () throws -> Bool in
      let runner = ProcessRunner(loop: EventLoop(signals: nil), environment: ["PATH": "/usr/bin:/bin"])
      var probe: Int32 = 0
      // The command ends when it sees that it is asked about.
      let mark = FileManager.default.temporaryDirectory.path + "/kb-probe-\(UUID().uuidString)"
      defer { try? FileManager.default.removeItem(atPath: mark) }
      var command = Command("sh", ["-c", "until [ -s \(mark) ]; do sleep 0.02; done"])
      command.silence = .milliseconds(50)
      command.probes = [Command("sh", ["-c", "echo $$ > \(mark); exec sleep 600"])]
      let result = try runner.run(command)
      #expect(result.end == .exited(.success))
      probe = try #require(Int32((Files.text(mark) ?? "").split(separator: "\n").first ?? ""))
      return kill(probe, 0) == 0
    }
    #expect(left == false)
  }

  /// A command that ends by itself, but not before something was done while it runs.
  private static func whole(after loop: EventLoop, _ meanwhile: @escaping () -> Void) -> Command {
    let mark = FileManager.default.temporaryDirectory.path + "/kb-meanwhile-\(UUID().uuidString)"
    loop.after(.milliseconds(50)) {
      meanwhile()
      try? Files.replace(mark, with: [])
    }
    return Command("sh", ["-c", "until [ -e \(mark) ]; do sleep 0.02; done; rm \(mark)"])
  }

  @Test("an order to stop interrupts a session, and lets a short command finish")
  func stop() async throws {
    let ends = try await onThread { () throws -> [CommandResult.End] in
      let loop = EventLoop(signals: nil)
      let runner = ProcessRunner(loop: loop, environment: ["PATH": "/usr/bin:/bin"])
      let short = try runner.run(Self.whole(after: loop) { runner.requestStop(.afterStep) }).end
      #expect(throws: StopRequested.self) { try runner.run(Command("sleep", ["1"], onStop: .interrupt)) }
      let other = ProcessRunner(loop: loop, environment: ["PATH": "/usr/bin:/bin"])
      loop.after(.milliseconds(50)) { other.requestStop(.afterStep) }
      return [short, try other.run(Command("sleep", ["600"], onStop: .interrupt)).end]
    }
    #expect(ends == [.exited(.success), .stopped])
  }

  @Test("an order to stop keeps a command from starting that others would have to wait for, and lets a running one end")
  func startNoMore() async throws {
    let end = try await onThread { () throws -> CommandResult.End in
      let loop = EventLoop(signals: nil)
      let runner = ProcessRunner(loop: loop, environment: ["PATH": "/usr/bin:/bin"])
      var command = Self.whole(after: loop) { runner.requestStop(.afterStep) }
      command.onStop = .startNoMore
      let end = try runner.run(command).end
      #expect(throws: StopRequested.self) { try runner.run(Command("true", [], onStop: .startNoMore)) }
      _ = try runner.run(Command("true", [], onStop: .finish))
      return end
    }
    #expect(end == .exited(.success))
  }

  @Test("a program that inherits nothing has its own variables alone")
  func inheritsNothing() async throws {
    let output = try await onThread { () throws -> String in
      let runner = ProcessRunner(
        loop: EventLoop(signals: nil), environment: ["PATH": "/usr/bin:/bin", "SSH_AUTH_SOCK": "/tmp/agent"])
      var command = Command("env", [], environment: ["OWN": "yes"])
      command.inheritance = .nothing
      return try runner.run(command).output
    }
    #expect(output == "OWN=yes\n")
  }

  @Test("an order to stop at once ends every command but one that ends what would go on without it")
  func stopNow() async throws {
    let ends = try await onThread { () throws -> [CommandResult.End] in
      let loop = EventLoop(signals: nil)
      let runner = ProcessRunner(loop: loop, environment: ["PATH": "/usr/bin:/bin"])
      loop.after(.milliseconds(50)) { runner.requestStop(.now) }
      let short = try runner.run(Command("sleep", ["600"])).end
      #expect(throws: StopRequested.self) { try runner.run(Command("true", [])) }
      let other = ProcessRunner(loop: loop, environment: ["PATH": "/usr/bin:/bin"])
      var command = Self.whole(after: loop) { other.requestStop(.now) }
      command.onStop = .runAnyway
      let during = try other.run(command).end
      return [short, during, try other.run(Command("true", [], onStop: .runAnyway)).end]
    }
    #expect(ends == [.stopped, .exited(.success), .exited(.success)])
  }

  @Test("a wait ends at an order to stop")
  func wait() async throws {
    try await onThread {
      let loop = EventLoop(signals: nil)
      let runner = ProcessRunner(loop: loop, environment: [:])
      loop.after(.milliseconds(20)) { runner.requestStop(.afterStep) }
      #expect(throws: StopRequested.self) { try runner.wait(.seconds(600)) }
    }
  }

  @Test("a command is shown as a person would type it")
  func description() {
    #expect(Command("git", ["commit", "-m", "it's"]).description == #"git commit -m 'it'\''s'"#)
  }
}
