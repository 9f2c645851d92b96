import KBDomain
import KBFailures
import KBRepository
import KBText

/// What `kb clean` has found, and what it would do about it. Pure.
struct CleanPlan: Equatable, Sendable {
  /// A sandbox, and why it stays.
  struct SandboxItem: Equatable, Sendable {
    var sandbox: KnownSandbox
    /// nil: its work is saved, then it is removed.
    var keptBecause: String?
  }

  /// Saved work, in which Factory Clone it is, and whether it goes.
  struct SavedRef: Equatable, Sendable {
    var work: SavedWork
    var clone: String
    var isRemoved: Bool
  }

  /// A Factory Clone.
  struct CloneItem: Equatable, Sendable {
    var place: FactoryCloneFolder.Place
    /// In bytes; nil where it is not known.
    var size: Int?
    /// nil: nothing is in it that origin has not, so that it may be removed.
    var keptBecause: String?
    var isRemoved: Bool
  }

  var clones: [CloneItem] = []
  var sandboxes: [SandboxItem] = []
  /// Sandboxes that a smoke test has left: they hold no work.
  var smokes: [SmokeSandbox] = []
  /// Names that no list of sandboxes explains.
  var remarks: [String] = []
  /// Lists of sandboxes that could not be read, with what mends it: there may be more to remove.
  private(set) var unread: [String] = []
  /// Runs that nobody works on and that are older than `days`.
  var oldRuns: [String] = []
  var refs: [SavedRef] = []

  /// After so many days without a new line a run is old.
  static let days = 30.0

  /// Sandboxes to remove.
  var doomed: [KnownSandbox] { sandboxes.filter { $0.keptBecause == nil }.map(\.sandbox) }
  /// Refs to remove.
  var doomedRefs: [SavedRef] { refs.filter(\.isRemoved) }
  /// Factory Clones to remove.
  var doomedClones: [FactoryCloneFolder.Place] { clones.filter(\.isRemoved).map(\.place) }
  var isEmpty: Bool {
    doomed.isEmpty && smokes.isEmpty && oldRuns.isEmpty && doomedRefs.isEmpty && doomedClones.isEmpty
  }

  /// Keeps in mind that the sandboxes of this backend are not known.
  mutating func miss(_ backend: SandboxName, _ failure: ExpectedFailure) {
    let why = failure.why?.split(whereSeparator: \.isNewline).first.map { " (\($0))" } ?? ""
    let said = "\(failure.code.rawValue) \(failure.what)\(why) Fix: \(failure.fix)"
    unread.append("sandboxes of \(backend.rawValue) are not listed: \(said)")
  }

  /// A sandbox with the name of a smoke test's that is listed. A daemon may have finished its creation after the test had
  /// ended, and been taken off the record: nothing is known of it then but its name.
  mutating func addSmoke(_ name: String, _ backend: SandboxName, isAtWork: Bool, clone: String?) {
    if isAtWork {
      remarks.append("\(name): a smoke test is at work in it; kept")
    } else if !smokes.contains(where: { $0.name == name }) {
      smokes.append(SmokeSandbox(name: name, backend: backend, agent: .codex, checkout: clone ?? ""))
    }
  }

  /// `2 sandboxes and 14 runs`.
  var summary: String {
    let sandboxes = doomed.count + smokes.count
    let parts = [
      sandboxes == 0 ? nil : CountText.of(sandboxes, "sandbox", "sandboxes"),
      oldRuns.isEmpty ? nil : CountText.of(oldRuns.count, "run"),
      doomedRefs.isEmpty ? nil : CountText.of(doomedRefs.count, "ref"),
      doomedClones.isEmpty ? nil : CountText.of(doomedClones.count, "Factory Clone"),
    ]
    return parts.compactMap { $0 }.joined(separator: " and ")
  }

  /// For people, safe to print.
  var lines: [String] {
    let width = sandboxes.map { DisplayWidth.of($0.sandbox.name) }.max() ?? 0
    let numbers = NumberColumn(sandboxes.map { PRDName($0.sandbox.prd) })
    var lines = section(
      "sandboxes",
      sandboxes.map { item in
        let number = numbers.text(PRDName(item.sandbox.prd))
        return "\(number)\(DisplayWidth.fit(item.sandbox.name, to: width))  "
          + (item.keptBecause.map { "kept: \($0)" } ?? "removed, once its work is saved on the host")
      } + smokes.map { "\($0.name)  removed: left by kb doctor --smoke" })
    lines += section(
      "runs older than \(Int(Self.days)) days", oldRuns.isEmpty ? [] : [oldRuns.joined(separator: " ")])
    lines += section(
      "saved work",
      refs.map { ref in
        "\(ref.work.commit.prefix(10))  \(ref.work.ref)  "
          + (ref.isRemoved ? "removed: merged" : ref.work.isMerged ? "merged" : "kept")
      })
    lines += section(
      "Factory Clones",
      clones.map { item in
        let size = item.size.map { "\(DiskSize.text($0))  " } ?? ""
        let end =
          item.isRemoved
          ? "to be removed" : item.keptBecause.map { "kept: \($0)" } ?? "not needed now: kb clean --clones"
        return "\(size)\(item.place.repository)  \(end)"
      })
    return (lines + remarks + unread).map(SafeText.line)
  }

  private func section(_ title: String, _ lines: [String]) -> [String] {
    lines.isEmpty ? [] : [title] + lines.map { "  " + $0 }
  }
}
