import Foundation
import KBSystem
import TestSupport

/// What `kb --help` costs: the price of every call.
enum Startup {
  static func measure(_ programs: Programs, into table: inout Table) throws {
    let help = shortest(of: 20) { _ = ShortCommand([programs.kb, "--help"], environment: [:]).run() }
    let nothing = shortest(of: 20) { _ = ShortCommand(["/usr/bin/true"], environment: [:]).run() }
    table.add("kb --help", "\(short(help * 1000)) ms", "\(short(help / nothing)) x /usr/bin/true")
    #if os(Linux)
      let peak = try peakOfHelp(programs)
      table.add(
        "kb --help, peak memory", "\(short(peak)) MB", budget: programs.isRelease ? "< 10 MB" : "",
        within: programs.isRelease ? peak < 10 : nil)
    #endif
  }

  #if os(Linux)
    /// Holds the program just before its end with a pipe that is full, and looks at it there. What `wait4` tells of a
    /// peak is no use: it counts the memory of the process that started it.
    private static func peakOfHelp(_ programs: Programs) throws -> Double {
      let pipe = try Descriptor.pipe()
      defer { Descriptor.close(pipe.reader) }
      Descriptor.setNonBlocking(pipe.writer)
      while let count = Descriptor.write(pipe.writer, [UInt8](repeating: 0, count: 4096)[...]), count > 0 {}
      _ = fcntl(pipe.writer, F_SETFL, 0)
      let pid = try Spawn.start(
        Spawn.Request(path: programs.kb, arguments: ["--help"], environment: [:], descriptors: [1: pipe.writer]))
      Descriptor.close(pipe.writer)
      defer {
        kill(pid, SIGKILL)
        while ExitStatus.ofEnded(pid) == nil { poll(nil, 0, 1) }
      }
      let limit = ContinuousClock.now + .seconds(300)
      let help = LiveProcess(pid)
      while !help.isAsleep, !help.hasEnded, ContinuousClock.now < limit { poll(nil, 0, 1) }
      guard help.isAsleep else { throw StageError(description: "kb --help did not print") }
      return help.megabytes("VmHWM")
    }
  #endif
}
