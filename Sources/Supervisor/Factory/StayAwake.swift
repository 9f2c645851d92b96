#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import Shared

/// Keeps a Mac from sleeping while a run lasts; its screen may. Elsewhere nothing is started.
enum StayAwake {
  /// The command that ends by itself with this process; nil where a system needs none.
  static func command(on platform: String, pid: Int32) -> Command? {
    guard platform == "macOS" else { return nil }
    return Command("caffeinate", ["-i", "-w", "\(pid)"], limit: .seconds(30 * 24 * 3600))
  }

  /// A Mac that can't be kept awake runs all the same.
  static func start(_ runner: ProcessRunner) {
    guard let command = command(on: Platform.name, pid: getpid()) else { return }
    try? runner.start(command) { _ in }
  }
}
