import Foundation
import TestSupport
import Testing
@testable import KBSandboxes
@testable import KBSystem

@Suite("Processes that show no environment", .onOwnThread)
struct SeenProcessTests {
  private static let folder = "/private/var/state/sandboxes/krutrimbox-prd-1-x"

  private func belonging(_ seen: SeenProcess..., folder: String? = folder) -> [Int32] {
    MarkedProcesses.belonging(seen, ownSession: 10, folder: folder)
  }

  /// A process as macOS shows its own programs.
  private func hidden(
    _ pid: Int32, session: Int32 = 1, parent: Int32 = 1, hasTerminal: Bool = false, at directory: String? = "/"
  ) -> SeenProcess {
    SeenProcess(
      pid: pid, mark: .hidden, session: session, parent: parent, hasTerminal: hasTerminal, directory: directory)
  }

  @Test("are known by their session, whether they lead it or not")
  func session() {
    let marked = SeenProcess(pid: 21, mark: .found, session: 20)
    #expect(belonging(hidden(20, session: 20), marked, hidden(22, session: 20)) == [20, 21, 22])
    #expect(belonging(hidden(20, session: 20), hidden(22, session: 20)) == [])
  }

  @Test("are no more known by the looker's session, the system's, or one that somebody else leads")
  func foreignSession() {
    #expect(belonging(SeenProcess(pid: 11, mark: .found, session: 10), hidden(12, session: 10)) == [11])
    #expect(belonging(SeenProcess(pid: 11, mark: .found, session: 1), hidden(12, session: 1)) == [11])
    #expect(belonging(SeenProcess(pid: 11, mark: .found, session: 0), hidden(12, session: 0)) == [11])
    let leader = SeenProcess(pid: 30, mark: .missing, session: 30)
    #expect(belonging(leader, SeenProcess(pid: 31, mark: .found, session: 30), hidden(32, session: 30)) == [31])
  }

  @Test("are known by who started them, over any number of steps and sessions")
  func parents() {
    let marked = SeenProcess(pid: 21, mark: .found, session: 21)
    #expect(
      belonging(
        hidden(24, session: 23, parent: 1), hidden(23, session: 23, parent: 22), hidden(22, session: 22, parent: 21),
        marked, hidden(50, session: 50, parent: 49)) == [24, 23, 22, 21])
  }

  @Test("are known by their working folder, which a person's shell in a terminal is not")
  func directories() {
    #expect(belonging(hidden(40, at: Self.folder), hidden(41, at: Self.folder + "/clone/src")) == [40, 41])
    #expect(belonging(hidden(42, at: Self.folder + "-2/clone"), hidden(43, at: nil)) == [])
    #expect(belonging(hidden(44, session: 44, hasTerminal: true, at: Self.folder + "/clone")) == [])
    #expect(belonging(SeenProcess(pid: 45, mark: .missing, session: 45, directory: Self.folder)) == [])
    #expect(belonging(hidden(46, at: "/home/me"), folder: nil) == [])
  }

  @Test("are told from others by what the kernel of macOS gives")
  func kernelAnswer() {
    func answer(_ count: UInt8, _ words: String) -> [UInt8] { [count, 0, 0, 0] + Array(words.utf8) }
    func text(_ bytes: [UInt8]) -> String { String(decoding: SeenProcess.variables(inArguments: bytes), as: UTF8.self) }
    #expect(text(answer(2, "/bin/x\0\0\0\0x\0A=no\0A=1\0B=2\0\0ptr_munge=\0")) == "A=1\0B=2\0")
    #expect(text(answer(1, "/bin/x\0\0\0x\0A=1")) == "A=1\0")
    #expect(text(answer(2, "/bin/sh\0\0\0sh\0-c\0")) == "")
    #expect(text(answer(2, "/bin/sh\0\0\0sh\0-c\0\0stack_guard=\0")) == "")
    // An argument may be empty.
    #expect(text(answer(3, "/bin/x\0\0x\0\0y\0A=1\0\0")) == "A=1\0")
    for broken in [[], [1, 0, 0], answer(9, "/bin/x\0x\0"), answer(255, "")] as [[UInt8]] {
      #expect(text(broken) == "")
    }
  }

  // A local sandbox's session that has thrown its environment away is what macOS shows of every /bin/sh.
  @Test("are ended with their sandbox, and a process elsewhere lives on")
  func stop() throws {
    let place = try SandboxPlayground()
    let spec = place.spec()
    let sandbox = LocalSandbox(effects: place.runner, stateRoot: place.stateRoot, environment: place.runner.environment)
    _ = try sandbox.open(spec)
    let start = "env -i \(PortableShell.newSession) sleep 300 >/dev/null 2>&1 & echo $!"
    let inside = try place.runner.run(sandbox.inside(spec, ["sh", "-c", "cd .git && \(start)"])).output
    let outside = try place.sh(start)
    let pids = try [inside, outside].map { try #require(Int32($0.trimmingCharacters(in: .whitespacesAndNewlines))) }
    defer { kill(pids[1], SIGKILL) }
    #expect(ProcessTable.exists(pids[0]) && ProcessTable.exists(pids[1]))
    try sandbox.stop(spec)
    #expect(ProcessTable.hasEnded(pids[0]))
    #expect(!ProcessTable.hasEnded(pids[1]))
  }
}

extension ProcessTable {
  /// Gone, or waited for by nobody.
  fileprivate static func hasEnded(_ pid: Int32) -> Bool { !exists(pid) || program(of: pid) == nil }
  private static func program(of pid: Int32) -> String? { ProcessIdentity.program(of: pid) }
}
