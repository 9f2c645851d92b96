import Foundation
import KBConfiguration
import KBRepository
import KBSystem
import TestSupport

/// What the gate adds to a push. Only a release build is held to the budget. It is one of
/// processor time: what the clock says depends on what else the machine does.
enum GateCost {
  private static var isRelease: Bool {
    #if DEBUG
      false
    #else
      true
    #endif
  }

  static func measure(into table: inout Table) throws {
    for (files, seconds) in [(1000, 0.05), (100_000, 2.0)] {
      let place = try SandboxPlayground()
      let base = try place.git(["rev-parse", "HEAD"])
      try place.sh(stream + " | git fast-import --quiet", ["\(files)", base])
      let commit = try place.git(["rev-parse", "refs/heads/work"])
      var settings = RunSettings()
      settings.user.gate.files = files
      // As a Worker has it: the end of a child comes as a signal.
      let effects = ProcessRunner(
        loop: EventLoop(signals: try SignalPipe([SIGCHLD])), environment: place.runner.environment)
      let gate = Gate(place.host, settings, effects: effects, stateRoot: place.stateRoot)
      var work = Double.infinity
      let took = try shortest(of: 3) {
        let before = processorSeconds
        _ = try gate.pass(commit, on: base, issue: 1)
        work = min(work, processorSeconds - before)
      }
      let memory = peakMebibytes
      table.add(
        "gate, \(files) new files", "\(short(work * 1000)) ms, \(memory) MiB",
        budget: "<= \(short(seconds * 1000)) ms\(files > 1000 ? ", 100 MiB" : "")",
        within: isRelease ? work <= seconds && (files <= 1000 || memory <= 100) : nil,
        "processor time with git's; \(short(took * 1000)) ms by the clock" + (isRelease ? "" : "; a debug build"))
    }
  }

  /// Prints a commit of `$1` files on `$2`, as git-fast-import(1) reads it. awk does it, since what this process once had
  /// counts as its memory.
  private static let stream = #"""
    awk -v files="$1" -v base="$2" 'BEGIN {
      for (i = 0; i < 20; i++) text = text "let value = compute(first, second) // 0123456789\n"
      for (n = 1; n <= files; n++) {
        content = "// file " n "\n" text
        printf "blob\nmark :%d\ndata %d\n%s\n", n, length(content), content
      }
      printf "commit refs/heads/work\ncommitter A <a@example.com> 1700000000 +0000\ndata 4\nwork\nfrom %s\n", base
      for (n = 1; n <= files; n++)
        printf "M 100644 :%d src/module%d/part%d/file%d.swift\n", n, int(n / 10000), int(n / 100), n
    }'
    """#

  /// The most that this process has ever had.
  private static var peakMebibytes: Int { usage(ofChildren: false).ru_maxrss >> (isLinux ? 10 : 20) }

  /// Of this process and of its ended children.
  private static var processorSeconds: Double {
    var seconds = 0.0
    for ofChildren in [false, true] {
      let usage = usage(ofChildren: ofChildren)
      for time in [usage.ru_utime, usage.ru_stime] {
        seconds += Double(time.tv_sec)
        seconds += Double(time.tv_usec) / 1_000_000
      }
    }
    return seconds
  }

  #if os(Linux)
    private static let isLinux = true
    private static func usage(ofChildren: Bool) -> rusage {
      var usage = rusage()
      getrusage(ofChildren ? RUSAGE_CHILDREN.rawValue : RUSAGE_SELF.rawValue, &usage)
      return usage
    }
  #else
    private static let isLinux = false
    private static func usage(ofChildren: Bool) -> rusage {
      var usage = rusage()
      getrusage(ofChildren ? RUSAGE_CHILDREN : RUSAGE_SELF, &usage)
      return usage
    }
  #endif
}
