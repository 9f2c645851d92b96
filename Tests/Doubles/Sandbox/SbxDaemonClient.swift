import Foundation
import Shared

/// The way to the daemon of a state directory; it is started by the first call that needs it, as the real one.
struct SbxDaemonClient {
  let root: String

  private var fifo: String { root + "/daemon.fifo" }

  var isRunning: Bool { FileLock.isHeld(root + "/daemon.lock") }

  /// Starts the daemon unless it runs. True when it had to.
  @discardableResult
  func ensureRunning() -> Bool {
    Exclusive.run(root + "/daemon-start.lock") {
      if isRunning { return false }
      unlink(fifo)
      guard let program = Platform.executablePath() else { return false }
      _ = try? Spawn.start(
        Spawn.Request(path: program, arguments: ["sbx-daemon", root], environment: ["PATH": "/usr/bin:/bin"]))
      for _ in 0..<2_000 where !(isRunning && access(fifo, F_OK) == 0) { poll(nil, 0, 5) }
      return true
    }
  }

  /// Has a process started. Throws with the daemon's reason.
  func spawn(_ request: SpawnRequest) throws -> Int32 {
    ensureRunning()
    let id = UUID().uuidString
    let reply = "\(root)/requests/\(id).reply"
    defer { unlink(reply) }
    try JSONEncoder().encode(request).write(to: URL(fileURLWithPath: "\(root)/requests/\(id).json"))
    let descriptor = open(fifo, O_WRONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemFailure("open \(fifo)") }
    Descriptor.writeAll(descriptor, Array("\(id)\n".utf8))
    close(descriptor)
    for _ in 0..<10_000 {
      if let data = FileManager.default.contents(atPath: reply) {
        let answer = try JSONDecoder().decode(SpawnReply.self, from: data)
        if let pid = answer.pid { return pid }
        throw SystemFailure(answer.failure ?? "spawn", code: EIO)
      }
      poll(nil, 0, 1)
    }
    throw SystemFailure("wait for the daemon", code: ETIMEDOUT)
  }

  /// Ends the daemon and everything that it started.
  func stop() {
    guard isRunning, let text = try? String(contentsOfFile: root + "/daemon.pid", encoding: .utf8),
      let pid = Int32(text)
    else { return }
    kill(pid, SIGTERM)
    for _ in 0..<2_000 where isRunning { poll(nil, 0, 5) }
  }
}
