/// What a session may have left behind.
final class Leftover {
  /// Whether an agent may be at work in the sandbox although its session is over.
  var mayBeAtWork = false
  /// Whether a session has ended since the sandbox was stopped last: what it has started in the background may write on.
  var mayWrite = false
}
