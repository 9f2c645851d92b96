#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import Shared

extension PRDView {
  /// Reads forge and origin anew, both at once. Where origin is as `known` says, that is taken.
  static func read(_ parts: FactoryParts, knowing known: PRDBranch.View? = nil) throws -> PRDView {
    let start = parts.effects.now
    var (snapshot, branch) = try parts.effects.together {
      try parts.forge.readPRD(parts.prd, branch: parts.branch.name)
    } _: {
      try parts.patience.run { try parts.branch.read(knowing: known) }
    }
    // The forge may have made the Worker wait out a limit or an outage, while people go on pushing.
    if parts.effects.now.timeIntervalSince(start) > 2 {
      branch = try parts.patience.run { [branch] in try parts.branch.read(knowing: branch) }
    }
    return try PRDView(snapshot, branch, owners: parts.trusted)
  }

  /// With blockers of the Due Issue that are closed, but not merged. Asks nothing where there are no closed ones outside
  /// of the PRD.
  func withUnmergedBlockers(_ parts: FactoryParts) throws -> PRDView {
    let closed = closedBlockersElsewhere
    guard !closed.isEmpty else { return self }
    let unmerged = UnmergedIssues(git: parts.branch.git, base: parts.branch.base)
    return holding(try parts.patience.run { try unmerged.read(closed, besides: parts.prd, forge: parts.forge) })
  }
}
