import Foundation
import KBAgents
import KBSystem
import TestSupport

/// What each verb does.
extension AgentSession {
  mutating func perform(_ verb: ScriptVerb) {
    switch verb {
    case .write(let path, let text): write(path, text + "\n")
    case .append(let path, let text):
      write(path, ((try? String(contentsOfFile: path, encoding: .utf8)) ?? "") + text + "\n")
    case .delete(let path):
      try? FileManager.default.removeItem(atPath: path)
      voice.fileChanged(path, kind: .delete)
    case .makeDirectory(let path): run("mkdir -p '\(path)'")
    case .commit(let message): commit(message)
    case .branch(let name): run("git checkout -q '\(name)' 2>/dev/null || git checkout -q -b '\(name)'")
    case .run(let command): run(command)
    case .say(let text): if answersBySchema { review.summary = text } else { voice.message(text) }
    case .judge(let verdict, let text): review.judge(verdict, text)
    case .find(let text): review.find(text)
    case .prose(let text):
      voice.message(text)
      leave(voice.end(.completed), "ended")
    case .half: leave(voice.answer(["summary": .string(review.summary)]), "ended")
    case .sleep(let seconds, let quiet): sleep(seconds, quiet: quiet)
    case .usage(let input, let output): voice.usage = AgentUsage(input: input, output: output)
    case .usageLimit(let reset): finish(.usageLimit(reset: ResetTime.date(reset)))
    case .oldUsageLimit(let reset): finish(.oldUsageLimit(reset: ResetTime.date(reset) ?? Date()))
    case .overloaded: finish(.overloaded)
    case .rateLimited: finish(.rateLimited)
    case .unauthenticated: finish(.unauthenticated)
    case .missingKey: finish(.missingKey)
    case .loginExpired: finish(.loginExpired)
    case .accountRefused: finish(.accountRefused)
    case .noResult: finish(.completedWithoutResult)
    case .taskStopped: finish(.taskStopped)
    case .unknownModel: finish(.unknownModel)
    case .refuse: finish(.refused)
    case .fail(let text): finish(.failed(text: text))
    case .exit(let status): leave(status, "exit")
    case .hang: while true { wait(3600) }
    case .flood: while true { FileHandle.standardOutput.write(Data(String(repeating: "x\n", count: 30_000).utf8)) }
    case .reconnectForever:
      while true {
        voice.reconnecting()
        wait(0.2)
      }
    case .daemonise: daemonise()
    case .ignoreTerm: ignoresTermination = true
    case .garbage: printGarbage()
    case .crash: die(by: SIGABRT)
    case .untilFile(let path): waitForFile(path)
    case .once(let sessions, let verb): if ledger.ordinal <= sessions { perform(verb) }
    case .review(let verb): if script.isFinalReview { perform(verb) }
    }
  }

  private mutating func write(_ path: String, _ text: String) {
    let existed = FileManager.default.fileExists(atPath: path)
    let url = URL(fileURLWithPath: path)
    Record.createDirectory(url.deletingLastPathComponent().path)
    do {
      try Data(text.utf8).write(to: url)
      voice.fileChanged(path, kind: existed ? .update : .add)
    } catch {
      finish(.failed(text: "could not write \(path): \(error)"))
    }
  }

  private mutating func commit(_ message: String) {
    voice.commandStarted("git add -A && git commit")
    var result = Child.git(["add", "-A"], in: nil)
    if result.succeeded { result = Child.git(["commit", "-q", "--allow-empty", "-m", message], in: nil) }
    voice.commandEnded("git add -A && git commit", output: result.output, status: result.status)
  }

  /// Runs a shell command as both agents do: in a session of its own, so that it outlives a killed agent.
  private mutating func run(_ command: String) {
    voice.commandStarted(command)
    guard let pipe = try? Descriptor.pipe() else { return }
    let child = Child(arguments: ["/bin/bash", "-c", command])
    let pid = try? child.start([1: pipe.writer, 2: pipe.writer])
    close(pipe.writer)
    Descriptor.setNonBlocking(pipe.reader)
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    var status: Int32?
    while let pid, status == nil {
      status = ExitStatus.ofEnded(pid).map(Child.shellStatus)
      if status == nil { wait(0.02, for: pipe.reader, command: pid) }
      while case .bytes(let count) = Descriptor.read(pipe.reader, into: &buffer) { output += buffer[0..<count] }
    }
    close(pipe.reader)
    voice.commandEnded(command, output: String(decoding: output, as: UTF8.self), status: status ?? 127)
  }

  private mutating func sleep(_ seconds: Double, quiet: Bool) {
    let end = Date().addingTimeInterval(seconds)
    var nextTick = Date().addingTimeInterval(0.5)
    while Date() < end {
      wait(min(0.1, max(0.001, end.timeIntervalSinceNow)))
      if !quiet, Date() >= nextTick {
        voice.tick()
        nextTick = nextTick.addingTimeInterval(0.5)
      }
    }
  }

  /// A relative path counts here and in the ledger's directory, which a test outside the sandbox can reach.
  private mutating func waitForFile(_ path: String) {
    let places = path.hasPrefix("/") ? [path] : [path, "\(ledger.directory)/\(path)"]
    while !places.contains(where: { FileManager.default.fileExists(atPath: $0) }) { wait(0.05) }
  }

  /// A child in a session of its own that keeps our outputs open for an hour.
  private func daemonise() {
    _ = try? Child(arguments: ["/bin/sleep", "3600"]).start([1: 1, 2: 2])
  }

  private func printGarbage() {
    var bytes = (0..<4096).map { _ in UInt8.random(in: 0...255) }
    bytes.append(10)
    bytes += [UInt8](repeating: UInt8(ascii: "x"), count: 2 << 20)
    bytes += Array("\n{\"type\":\n[]\n\n".utf8)
    Descriptor.writeAll(1, bytes)
  }
}
