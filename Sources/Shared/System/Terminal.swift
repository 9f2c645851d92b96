#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What a descriptor says of the terminal behind it.
package enum Terminal {
  package static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// Columns and rows; nil where there is no terminal, or it does not say.
  package static func size(of descriptor: Int32) -> (columns: Int, rows: Int)? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return nil }
    return (Int(size.ws_col), Int(size.ws_row))
  }

  /// Whether a write would go through at once. Asked instead of making the descriptor non-blocking, because a terminal
  /// or a pipe shares that mode with the programs that have it open too.
  package static func canWrite(_ descriptor: Int32) -> Bool {
    var entries = [pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)]
    return poll(&entries, 1, 0) > 0
  }
}
