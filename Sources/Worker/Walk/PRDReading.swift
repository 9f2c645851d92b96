import Shared

extension PRDView {
  /// Reads forge and origin anew, both at once. Where origin is as `known` says, that is taken.
  static func read(_ parts: FactoryParts, knowing known: PRDBranch.View? = nil) throws -> PRDView {
    let (snapshot, branch) = try parts.effects.together {
      try parts.forge.readPRD(parts.prd, branch: parts.branch.name)
    } _: {
      try parts.patience.run { try parts.branch.read(knowing: known) }
    }
    return try PRDView(snapshot, branch)
  }
}
