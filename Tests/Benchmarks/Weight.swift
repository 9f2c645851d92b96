import Foundation
import TestSupport

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Time and memory of the programs.
enum Weight {
  static func measure(bin: String, isRelease: Bool, isSmoke: Bool, into table: inout Table) throws {
    let help = fastest(20) { ShortCommand([bin + "/kb", "--help"], environment: [:]).run().status }
    let nothing = fastest(20) { ShortCommand(["/bin/true"], environment: [:]).run().status }
    table.add(
      "kb --help", "\(short(help * 1000)) ms", budget: isRelease ? "15 ms" : "", "\(short(help / nothing)) x /bin/true")
    #if os(Linux)
      if !isSmoke { try idle(bin: bin, isRelease: isRelease, into: &table) }
    #endif
  }

  private static func fastest(_ count: Int, _ work: () -> Int) -> Double {
    (0..<count).map { _ in
      let start = Date()
      _ = work()
      return Date().timeIntervalSince(start)
    }.min() ?? 0
  }

  #if os(Linux)
    /// Sixteen workers whose agents say nothing for a while.
    private static func idle(bin: String, isRelease: Bool, into table: inout Table) throws {
      let stage = try FactoryStage()
      defer { stage.tearDown() }
      try Staging.fill(
        stage, prds: 16, issues: 1, script: "double: say at work\ndouble: sleep 40 quiet\ndouble: write {file} x")
      var command = ShortCommand(
        [bin + "/kb", "run", "--parallel", "16"], environment: stage.environment, directory: stage.checkout)
      command.limitMilliseconds = 300_000
      let run = command
      Thread.detachNewThread { _ = run.run() }
      let end = Date().addingTimeInterval(120)
      while workers(bin).count < 16 || stage.sessionCount < 16, Date() < end { poll(nil, 0, 100) }
      let supervisors = processes(bin + "/kb")
      let before = (supervisors + workers(bin)).map(ticks).reduce(0, +)
      poll(nil, 0, 10_000)
      let after = (supervisors + workers(bin)).map(ticks).reduce(0, +)
      let share = Double(after - before) / Double(sysconf(Int32(_SC_CLK_TCK))) / 10 * 100
      let supervisor = supervisors.map(resident).max() ?? 0
      let worker = workers(bin).map(resident).max() ?? 0
      table.add("idle run of 16 workers", "\(short(share)) % of a core", budget: isRelease ? "< 1 %" : "")
      table.add(
        "Supervisor resident", "\(short(supervisor)) MB", budget: isRelease ? "< 20 MB" : "",
        within: isRelease ? supervisor < 20 : nil)
      table.add(
        "idle worker resident", "\(short(worker)) MB", budget: isRelease ? "< 10 MB" : "",
        within: isRelease ? worker < 10 : nil)
      (supervisors + workers(bin)).forEach { kill($0, SIGKILL) }
    }

    private static func workers(_ bin: String) -> [Int32] { processes(bin + "/kb-worker") }

    private static func processes(_ program: String) -> [Int32] {
      let real = (program as NSString).resolvingSymlinksInPath
      return ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap(Int32.init).filter {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\($0)/exe")) == real
      }
    }

    private static func ticks(_ pid: Int32) -> Int {
      let stat = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ""
      let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
      return fields.count > 12 ? (Int(fields[11]) ?? 0) + (Int(fields[12]) ?? 0) : 0
    }

    /// In MB.
    private static func resident(_ pid: Int32) -> Double {
      let status = (try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)) ?? ""
      let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
      return (line.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0) / 1024
    }
  #endif
}
