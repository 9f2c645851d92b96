#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How a process ended, as `waitpid(2)` tells it.
package enum ExitStatus: Equatable, Codable, Sendable, CustomStringConvertible {
  case code(value: Int32)
  case signal(number: Int32)

  package static let success = ExitStatus.code(value: 0)

  package init(waitStatus: Int32) {
    let low = waitStatus & 0x7f
    self = low == 0 ? .code(value: (waitStatus >> 8) & 0xff) : .signal(number: low)
  }

  package var description: String {
    switch self {
    case .code(let value): "exit status \(value)"
    case .signal(let number): "signal \(number)"
    }
  }

  /// The end of a known child, without waiting: nil while it runs. A pid that is not our child has ended by signal 0.
  package static func ofEnded(_ pid: Int32) -> ExitStatus? {
    var status: Int32 = 0
    while true {
      let result = waitpid(pid, &status, WNOHANG)
      if result == pid { return ExitStatus(waitStatus: status) }
      if result == 0 { return nil }
      if errno == EINTR { continue }
      return .signal(number: 0)
    }
  }
}
