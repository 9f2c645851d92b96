import KBText

/// How well a run's sandboxes isolate, as every run, plan, report and page says it. Pure.
enum IsolationText {
  /// Whether agents can do what the operator can; `isolation` is `RunPlan.isolation`.
  static func isNone(_ isolation: String) -> Bool { isolation.hasPrefix("none") }

  /// In words that nobody can miss where there is none.
  static func words(_ isolation: String) -> String {
    guard isNone(isolation) else { return "isolation: \(SafeText.line(isolation))" }
    return "NO ISOLATION" + SafeText.line(String(isolation.dropFirst("none".count)))
  }

  /// Each once, the worst first, without those that an older kb has not written down.
  static func all(_ isolations: [String]) -> [String] {
    var known: [String] = []
    for isolation in isolations where !isolation.isEmpty && !known.contains(isolation) { known.append(isolation) }
    return known.filter(isNone) + known.filter { !isNone($0) }
  }
}
