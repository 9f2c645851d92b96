extension Duration {
  /// Whole milliseconds, rounded down.
  package var milliseconds: Int { Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000) }

  /// Seconds with their fraction.
  package var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }

  /// A number of minutes, which may be a fraction.
  package static func minutes(_ minutes: Double) -> Duration { .milliseconds(Int64(minutes * 60_000)) }
}
