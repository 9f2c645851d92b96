#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import Foundation
import KBSystem

/// Serves a world over HTTP, for the real `gh`: a thread for each connection, one request on each.
///
/// Stops listening when it is let go; answers under way are finished.
package final class GitHubEmulator: Sendable {
  private let descriptor: Int32
  /// A byte here ends the serving thread, which closes the listening descriptor: closed elsewhere, its number could be
  /// another emulator's before that thread looks again.
  private let stopper: Int32
  private let socketPath: String?

  /// Listens on a unix socket. An old socket file at the path is replaced.
  ///
  /// - Throws: `WorldFileError` where the system refuses, as it does for paths over about 100 bytes.
  package init(_ world: GitHubWorld, socket path: String) throws {
    unlink(path)
    var address = sockaddr_un()
    let capacity = MemoryLayout.size(ofValue: address.sun_path)
    guard path.utf8.count < capacity else { throw WorldFileError(description: "\(path): too long for a socket") }
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
    descriptor = try Self.listening(AF_UNIX, &address, named: path)
    socketPath = path
    stopper = try Self.serve(world, descriptor)
  }

  /// Listens on a TCP port of the loopback address; 0 takes a free one.
  package init(_ world: GitHubWorld, port: UInt16) throws {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    descriptor = try Self.listening(AF_INET, &address, named: "127.0.0.1:\(port)")
    socketPath = nil
    stopper = try Self.serve(world, descriptor)
  }

  deinit {
    shutdown(descriptor, Int32(SHUT_RDWR))
    if let socketPath { unlink(socketPath) }
    Descriptor.writeAll(stopper, [0])
    Descriptor.close(stopper)
  }

  /// The TCP port that it listens on; 0 for a unix socket.
  package var port: UInt16 {
    guard socketPath == nil else { return 0 }
    var address = sockaddr_in()
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = getsockname(descriptor, $0, &size) }
    }
    return UInt16(bigEndian: address.sin_port)
  }

  private static func listening<Address>(_ family: Int32, _ address: inout Address, named name: String) throws -> Int32
  {
    #if canImport(Glibc)
      let kind = Int32(SOCK_STREAM.rawValue)
    #else
      let kind = SOCK_STREAM
    #endif
    let descriptor = socket(family, kind, 0)
    guard descriptor >= 0 else { throw WorldFileError(name) }
    Descriptor.setCloseOnExec(descriptor)
    var yes: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    let size = socklen_t(MemoryLayout<Address>.size)
    let bound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) }
    }
    guard bound == 0, listen(descriptor, 64) == 0 else {
      let failure = WorldFileError(name)
      Descriptor.close(descriptor)
      throw failure
    }
    return descriptor
  }

  /// Serves on a thread of its own. Returns the descriptor that ends it.
  private static func serve(_ world: GitHubWorld, _ descriptor: Int32) throws -> Int32 {
    signal(SIGPIPE, SIG_IGN)
    let stop = try Descriptor.pipe()
    // The other side may be gone again before it is accepted.
    Descriptor.setNonBlocking(descriptor)
    Thread.detachNewThread {
      while true {
        var watched = [descriptor, stop.reader].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        guard poll(&watched, 2, -1) > 0 else { continue }
        if watched[1].revents != 0 { break }
        let connection = accept(descriptor, nil, nil)
        guard connection >= 0 else { continue }
        Descriptor.setCloseOnExec(connection)
        Thread.detachNewThread { answer(HTTPConnection(descriptor: connection), world) }
      }
      [descriptor, stop.reader].forEach(Descriptor.close)
    }
    return stop.writer
  }

  private static func answer(_ connection: HTTPConnection, _ world: GitHubWorld) {
    defer { Descriptor.close(connection.descriptor) }
    guard let request = connection.readRequest() else { return }
    do {
      connection.send(try world.respond(to: request))
    } catch {
      let body = Array("the world can't be read: \(error)\n".utf8)
      let response = GitHubResponse(status: 500, headers: ["Content-Length": String(body.count)], body: body)
      connection.send(GitHubReply(response: response, delayMilliseconds: 0, ending: .complete))
    }
  }
}
