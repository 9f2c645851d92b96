/// What the list of sandboxes last said of where each was made from.
final class SandboxPlaces {
  private var rows: [String: SbxSandbox] = [:]

  func note(_ listed: [SbxSandbox]) {
    for row in listed { rows[row.name] = row }
  }

  /// The next one of this name is made from the Factory Clone.
  func forget(_ name: String) { rows[name] = nil }

  /// The operator's clone where an earlier version made the sandbox from that; else the Factory Clone.
  func folder(of spec: SandboxSpec) -> String {
    guard let checkout = spec.checkout, let row = rows[spec.name], !row.isMade(for: spec.repository),
      row.isMade(for: checkout)
    else { return spec.repository }
    return checkout
  }
}
