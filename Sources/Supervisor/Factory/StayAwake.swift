#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import KBSystem

/// Keeps the machine from sleeping while a run lasts; its screen may.
enum StayAwake {
  /// The command that ends by itself with this process, also where that is killed; nil where a system has none.
  static func command(on platform: String, pid: Int32) -> Command? {
    let limit = Duration.seconds(30 * 24 * 3600)
    return switch platform {
    case "macOS": Command("caffeinate", ["-i", "-w", "\(pid)"], limit: limit)
    case "Linux":
      Command(
        "systemd-inhibit",
        ["--what=sleep:idle", "--who=krutrimbox", "--why=kb run is at work", "--mode=block", "cat"],
        input: .heldOpen, limit: limit)
    default: nil
    }
  }

  /// A machine that can't be kept awake runs all the same.
  static func start(_ runner: ProcessRunner) {
    guard let command = command(on: Platform.name, pid: getpid()) else { return }
    try? runner.start(command) { _ in }
  }
}
