import Foundation
import KBSystem
import TestSupport

/// The way to the daemon of a state directory; it is started by the first call that needs it, as the real one.
struct SbxDaemonClient {
  let root: String

  private var fifo: String { root + "/daemon.fifo" }

  var isRunning: Bool { FileLock.isHeld(root + "/daemon.lock") }

  /// Whether it takes requests: only a daemon has the reading end open.
  var isReady: Bool {
    let descriptor = open(fifo, O_WRONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    close(descriptor)
    return isRunning
  }

  /// Starts the daemon unless it runs, and waits until it is ready. True when it had to.
  @discardableResult
  func ensureRunning() -> Bool {
    exclusively {
      guard !isReady, let program = Platform.executablePath() else { return false }
      let daemon = try? Spawn.start(
        Spawn.Request(path: program, arguments: ["sbx-daemon", root], environment: ["PATH": "/usr/bin:/bin"]))
      guard let daemon else { return false }
      // Ours ends at once where one that a killed client has started was quicker.
      Wait.until { isReady || ExitStatus.ofEnded(daemon) != nil && !isRunning }
      return true
    }
  }

  /// Has a process started. Throws with the daemon's reason.
  func spawn(_ request: SpawnRequest) throws -> Int32 {
    ensureRunning()
    let path = "\(root)/requests/\(UUID().uuidString)"
    let reply = path + ".reply"
    defer { unlink(reply) }
    try JSONEncoder().encode(request).write(to: URL(fileURLWithPath: path + ".json"))
    let descriptor = open(fifo, O_WRONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemFailure("open \(fifo)") }
    Descriptor.writeAll(descriptor, Array("\(path.lastPathPart)\n".utf8))
    close(descriptor)
    // The request goes when the reply is there.
    let isDone = Wait.until { access(path + ".json", F_OK) != 0 || !isRunning }
    guard let data = FileManager.default.contents(atPath: reply) else {
      throw SystemFailure("wait for the daemon", code: isDone ? EIO : ETIMEDOUT)
    }
    let answer = try JSONDecoder().decode(SpawnReply.self, from: data)
    guard let pid = answer.pid else { throw SystemFailure(answer.failure ?? "spawn", code: EIO) }
    return pid
  }

  /// Ends the daemon and everything that it started.
  func stop() {
    exclusively {
      guard isReady, let text = try? String(contentsOfFile: root + "/daemon.pid", encoding: .utf8),
        let pid = Int32(text)
      else { return }
      kill(pid, SIGTERM)
      Wait.until { !isRunning }
    }
  }

  /// Nobody else starts or stops it meanwhile, and it is either ready or away: one that runs without being ready begins
  /// or ends.
  private func exclusively<Value>(_ body: () -> Value) -> Value {
    Exclusive.run(root + "/daemon-start.lock") {
      Wait.until { isReady || !isRunning }
      return body()
    }
  }
}
