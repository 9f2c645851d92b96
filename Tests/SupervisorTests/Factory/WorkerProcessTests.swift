import Foundation
import KBFailures
import KBProtocol
import KBSystem
import TestSupport
import Testing
@testable import Supervisor

@Suite("A worker process", .timeLimit(.minutes(40)))
struct WorkerProcessTests {
  @Test("that tells its outcome settles the PRD")
  func delivers() async throws {
    var harness = FloorHarness("\(FloorHarness.hello); \(FloorHarness.delivered)")
    harness.prds = [3, 1, 2]
    harness.parallel = 2
    let result = try await harness.run()
    #expect(result.exit == .success)
    #expect(result.outcomes.keys.sorted() == [1, 2, 3])
    #expect(result.outcomes.values.allSatisfy { $0.name == "delivered" })
  }

  @Test("is started with the assignment, the markers and a log")
  func gets() async throws {
    let harness = FloorHarness(
      """
      \(FloorHarness.hello)
      echo "out $KB_PRD"; echo err >&2
      case $assignment in *'"assign"'*'"run":"'$KB_RUN'"'*) \(FloorHarness.delivered);; esac
      """)
    let result = try await harness.run()
    #expect(result.exit == .success)
    let log = try String(contentsOfFile: "\(result.directory)/runs/\(result.run)/prd-1.log", encoding: .utf8)
    #expect(log == "out 1\nerr\n")
  }

  @Test("that crashes is started again, and its PRD goes on")
  func crashes() async throws {
    let result = try await FloorHarness(
      "\(FloorHarness.hello); if [ $try -lt 3 ]; then kill -9 $$; fi; \(FloorHarness.delivered)"
    ).run()
    #expect(result.outcomes[1]?.name == "delivered")
    #expect(
      result.count {
        if case .restarting = $0 { true } else { false }
      } == 2)
  }

  @Test("that crashes every time fails its PRD after three tries, and the others go on")
  func crashesAlways() async throws {
    var harness = FloorHarness(
      """
      \(FloorHarness.hello)
      if [ $KB_PRD = 1 ]; then echo last words; kill -11 $$; fi
      \(FloorHarness.delivered)
      """)
    harness.prds = [1, 2]
    let result = try await harness.run()
    #expect(result.exit == .failed)
    guard case .failed(nil, let failure)? = result.outcomes[1] else { throw Unexpected() }
    #expect(failure.code == "KB-W001")
    #expect(failure.what.contains("signal 11"))
    #expect(failure.why?.contains("last words") == true)
    #expect(result.outcomes[2]?.name == "delivered")
  }

  @Test("that crashed for the third time is followed by one that only stops the sandbox; then the PRD fails")
  func lastWorker() async throws {
    let result = try await FloorHarness(
      """
      \(FloorHarness.hello)
      case $assignment in *'"onlyFences":true'*) echo $KB_RUN > $DIR/last; \(FloorHarness.stopped); exit;; esac
      kill -9 $$
      """
    ).run()
    guard case .failed(nil, let failure)? = result.outcomes[1] else { throw Unexpected() }
    #expect(failure.code == "KB-W001" && failure.what.contains("signal 9"))
    #expect(Files.text(result.directory + "/last") == "\(result.run)-1-4\n")
    #expect(result.count { if case .workerOddity = $0 { true } else { false } } == 0)
  }

  @Test("that greets and ends well without an outcome counts as crashed")
  func saysNothing() async throws {
    let result = try await FloorHarness("\(FloorHarness.hello); exit 0").run()
    guard case .failed(nil, let failure)? = result.outcomes[1] else { throw Unexpected() }
    #expect(failure.code == "KB-W001")
  }

  @Test("that does not greet in time is killed")
  func noHello() async throws {
    var harness = FloorHarness("exec sleep 1000")
    harness.limits.hello = .milliseconds(100)
    harness.tries = 1
    let result = try await harness.run()
    guard case .failed(nil, let failure)? = result.outcomes[1] else { throw Unexpected() }
    #expect(failure.code == "KB-W002")
  }

  @Test("that is silent beyond the limit is killed with everything in its session")
  func silent() async throws {
    let place = TestFolder("silent")
    var harness = FloorHarness(
      "\(FloorHarness.hello); sleep 1000 & echo $! > \(place.path)/child-$try; sleep 1000")
    harness.limits.silence = .milliseconds(200)
    harness.tries = 1
    // Its silence is counted from when it is silent: the floor waits here until then.
    harness.react = {
      guard case .workerStarted(_, let attempt, _, _) = $0 else { return .none }
      for _ in 0..<300_000 where Files.bytes("\(place.path)/child-\(attempt)")?.last != UInt8(ascii: "\n") {
        usleep(1000)
      }
      return .none
    }
    let result = try await harness.run()
    guard case .failed(nil, let failure)? = result.outcomes[1] else { throw Unexpected() }
    #expect(failure.code == "KB-W002")
    let child = try String(contentsOfFile: place.path + "/child-1", encoding: .utf8)
    let pid = try #require(Int32(child.trimmingCharacters(in: .whitespacesAndNewlines)))
    #expect(await ended(pid))
  }

  @Test("leaves no command behind whose output nobody reads, but spares a daemon")
  func leftovers() async throws {
    guard Files.isDirectory("/proc/self") else { return }
    let result = try await FloorHarness(
      """
      HELLO
      { SESSION sleep 1000 & echo $! > $DIR/command; wait; } | cat > /dev/null &
      SESSION sleep 1000 > /dev/null & echo $! > $DIR/daemon
      until [ -s $DIR/command ]; do :; done
      until [ "$(ps -o sid= -p $(cat $DIR/command) | tr -d ' ')" = "$(cat $DIR/command)" ]; do :; done
      until [ "$(ps -o sid= -p $(cat $DIR/daemon) | tr -d ' ')" = "$(cat $DIR/daemon)" ]; do :; done
      DELIVERED
      """.replacing("HELLO", with: FloorHarness.hello).replacing("DELIVERED", with: FloorHarness.delivered)
        .replacing("SESSION", with: PortableShell.newSession)
    ).run()
    func pid(_ name: String) throws -> Int32 {
      let text = try #require(Files.text("\(result.directory)/\(name)"))
      return try #require(Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)))
    }
    #expect(result.outcomes[1]?.name == "delivered")
    #expect(await ended(try pid("command")))
    let daemon = try pid("daemon")
    #expect(ProcessTable.exists(daemon))
    kill(daemon, SIGKILL)
  }

  @Test("may say what nobody understands: it is counted and ends nothing")
  func garbage() async throws {
    let result = try await FloorHarness(
      #"""
      HELLO
      printf 'garbage \033[31m\n' >&3
      printf '{"v":1,"run":"another","prd":1,"seq":9,"message":{"heartbeat":{}}}\n' >&3
      tell '{"fromTheFuture":{"x":1}}'
      head -c 100000 /dev/urandom >&3; echo >&3
      DELIVERED
      printf 'torn' >&3
      """#.replacing("HELLO", with: FloorHarness.hello).replacing("DELIVERED", with: FloorHarness.delivered)
    ).run()
    #expect(result.outcomes[1]?.name == "delivered")
    let oddities = result.events.compactMap {
      if case .workerOddity(_, let text) = $0 { text } else { nil }
    }
    #expect(oddities.count >= 4)
    #expect(oddities.count <= WorkerConversation.oddityLimit, "\(result.events)")
    #expect(oddities.allSatisfy { !$0.contains("\u{1b}") })
    #expect(oddities.contains { $0.contains("another run") })
  }

  @Test("may send a line of 100 MB: it is dropped and told")
  func hugeLine() async throws {
    let result = try await FloorHarness(
      "\(FloorHarness.hello); head -c 100000000 /dev/zero | tr '\\0' 'x' >&3; echo >&3; \(FloorHarness.delivered)"
    ).run()
    #expect(result.outcomes[1]?.name == "delivered")
    #expect(
      result.events.contains {
        if case .workerOddity(_, let text) = $0 { text.contains("100000000 bytes") } else { false }
      })
  }

  @Test("of another build is refused, not tried again, and nothing more is started")
  func wrongVersion() async throws {
    var harness = FloorHarness(#"tell '{"hello":{"pid":1,"version":"9.9.9"}}'; exec sleep 1000"#)
    harness.prds = [1, 2]
    let result = try await harness.run()
    guard case .failed(nil, let failure)? = result.outcomes[1] else { throw Unexpected() }
    #expect(failure.code == "KB-M006")
    #expect(failure.what.contains("9.9.9"))
    #expect(result.outcomes[2] == nil)
    #expect(result.exit == .failed)
  }

  @Test("that stays after its outcome is ended, and the outcome counts")
  func lingers() async throws {
    var harness = FloorHarness("\(FloorHarness.hello); \(FloorHarness.delivered); exec sleep 1000")
    harness.limits.farewell = .milliseconds(100)
    let result = try await harness.run()
    #expect(result.outcomes[1]?.name == "delivered")
    #expect(result.exit == .success)
  }

  @Test("whose program is missing fails the run with the remedy")
  func missing() async throws {
    var harness = FloorHarness("\(FloorHarness.hello); rm $DIR/kb-worker; \(FloorHarness.delivered)")
    harness.prds = [1, 2, 3]
    let result = try await harness.run()
    #expect(result.outcomes[1]?.name == "delivered")
    guard case .failed(nil, let failure)? = result.outcomes[2] else { throw Unexpected() }
    #expect(failure.code == "KB-M005")
    #expect(result.outcomes[3] == nil)
  }
}

/// A result was not of the expected kind.
struct Unexpected: Error {}

/// Whether the process is gone, waited for as long as only a hang takes.
func ended(_ pid: Int32) async -> Bool {
  for _ in 0..<30_000 {
    if !ProcessTable.exists(pid) { return true }
    if let stat = Files.text("/proc/\(pid)/stat"), stat.contains(") Z ") { return true }
    try? await Task.sleep(for: .milliseconds(10))
  }
  return false
}
