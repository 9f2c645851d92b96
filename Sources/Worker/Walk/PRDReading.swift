import Shared

extension PRDView {
  /// Reads forge and origin anew. Where origin is as `known` says, that is taken.
  static func read(_ parts: FactoryParts, knowing known: PRDBranch.View? = nil) throws -> PRDView {
    try PRDView(
      parts.forge.readPRD(parts.prd, branch: parts.branch.name),
      parts.patience.run { try parts.branch.read(knowing: known) })
  }
}
