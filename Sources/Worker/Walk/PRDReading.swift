import Shared

extension PRDView {
  /// Reads forge and origin anew.
  static func read(_ parts: FactoryParts) throws -> PRDView {
    try PRDView(
      parts.forge.readPRD(parts.prd, branch: parts.branch.name), parts.patience.run { try parts.branch.read() })
  }
}
