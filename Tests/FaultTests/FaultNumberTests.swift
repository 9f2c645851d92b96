import Foundation
import KBDomain
import KBProtocol
import KBState
import KBSystem
import TestSupport
import Testing
@testable import Supervisor

@Suite("The numbers of reliability", .onOwnThread)
struct FaultNumberTests {
  @Test("a killed worker's claim is free as soon as it is dead, and its PRD is worked on again", .stage)
  func killed() async throws {
    let stage = FactoryStage.current
    let prd = try stage.repository.addPRD("Import")
    try stage.repository.addSubIssue(of: prd, "Parse", body: "double: once 1 hang\ndouble: write parse.txt yes")
    let run = try BackgroundRun(stage)
    #expect(await eventually { stage.sessionCount == 1 })
    let pid = try #require(try await stage.workerPids().only)

    let start = ContinuousClock.now
    kill(pid, SIGKILL)
    #expect(await eventually { FactoryStage.isDead(pid) })
    #expect(!stage.liveRecords.contains { $0.pid == pid })
    let free = ContinuousClock.now - start
    #expect(await eventually { stage.sessionCount == 2 })
    let again = ContinuousClock.now - start
    print("claim free after \(free), another session after \(again), of which 1 s is the delay")
    #expect(await run.end == .success)
  }

  @Test("a registry of 1,000 PRDs is listed in little more than a look at each claim")
  func registry() throws {
    let state = try StateDirectory(opening: "/tmp/kb-registry-\(UInt64.random(in: .min ... .max))")
    defer { try? FileManager.default.removeItem(atPath: state.root) }
    let repository = RepositoryIdentity(host: "github.com", owner: "acme", name: "webapp")
    let folder = try state.prdDirectory(repository)
    for prd in 1...1000 { try Files.replace("\(folder)/prd-\(prd).claim", with: Array("{}\n".utf8)) }
    let registry = ClaimRegistry(state)
    guard let claim = try registry.claim(500, of: repository) else { return #expect(Bool(false), "free") }
    var (list, look) = (Duration.seconds(1000), Duration.seconds(1000))
    // By turns, so that both meet the same machine.
    for _ in 1...5 {
      list = min(list, Self.processorTime { #expect(registry.liveWorkers().count == 1) })
      look = min(
        look, Self.processorTime { for prd in 1...1000 { _ = FileLock.isHeld("\(folder)/prd-\(prd).claim") } })
    }
    print("1,000 claim files listed in \(list), \(list / look) x a look at each")
    #expect(list < look * 5)
    _ = consume claim
  }

  /// How long this thread was on a processor for some work: what others do meanwhile does not count.
  private static func processorTime(_ work: () -> Void) -> Duration {
    func now() -> Duration {
      var time = timespec()
      clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
      return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
    let start = now()
    work()
    return now() - start
  }

  #if os(Linux)
    /// A Supervisor whose one worker does something, and how many KiB its greatest size has grown by meanwhile.
    private static func growth(by work: String) async throws -> Int {
      let stage = try ScriptedWorkerStage(
        worker: """
          size() { awk '/VmHWM/ {print $2}' /proc/$PPID/status; }
          hello; tell '{"claimed":{}}'
          \(work)
          size > $DIR/after; delivered
          """)
      let result = await stage.run("\"$KB\" run > $DIR/output; echo status=$?")
      #expect(result.text == "status=0\n", "\(result.text)\(result.errorText)\(stage.log)")
      func kibibytes(_ mark: String) throws -> Int {
        try #require(Int((Files.text("\(stage.marks)/\(mark)") ?? "").filter(\.isNumber)))
      }
      return try kibibytes("after") - kibibytes("before")
    }

    @Test("a line of 100 MB costs the Supervisor no memory to speak of", .stage)
    func longLine() async throws {
      let grown = try await Self.growth(
        by: "size > $DIR/before; head -c 100000000 /dev/zero | tr '\\0' x >&3; echo >&3")
      print("a line of 100 MB: the Supervisor has grown by \(grown) KiB")
      #expect(grown < 25 << 10)
    }

    @Test("what a worker tells leaves the Supervisor as small as it was, after 100,000 events", .stage)
    func events() async throws {
      let grown = try await Self.growth(
        by: """
          many() {
            awk -v run="$KB_RUN" -v prd="$KB_PRD" -v seq="$seq" -v count="$1" 'BEGIN {
              for (i = 1; i <= count; i++) {
                text = i % 10 ? "{\\"activity\\":{\\"text\\":\\"step " i "\\"}}" : "{\\"note\\":{\\"text\\":\\"note " i "\\"}}"
                printf "{\\"v\\":1,\\"run\\":\\"%s\\",\\"prd\\":%s,\\"seq\\":%d,\\"message\\":%s}\\n", run, prd, seq + i, text
              }
            }' >&3
            seq=$((seq + $1))
          }
          many 10000; size > $DIR/before; many 100000
          """)
      print("100,000 events: the Supervisor has grown by \(grown) KiB")
      #expect(grown < 1 << 10)
    }
  #endif
}

extension FactoryStage {
  /// Whether a process is gone, or dead and only not waited for yet.
  fileprivate static func isDead(_ pid: Int32) -> Bool {
    let output = ShortCommand(["ps", "-o", "stat=", "-p", "\(pid)"], environment: ["PATH": "/usr/bin:/bin"]).run().text
    return output.isEmpty || output.hasPrefix("Z")
  }
}
