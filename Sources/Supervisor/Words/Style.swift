/// What a piece of text means; colours only add to it.
enum Style: Equatable, Sendable {
  case plain
  case good
  /// Somebody or something is waited for.
  case waits
  case bad
  /// Less important than the rest.
  case dim
}
