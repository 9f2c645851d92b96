/// What is said of a forge's server that is older than what krutrimbox asks for. Pure.
enum OldServerText {
  /// What it means that a server lacks some of what it is asked for (`Discovery.serverLacks`); nil where it has all.
  static func notice(_ host: String, lacks: [String]) -> String? {
    if lacks.isEmpty { return nil }
    let blockers = lacks.contains("blockedBy") ? "; what blocks an issue is read from its body alone" : ""
    return "\(host) is an older server without \(lacks.joined(separator: ", "))\(blockers)"
  }
}
