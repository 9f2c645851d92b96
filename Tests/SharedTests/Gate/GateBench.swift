import Foundation
import TestSupport
@testable import KBConfiguration
@testable import KBFailures
@testable import KBRepository
@testable import KBSystem

/// A clone in which a test makes commits by hand, and a gate before it.
final class GateBench {
  let place: SandboxPlayground
  /// The commit that every commit is made on.
  let base: String
  var settings = RunSettings()

  init() throws {
    place = try SandboxPlayground()
    base = try place.git(["rev-parse", "HEAD"])
  }

  /// A commit on `parent` after shell text has changed a working tree that has the parent's files.
  func commit(_ script: String, _ arguments: [String] = [], on parent: String? = nil) throws -> String {
    try place.sh(
      """
      git read-tree --reset -u "$1"
      parent=$1
      shift
      \(script)
      git add -A -f
      git commit-tree "$(git write-tree)" -p "$parent" -m work
      """, [parent ?? base] + arguments)
  }

  /// A commit on the base of a tree that no git makes by itself: entries as `git mktree` reads them, with `BLOB` and
  /// `TREE` for a file and a folder with a file `config`.
  func forged(_ entries: String) throws -> String {
    try place.sh(
      """
      blob=$(echo key | git hash-object -w --stdin)
      inner=$(printf '100644 blob %s\\tconfig\\n' "$blob" | git mktree)
      tree=$(printf "$1" | sed "s/BLOB/$blob/g;s/TREE/$inner/g" | git mktree --missing)
      git commit-tree "$tree" -p "$2" -m evil
      """, [entries, base])
  }

  var gate: Gate { gate(place.runner) }

  func gate(_ effects: any Effects) -> Gate {
    Gate(
      place.host, settings, ignored: .read(in: place.host, effects: effects) ?? .none, effects: effects,
      stateRoot: place.stateRoot)
  }

  /// How the gate refuses a commit on the base; nil where it passes.
  func refusal(_ commit: String, on parent: String? = nil) throws -> ExpectedFailure? {
    do {
      _ = try gate.pass(commit, on: parent ?? base, issue: 3)
      return nil
    } catch let failure as ExpectedFailure {
      return failure
    }
  }

  /// The code of that.
  func code(_ commit: String, on parent: String? = nil) throws -> FailureCode? { try refusal(commit, on: parent)?.code }
}
