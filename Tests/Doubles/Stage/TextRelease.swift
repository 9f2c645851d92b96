import Foundation
import KBSystem

/// `text-release`: gives the program's code back and prints how many KiB of files it held before and after, then what it
/// made of a value that it needed more code for. A process of its own, since in another one threads fetch code meanwhile.
enum TextRelease {
  static func main(_ arguments: [String]) {
    let before = resident
    ProgramText.release()
    let after = resident
    let encoded = (try? JSONEncoder().encode(["still": "here"])) ?? Data()
    let decoded = try? JSONDecoder().decode([String: String].self, from: encoded)
    print(before, after, decoded?["still"] ?? "gone")
    exit(0)
  }

  private static var resident: Int {
    let line = (Files.text("/proc/self/status") ?? "").split(separator: "\n").first { $0.hasPrefix("RssFile:") }
    return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0
  }
}
