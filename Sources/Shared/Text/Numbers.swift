/// Numbers from outside (an agent, GitHub, a file that somebody damaged) may be anything. Where one does not fit, the
/// nearest that does is taken: a wrong number is shown, and nothing ends because of it.
extension Int {
  /// The number without its fraction; 0 where it is no number.
  package init(bounded number: Double) {
    // Double(Int.max) is 2^63, which itself does not fit.
    if number.isNaN {
      self = 0
    } else if number >= Double(Int.max) {
      self = .max
    } else if number <= Double(Int.min) {
      self = .min
    } else {
      self = Int(number)
    }
  }

  /// The sum.
  package func addingBounded(_ other: Int) -> Int {
    let (sum, overflows) = addingReportingOverflow(other)
    if !overflows { return sum }
    return other > 0 ? .max : .min
  }
}

extension Double {
  /// Without `.0`.
  package var plain: String { self == rounded() && isFinite ? String(Int(bounded: self)) : String(self) }

  /// With one digit after the period, or none where it is zero.
  package var tenths: String { ((self * 10).rounded() / 10).plain }
}
