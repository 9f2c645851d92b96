import Foundation
import TestSupport

/// The remote `sandbox-NAME` in the host repository: how commits leave a sandbox.
struct HostRemote {
  let sandbox: Sandbox

  private var name: String { sandbox.remoteName }

  /// Adds the remote with both fetch refspecs: the second copy outlives the sandbox.
  func add(port: Int) -> Bool {
    git(["remote", "add", name, url(port)])
      && git(["config", "remote.\(name).fetch", "+refs/heads/*:refs/remotes/\(name)/*"])
      && git(["config", "--add", "remote.\(name).fetch", "+refs/heads/*:refs/sandboxes/\(sandbox.name)/*"])
  }

  /// Every start has another port. A remote that somebody removed stays removed.
  func move(to port: Int) {
    if Child.git(["config", "remote.\(name).url"], in: sandbox.workspace).succeeded {
      _ = git(["remote", "set-url", name, url(port)])
    }
  }

  /// The first fetch; git's words where it fails, which is only a warning.
  func fetch() -> String? {
    let result = Child.git(["fetch", "--quiet", "--no-write-fetch-head", name], in: sandbox.workspace)
    return result.succeeded ? nil : result.output
  }

  func remove() { _ = git(["remote", "remove", name]) }

  private func url(_ port: Int) -> String { "git://127.0.0.1:\(port)/\(sandbox.workspace.lastPathPart)" }

  /// Again while another process writes the same configuration, for git refuses then.
  private func git(_ arguments: [String]) -> Bool {
    var hasSucceeded = false
    Wait.until(pause: 20) {
      let result = Child.git(arguments, in: sandbox.workspace)
      hasSucceeded = result.succeeded
      let isLocked = result.output.contains("could not lock config file") && result.output.contains("File exists")
      return hasSucceeded || !isLocked
    }
    return hasSucceeded
  }
}

/// TCP ports of the loopback interface.
enum LoopbackPort {
  /// A port that was free a moment ago.
  static func free() -> Int {
    let descriptor = socket()
    defer { close(descriptor) }
    var address = address(0)
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, size) == 0 && getsockname(descriptor, $0, &size) == 0
      }
    }
    return bound ? Int(UInt16(bigEndian: address.sin_port)) : 0
  }

  static func address(_ port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    return address
  }

  /// A new TCP socket.
  static func socket() -> Int32 {
    #if canImport(Glibc)
      Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
      Darwin.socket(AF_INET, SOCK_STREAM, 0)
    #endif
  }
}
