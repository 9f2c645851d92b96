import Foundation

/// Plays `claude`.
enum ClaudeDouble {
  static func main(_ arguments: [String]) -> Never {
    if ["--version", "-v"].contains(arguments.first) {
      Output.line("2.1.330 (Claude Code)")
      exit(0)
    }
    let options: ClaudeOptions
    do {
      options = try ClaudeOptions(arguments)
    } catch {
      Output.error(error.text)
      exit(error.status)
    }
    if options.skipsPermissions, isRoot {
      Output.error(
        "--dangerously-skip-permissions cannot be used with root/sudo privileges for security reasons")
      exit(1)
    }
    let levels = ["low", "medium", "high", "xhigh", "max"]
    if let effort = options.effort, !levels.contains(effort) {
      let valid = "Valid values: \(levels.joined(separator: ", "))."
      Output.error("Warning: Unknown --effort value '\(effort)' — ignoring it and using the default effort. \(valid)")
    }
    var prompt = options.prompt ?? ""
    if isatty(0) == 0 {
      let more = StandardInput.readAll()
      prompt = [prompt, more].filter { !$0.isEmpty }.joined(separator: "\n")
    }
    if prompt.isEmpty || !options.isPrint {
      Output.error(
        "Error: Input must be provided either through stdin or as a prompt argument when using --print")
      exit(1)
    }
    AgentSession.play(
      arguments: arguments, prompt: prompt, voice: { ClaudeVoice(options: options, session: $0) })
  }

  /// Inside the sandbox double everybody has the host's uid: there the user's name tells.
  private static var isRoot: Bool {
    let environment = ProcessInfo.processInfo.environment
    if environment["IS_SANDBOX"] == "1" { return false }
    if environment["SANDBOX_VM_ID"] != nil { return environment["USER"] == "root" }
    return getuid() == 0
  }
}
