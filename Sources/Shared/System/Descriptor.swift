#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Plain calls on file descriptors: closed in children, repeated after an interrupt.
package enum Descriptor {
  /// A pipe whose ends children don't inherit and whose numbers are above 9, so that a spawn's mapping can't hit them.
  package static func pipe() throws(SystemFailure) -> (reader: Int32, writer: Int32) {
    var ends: [Int32] = [-1, -1]
    #if canImport(Glibc)
      guard Glibc.pipe(&ends) == 0 else { throw SystemFailure("pipe") }
    #else
      guard Darwin.pipe(&ends) == 0 else { throw SystemFailure("pipe") }
    #endif
    let moved = ends.map { fcntl($0, F_DUPFD_CLOEXEC, 10) }
    let failure = SystemFailure("pipe")
    ends.forEach(close)
    guard moved.allSatisfy({ $0 >= 0 }) else {
      moved.filter { $0 >= 0 }.forEach(close)
      throw failure
    }
    return (moved[0], moved[1])
  }

  package static func setNonBlocking(_ descriptor: Int32) {
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
  }

  /// Closes the descriptor in every program that this process starts from now on.
  package static func setCloseOnExec(_ descriptor: Int32) {
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
  }

  package static func close(_ descriptor: Int32) {
    #if canImport(Glibc)
      _ = Glibc.close(descriptor)
    #else
      _ = Darwin.close(descriptor)
    #endif
  }

  /// Puts what was written on the disk; false where that fails. On macOS `fsync` leaves it in the drive's own cache, from
  /// which it may be lost or come out of order (fsync(2) there, which names F_FULLFSYNC as the remedy); not every file
  /// system has that, such as those of a network.
  package static func sync(_ descriptor: Int32) -> Bool {
    #if !canImport(Glibc)
      if fcntl(descriptor, F_FULLFSYNC) == 0 { return true }
    #endif
    return fsync(descriptor) == 0
  }

  /// What one read brought.
  package enum ReadResult {
    case bytes(Int)
    case end
    case wouldBlock
  }

  /// One `read(2)` into `buffer`. A broken descriptor reads as its end.
  package static func read(_ descriptor: Int32, into buffer: inout [UInt8]) -> ReadResult {
    while true {
      #if canImport(Glibc)
        let count = Glibc.read(descriptor, &buffer, buffer.count)
      #else
        let count = Darwin.read(descriptor, &buffer, buffer.count)
      #endif
      if count > 0 { return .bytes(count) }
      if count == 0 { return .end }
      if errno == EINTR { continue }
      return errno == EAGAIN || errno == EWOULDBLOCK ? .wouldBlock : .end
    }
  }

  /// One `write(2)`. Returns the count written, 0 when it would block, nil when nobody reads any more.
  package static func write(_ descriptor: Int32, _ bytes: ArraySlice<UInt8>) -> Int? {
    while true {
      let count = bytes.withUnsafeBytes { raw in
        #if canImport(Glibc)
          Glibc.write(descriptor, raw.baseAddress, raw.count)
        #else
          Darwin.write(descriptor, raw.baseAddress, raw.count)
        #endif
      }
      if count >= 0 { return count }
      if errno == EINTR { continue }
      return errno == EAGAIN || errno == EWOULDBLOCK ? 0 : nil
    }
  }

  /// Writes all of `bytes`, waiting where the reader is slow. False when it could not.
  @discardableResult
  package static func writeAll(_ descriptor: Int32, _ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      guard let count = write(descriptor, rest) else { return false }
      if count == 0 {
        var wait = [pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)]
        _ = poll(&wait, 1, -1)
      }
      rest = rest.dropFirst(count)
    }
    return true
  }
}
