import KBText

/// Room on a disk as people read it. Pure.
enum DiskSize {
  /// `820 KiB`, `1.2 GiB`.
  static func text(_ bytes: Int) -> String {
    var (size, unit) = (Double(bytes) / 1024, "KiB")
    for larger in ["MiB", "GiB", "TiB"] where size >= 1024 { (size, unit) = (size / 1024, larger) }
    return "\(size < 10 ? size.tenths : "\(Int(size.rounded()))") \(unit)"
  }
}
