extension Double {
  /// Without `.0`.
  package var plain: String { self == rounded() && isFinite ? String(Int(bounded: self)) : String(self) }

  /// With one digit after the period, or none where it is zero.
  package var tenths: String { ((self * 10).rounded() / 10).plain }
}
