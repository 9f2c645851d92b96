import Foundation
import Shared
import TestSupport

/// What the gate adds to a push. Only a release build is held to the budget.
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
      try place.write(stream(files: files, on: base), to: "stream")
      try place.sh("git fast-import --quiet <\"$1\"", ["\(place.root)/stream"])
      let commit = try place.git(["rev-parse", "refs/heads/work"])
      var settings = RunSettings()
      settings.user.gate.files = files
      let gate = Gate(place.host, settings, effects: place.runner, stateRoot: place.stateRoot)
      let took = try shortest(of: 3) { _ = try gate.pass(commit, on: base, issue: 1) }
      let memory = peakMebibytes
      table.add(
        "gate, \(files) new files", "\(short(took * 1000)) ms, \(memory) MiB",
        budget: "<= \(short(seconds * 1000)) ms\(files > 1000 ? ", 100 MiB" : "")",
        within: isRelease ? took <= seconds && (files <= 1000 || memory <= 100) : nil,
        isRelease ? "of 1 KB each, in folders of 100" : "a debug build")
    }
  }

  /// A commit of so many files, as git-fast-import(1) reads it.
  private static func stream(files: Int, on base: String) -> String {
    var text = ""
    let line = String(repeating: "let value = compute(first, second) // 0123456789\n", count: 20)
    for number in 1...files {
      let content = "// file \(number)\n" + line
      text += "blob\nmark :\(number)\ndata \(content.utf8.count)\n\(content)\n"
    }
    text += "commit refs/heads/work\ncommitter A <a@example.com> 1700000000 +0000\ndata 4\nwork\nfrom \(base)\n"
    for number in 1...files {
      text += "M 100644 :\(number) src/module\(number / 10000)/part\(number / 100)/file\(number).swift\n"
    }
    return text
  }

  /// The most that this process has ever had.
  private static var peakMebibytes: Int {
    var usage = rusage()
    #if os(Linux)
      getrusage(RUSAGE_SELF.rawValue, &usage)
      return usage.ru_maxrss >> 10
    #else
      getrusage(RUSAGE_SELF, &usage)
      return usage.ru_maxrss >> 20
    #endif
  }
}
