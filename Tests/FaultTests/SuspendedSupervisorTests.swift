import Foundation
import KBProtocol
import KBSystem
import TestSupport
import Testing

@Suite("A Supervisor that stands still", .onOwnThread, .stage)
struct SuspendedSupervisorTests {
  @Test("holds up no worker, whose pipe is full, and afterwards knows what it must and kills nobody")
  func stopped() async throws {
    let stage = FactoryStage.current
    let prd = try stage.repository.addPRD("Import")
    // More than the pipe and the worker's queue hold.
    let talk = (1...900).map { "double: say \($0) " + String(repeating: "word ", count: 60) }
    try stage.repository.addSubIssue(
      of: prd, "Parse",
      body: "\(stage.waitingScript)\n\(talk.joined(separator: "\n"))\ndouble: write parse.txt yes")
    try stage.repository.addSubIssue(
      of: prd, "Store", body: "double: until-file store\ndouble: write store.txt yes")
    let run = try BackgroundRun(stage)
    #expect(await eventually { stage.sessionCount == 1 && stage.liveRecords.contains { $0.activity != nil } })

    run.signal(SIGSTOP)
    try stage.write("agents/go-on", "")
    // The worker has published one issue and works on the next while nobody reads what it tells.
    #expect(await eventually { stage.sessionCount == 2 })
    #expect(try stage.messages(on: stage.branch(of: prd)).count == 1)
    let told = { Files.text(stage.root + "/kb.txt") ?? "" }
    #expect(!told().contains("issue=\(prd + 2) "))

    run.signal(SIGCONT)
    try stage.write("agents/store", "")
    #expect(await run.end == .success)
    #expect(told().contains("issue=\(prd + 2) ") && told().contains("delivered"), "\(told())")
    #expect(!told().contains("restarting"), "\(told())")
    #expect(stage.workerLogs.components(separatedBy: "== claim").count == 2, "one worker in all")
    #expect(try stage.messages(on: stage.branch(of: prd)).count == 2)
  }

  @Test("is woken by a storm of signals, and sees every end all the same")
  func signalStorm() async throws {
    let stage = try ScriptedWorkerStage(
      prds: 2,
      worker: """
        hello
        for i in $(seq 500); do kill -WINCH $PPID; kill -CHLD $PPID; kill -CONT $PPID; done
        delivered
        """)
    let result = await stage.run("\"$KB\" run; echo \"status=$?\"")
    #expect(result.text.contains("status=0"), "\(result.text)\(result.errorText)")
    #expect(stage.log.components(separatedBy: " delivered ").count - 1 == 2)
  }

  @Test(
    "because of Ctrl-Z, draws its table below what the shell wrote when it goes on, and its worker worked on",
    .enabled(if: Files.exists("/proc/self") && Files.exists("/usr/bin/script"), "no script of util-linux"))
  func controlZ() async throws {
    let stage = try ScriptedWorkerStage(
      worker: """
        hello; tell '{"claimed":{}}'; touch $DIR/up
        await suspended; tell '{"activity":{"text":"while it stood still"}}'; touch $DIR/worked
        await go; delivered
        """)
    try stage.stage.write(
      "shell",
      """
      await() { until [ -e "$DIR/$1" ]; do sleep 0.02; done; }
      set -m
      "$KB" run
      echo "the shell is back: $(jobs -s | grep -c .)"
      touch $DIR/suspended
      await worked
      fg > /dev/null
      echo "status=$?"
      """)
    _ = await stage.run(
      """
      mkfifo $DIR/keys
      TERM=xterm NO_COLOR=1 script -qfec "bash \(stage.stage.root)/shell" $DIR/typescript < $DIR/keys > /dev/null & pid=$!
      exec 9> $DIR/keys
      await up
      printf '\\032' >&9
      await worked
      until [ "$(sed -n '/the shell is back/,$p' $DIR/typescript | grep -c 'agent now')" -ge 1 ]; do sleep 0.02; done
      touch $DIR/go
      wait $pid
      """)
    let text = Files.text(stage.marks + "/typescript") ?? ""
    #expect(text.contains("the shell is back: 1"), "\(text)")
    #expect(text.contains("status=0"), "\(text)")
    let screen = SimpleTerminal(text)
    let back = try #require(screen.lines.firstIndex { $0.contains("the shell is back") }, "\(screen.lines)")
    // What stood there before stays, and below the shell's words is the summary alone.
    #expect(screen.lines[..<back].contains { $0.contains("Ctrl-C stops") }, "\(screen.lines)")
    #expect(screen.lines[back...].contains { $0.contains("1 delivered") }, "\(screen.lines)")
    #expect(!screen.lines[back...].contains { $0.contains("Ctrl-C stops") }, "\(screen.lines)")
    #expect(!stage.log.contains("restarting"))
  }
}
