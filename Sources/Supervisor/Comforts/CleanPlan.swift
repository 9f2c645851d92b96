import Shared

/// What `kb clean` has found, and what it would do about it. Pure.
struct CleanPlan: Equatable, Sendable {
  /// A sandbox, and why it stays.
  struct SandboxItem: Equatable, Sendable {
    var sandbox: KnownSandbox
    /// nil: its work is saved, then it is removed.
    var keptBecause: String?
  }

  /// A ref that holds work of an earlier run.
  struct SavedRef: Equatable, Sendable {
    var name: String
    var commit: String
    /// Whether the base branch has it.
    var isMerged: Bool
    var isRemoved: Bool
  }

  var sandboxes: [SandboxItem] = []
  /// Sandboxes that a smoke test has left: they hold no work.
  var smokes: [SmokeSandbox] = []
  /// Names that no list of sandboxes explains, and lists that could not be read.
  var remarks: [String] = []
  /// Runs that nobody works on and that are older than `days`.
  var oldRuns: [String] = []
  var refs: [SavedRef] = []

  /// After so many days without a new line a run is old.
  static let days = 30.0

  /// Sandboxes to remove.
  var doomed: [KnownSandbox] { sandboxes.filter { $0.keptBecause == nil }.map(\.sandbox) }
  /// Refs to remove.
  var doomedRefs: [SavedRef] { refs.filter(\.isRemoved) }
  var isEmpty: Bool { doomed.isEmpty && smokes.isEmpty && oldRuns.isEmpty && doomedRefs.isEmpty }

  /// `2 sandboxes and 14 runs`.
  var summary: String {
    let sandboxes = doomed.count + smokes.count
    let parts = [
      sandboxes == 0 ? nil : CountText.of(sandboxes, "sandbox", "sandboxes"),
      oldRuns.isEmpty ? nil : CountText.of(oldRuns.count, "run"),
      doomedRefs.isEmpty ? nil : CountText.of(doomedRefs.count, "ref"),
    ]
    return parts.compactMap { $0 }.joined(separator: " and ")
  }

  /// For people, safe to print.
  var lines: [String] {
    let width = sandboxes.map { DisplayWidth.of($0.sandbox.name) }.max() ?? 0
    let numbers = NumberColumn(sandboxes.map(\.sandbox.prd))
    var lines = section(
      "sandboxes",
      sandboxes.map { item in
        let number = numbers.text(item.sandbox.prd)
        return "\(number)\(DisplayWidth.fit(item.sandbox.name, to: width))  "
          + (item.keptBecause.map { "kept: \($0)" } ?? "removed, once its work is saved on the host")
      } + smokes.map { "\($0.name)  removed: left by kb doctor --smoke" })
    lines += section(
      "runs older than \(Int(Self.days)) days", oldRuns.isEmpty ? [] : [oldRuns.joined(separator: " ")])
    lines += section(
      "saved work",
      refs.map { ref in
        "\(ref.commit.prefix(10))  \(ref.name)  "
          + (ref.isRemoved ? "removed: merged" : ref.isMerged ? "merged" : "kept")
      })
    return (lines + remarks).map(SafeText.line)
  }

  private func section(_ title: String, _ lines: [String]) -> [String] {
    lines.isEmpty ? [] : [title] + lines.map { "  " + $0 }
  }
}
