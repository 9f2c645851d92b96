#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
import KBDomain
import KBForges
import KBRepository
import KBSystem

/// Reads the PRD anew, from forge and origin.
struct PRDReader {
  let forge: any Forge
  let branch: PRDBranch
  let patience: Patience
  let effects: any Effects
  let owners: Owners

  /// Reads forge and origin, both at once. Where origin is as `known` says, that is taken.
  func read(knowing known: BranchView? = nil) throws -> PRDView {
    let start = effects.now
    var (snapshot, view) = try effects.together {
      try forge.readPRD(branch.prd, branch: branch.name)
    } _: {
      try patience.run { try branch.read(knowing: known) }
    }
    // The forge may have made the Worker wait out a limit or an outage, while people go on pushing.
    if effects.now.timeIntervalSince(start) > 2 {
      view = try patience.run { [view] in try branch.read(knowing: view) }
    }
    return try PRDView(snapshot, view, owners: owners.trusted)
  }

  /// Reads the forge alone, and does something else meanwhile. Of origin, the next push tells.
  func readForge(for view: PRDView, meanwhile: @escaping () -> Void) throws -> PRDView {
    let (snapshot, _) = try effects.together {
      try forge.readPRD(branch.prd, branch: branch.name)
    } _: {
      meanwhile()
    }
    return try PRDView(snapshot, view.branch, owners: owners.trusted)
  }

  /// The same PRD where origin has something else.
  func view(_ view: PRDView, at origin: BranchView) throws -> PRDView {
    try PRDView(view.snapshot, origin, owners: owners.trusted)
  }

  /// The view with blockers of the Due Issue that are closed, but not merged. Asks nothing where there are no closed ones
  /// outside of the PRD.
  func withUnmergedBlockers(_ view: PRDView) throws -> PRDView {
    let closed = view.closedBlockersElsewhere
    guard !closed.isEmpty else { return view }
    let unmerged = UnmergedIssues(git: branch.git, base: branch.base)
    return view.holding(
      try patience.run { try unmerged.read(closed, besides: branch.prd, pullRequest: forge.pullRequest) })
  }
}

extension PRDView {
  /// The branch at origin that has the view's tip.
  func originRef(of branch: PRDBranch) -> String {
    self.branch.branch == nil ? "refs/heads/\(branch.base)" : "refs/heads/\(branch.name)"
  }
}
