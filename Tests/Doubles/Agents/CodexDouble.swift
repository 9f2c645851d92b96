import Foundation
import KBSystem

/// Plays `codex`.
enum CodexDouble {
  static func main(_ arguments: [String]) -> Never {
    switch arguments.first {
    case "--version", "-V":
      Output.line("codex-cli 0.163.0")
      exit(0)
    case "exec": run(Array(arguments.dropFirst()))
    case "login" where arguments == ["login", "status"]:
      Output.error("Logged in using an API key - proxy-managed")
      exit(0)
    case nil, .some:
      Output.error("Error: stdin is not a terminal")
      exit(1)
    }
  }

  private static func run(_ arguments: [String]) -> Never {
    let options: CodexOptions
    do {
      options = try CodexOptions(arguments)
    } catch {
      Output.error(error.text)
      exit(error.status)
    }
    if let directory = options.directory, chdir(directory) != 0 {
      Output.error("Error: No such file or directory (os error 2)")
      exit(1)
    }
    let prompt = readPrompt(options)
    if !options.bypassesSandbox, !options.skipsRepositoryCheck, !isInsideRepository() {
      Output.error("Not inside a trusted directory and --skip-git-repo-check was not specified.")
      exit(1)
    }
    AgentSession.play(
      arguments: ["exec"] + arguments, prompt: prompt, voice: { CodexVoice(options: options, session: $0) })
  }

  /// Standard input is read to its end whenever it may hold something, also beside a prompt argument.
  private static func readPrompt(_ options: CodexOptions) -> String {
    guard let prompt = options.prompt, prompt != "-" else {
      let text = StandardInput.readAll()
      if text.isEmpty {
        Output.error("Reading prompt from stdin...\nNo prompt provided via stdin.")
        exit(1)
      }
      return text
    }
    guard isatty(0) == 0 else { return prompt }
    let more = StandardInput.readAll()
    if more.isEmpty { return prompt }
    Output.error("Reading additional input from stdin...")
    return "\(prompt)\n\n<stdin>\n\(more)\n</stdin>"
  }

  private static func isInsideRepository() -> Bool {
    Child.git(["rev-parse", "--git-dir"], in: nil).succeeded
  }
}

enum StandardInput {
  static func readAll() -> String {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while case .bytes(let count) = Descriptor.read(0, into: &buffer) { bytes += buffer[0..<count] }
    return String(decoding: bytes, as: UTF8.self)
  }
}
