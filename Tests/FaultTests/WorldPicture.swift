import Foundation
import KBState
import KBSystem
import TestSupport

/// What people find when the factory has gone home: GitHub, origin, effects, sandboxes. Times, commit ids and the like,
/// which differ between two runs of the same plan, are left out.
struct WorldPicture: Equatable, CustomStringConvertible {
  let lines: [String]

  init(_ stage: FactoryStage) throws {
    let value = try stage.repository.value
    var lines: [String] = []
    for issue in value.issues.sorted(by: { $0.number < $1.number }) {
      let labels = issue.labelIDs.compactMap { id in value.labels.first { $0.id == id }?.name }.sorted()
      lines.append("#\(issue.number) \(issue.title) closed=\(issue.isClosed) \(labels)")
      lines += issue.comments.map { "#\(issue.number) says \(Self.timeless($0.body))" }
      guard let pull = issue.pull else { continue }
      lines.append("#\(issue.number) draft=\(pull.isDraft) \(pull.head) → \(pull.base)\n\(issue.body)")
      let tree = try stage.run(["git", "--git-dir", stage.origin, "rev-parse", "\(pull.head)^{tree}"])
      lines.append(tree + (try stage.messages(on: pull.head).joined(separator: "\n--\n")))
    }
    lines += try stage.world.effects.filter(\.changed).map { effect in
      let detail = effect.kind == .commentCreated || effect.kind == .commentUpdated ? "" : effect.detail
      return "effect \(effect.kind.rawValue) #\(effect.number ?? 0) \(detail)"
    }.sorted()
    let sandboxes = Files.names(in: stage.sbxState + "/sandboxes").filter { !$0.hasSuffix(".lock") }
    lines.append("sandboxes \(sandboxes)")
    self.lines = lines.map { $0.replacingOccurrences(of: stage.root, with: "<stage>") }
  }

  /// Lines that only one of both has.
  func differences(from other: WorldPicture) -> String {
    let missing = other.lines.filter { !lines.contains($0) }.map { "- \($0)" }
    let repeated = Set(lines).compactMap { line in
      let count = lines.filter { $0 == line }.count
      return count == other.lines.filter { $0 == line }.count ? nil : "\(count)x \(line)"
    }
    let added = repeated + lines.filter { !other.lines.contains($0) }.map { "+ \($0)" }
    return lines == other.lines
      ? ""
      : (missing + added + ["(\(other.lines.count) lines, now \(lines.count))"])
        .joined(separator: "\n")
  }

  var description: String { lines.joined(separator: "\n") }

  /// A comment without the end of a log.
  private static func timeless(_ text: String) -> String {
    text.split(separator: "\n").filter { $0.firstMatch(of: /\d\d:\d\d:\d\d/) == nil }.joined(separator: "\n")
  }
}

extension FactoryStage {
  /// What a run may never leave behind: processes of a Factory Run, held claims.
  func leftovers() throws -> [String] {
    let runs = Files.names(in: state + "/runs")
    let held = ClaimRegistry(try StateDirectory(opening: state)).liveWorkers().map(\.claimFile)
    return held + Self.processes { entry in runs.contains { entry.hasPrefix("KB_RUN=\($0)-") } }
  }

  /// Command lines of processes one of whose variables is as wanted. Linux only; elsewhere none is found.
  static func processes(where isWanted: (Substring) -> Bool) -> [String] {
    Files.names(in: "/proc").compactMap { Int32($0) }.compactMap { pid in
      let environment = Files.text("/proc/\(pid)/environ") ?? ""
      guard environment.split(separator: "\0").contains(where: isWanted) else { return nil }
      return "\(pid) " + (Files.text("/proc/\(pid)/cmdline") ?? "").split(separator: "\0").joined(separator: " ")
    }
  }

  /// The stage's journals, as one list of entries in the order of the PRDs.
  func journal() throws -> [JournalLine] {
    try FileManager.default.subpathsOfDirectory(atPath: state).filter { $0.hasSuffix(".journal") }.sorted()
      .flatMap { path in
        (Files.text("\(state)/\(path)") ?? "").split(separator: "\n").compactMap {
          try? StateCoding.decoder.decode(JournalLine.self, from: Data($0.utf8))
        }
      }
  }
}
