import KBSystem
import KBText

/// What a command printed, for messages.
enum CommandText {
  /// How it ended and its last lines of both streams, without the private keys that began before them.
  static func tail(_ result: CommandResult, lines: Int) -> String {
    let end =
      switch result.end {
      case .exited(let status): "\(status)"
      case .outOfTime(let limit): "stopped after \(limit.milliseconds / 1000) s"
      case .silent(let limit): "silent for \(limit.milliseconds / 1000) s"
      case .flooded(let limit): "stopped because \(CommandResult.floodText(limit))"
      case .stopped: "stopped with the run"
      }
    let streams = [result.output, result.errors].map { stream in
      var keys = KeyMask()
      return keys.mask(stream)
    }
    let all = streams.joined(separator: "\n").split(whereSeparator: \.isNewline).suffix(lines)
    return ([Substring(end)] + all).map { SafeText.line(String($0)) }.joined(separator: "\n")
  }
}
