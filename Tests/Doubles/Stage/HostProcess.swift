import Foundation

/// Questions about processes that are not our children.
enum HostProcess {
  /// False for one that has ended, also where nobody has collected its exit status yet.
  static func isAlive(_ pid: Int32) -> Bool {
    guard kill(pid, 0) == 0 || errno == EPERM else { return false }
    guard let status = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return true }
    // The state follows the program's name, which stands in parentheses and may hold anything.
    guard let end = status.lastIndex(of: ")") else { return true }
    return !["Z", "X"].contains(status[end...].dropFirst(2).prefix(1))
  }
}
