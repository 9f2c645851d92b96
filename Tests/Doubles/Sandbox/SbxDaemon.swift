import Foundation
import KBSystem
import TestSupport

/// The process that all machines and all commands inside them descend from, as with the real sbx: what a caller of sbx
/// kills, or adopts, is never what runs in a sandbox. It ends when its state directory is gone, and
/// after ten idle minutes.
enum SbxDaemon {
  static func main(_ arguments: [String]) -> Never {
    guard let root = arguments.first, let signals = try? SignalPipe([SIGTERM, SIGCHLD]),
      let lock = acquire(root + "/daemon.lock")
    else { exit(1) }
    Record.createDirectory(root + "/requests")
    try? Data(String(getpid()).utf8).write(to: URL(fileURLWithPath: root + "/daemon.pid"))
    let fifo = root + "/daemon.fifo"
    mkfifo(fifo, 0o600)
    // Open for both directions: it never ends when the last client closes it. From here on clients can open it.
    let requests = open(fifo, O_RDWR | O_NONBLOCK | O_CLOEXEC)
    guard requests >= 0 else { exit(1) }
    serve(root, requests: requests, signals: signals)
    _ = consume lock
    exit(0)
  }

  /// Takes the daemon's lock; nil where another daemon has it. A client that looks whether there is one holds it shared
  /// for a moment, and is waited for.
  private static func acquire(_ path: String) -> FileLock? {
    while true {
      do {
        if let lock = try FileLock.tryAcquire(path) { return lock }
      } catch {
        return nil
      }
      if FileLock.isHeld(path) { return nil }
      poll(nil, 0, 1)
    }
  }

  private static func serve(_ root: String, requests: Int32, signals: SignalPipe) {
    var children: Set<Int32> = []
    var pending: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    var lastUse = ContinuousClock.now
    while access(root + "/daemon.lock", F_OK) == 0, ContinuousClock.now - lastUse < .seconds(600) {
      var watched = [requests, signals.reader].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      _ = poll(&watched, 2, 500)
      if signals.drain().contains(SIGTERM) { break }
      children = children.filter { ExitStatus.ofEnded($0) == nil }
      if !children.isEmpty { lastUse = .now }
      while case .bytes(let count) = Descriptor.read(requests, into: &buffer) { pending += buffer[0..<count] }
      while let end = pending.firstIndex(of: 10) {
        let id = String(decoding: pending[..<end], as: UTF8.self)
        pending.removeSubrange(...end)
        lastUse = .now
        if let pid = answer("\(root)/requests/\(id)") { children.insert(pid) }
      }
    }
    // First, so that no client asks one that no longer listens.
    unlink(root + "/daemon.fifo")
    for child in children { kill(-child, SIGKILL) }
    MachineMark.killAll(of: root)
  }

  /// Starts what one request asks for and leaves the answer beside it. Then the request goes.
  private static func answer(_ path: String) -> Int32? {
    defer { unlink(path + ".json") }
    guard let data = FileManager.default.contents(atPath: path + ".json"),
      let request = try? JSONDecoder().decode(SpawnRequest.self, from: data)
    else { return nil }
    var reply = SpawnReply()
    do {
      reply.pid = try request.start()
    } catch {
      reply.failure = "\(error)"
    }
    do {
      try JSONEncoder().encode(reply).write(to: URL(fileURLWithPath: path + ".reply"), options: .atomic)
    } catch {
      // Nobody knows of the process.
      if let pid = reply.pid { kill(-pid, SIGKILL) }
    }
    return reply.pid
  }
}
