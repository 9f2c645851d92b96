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

  /// Every process whose environment holds this exact entry.
  static func all(withEnvironment entry: String) -> [Int32] {
    #if os(Linux)
      let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
      let wanted = Data(entry.utf8) + [0]
      return names.compactMap { Int32($0) }.filter { pid in
        guard pid != getpid(), let text = FileManager.default.contents(atPath: "/proc/\(pid)/environ") else {
          return false
        }
        return text.starts(with: wanted) || text.range(of: Data([0]) + wanted) != nil
      }
    #else
      let lines = Child(arguments: ["/bin/ps", "-Eww", "-axo", "pid,command"]).run().output.split(separator: "\n")
      return lines.filter { $0.contains(" \(entry) ") || $0.hasSuffix(" \(entry)") }
        .compactMap { $0.split(separator: " ").first.flatMap { Int32($0) } }.filter { $0 != getpid() }
    #endif
  }
}
