/// What is known against single versions of Docker Sandboxes' CLI. Pure.
package enum SbxTraps {
  /// The first version whose `create` has `--clone` and that refuses what krutrimbox does not use.
  package static let oldest = ProgramVersion(0, 31)

  private static let known: [(from: ProgramVersion, below: ProgramVersion, what: String)] = [
    (ProgramVersion(0, 37), ProgramVersion(0, 39), "has a known hang in exec that takes all sandboxes with it"),
    (ProgramVersion(0, 39), ProgramVersion(0, 40), "can hang at every command when it looks for a newer version"),
  ]

  /// What a night with this version may meet; nil where nothing is known. Broken versions throw KB-M010.
  package static func warning(about version: ProgramVersion) throws(ExpectedFailure) -> String? {
    guard version >= oldest else { throw .programTooOld(Sbx.program, version, wanted: oldest) }
    return known.first { $0.from <= version && version < $0.below }.map { trap in
      "\(Sbx.program) \(version) \(trap.what); \(trap.below) or newer mends it"
    }
  }

  /// What a person types to get a newer one.
  package static var upgrade: String {
    #if os(macOS)
      "brew upgrade sbx"
    #else
      "upgrade sbx with the package manager that it came from"
    #endif
  }
}
